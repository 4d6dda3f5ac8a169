"""The tree of topics: reading order, counts below, depth, and what may hang where."""

from uuid import UUID

from dialog_tracker.domain.topic import TopicLine, depth_of, height_of, tree, with_below

A, B, C, D, LOST = (UUID(int=at) for at in range(1, 6))
TOPICS = [
    TopicLine(C, A, "Рокови", 2, 3),
    TopicLine(A, None, "Поступак", 1, 1),
    TopicLine(D, C, "Продужење", 1, 4),
    TopicLine(B, None, "Казне", 2),
    TopicLine(LOST, UUID(int=99), "Без стабла", 3, 2),
]


def test_topics_are_read_from_the_top_each_before_those_under_it():
    assert [(line.topic.name, line.depth) for line in tree(TOPICS)] == [
        ("Поступак", 0),
        ("Рокови", 1),
        ("Продужење", 2),
        ("Казне", 0),
        ("Без стабла", 0),
    ]
    assert tree(TOPICS)[2].path == ("Поступак", "Рокови", "Продужење")
    assert tree([]) == []


def test_what_stands_below_and_how_deep():
    assert with_below(TOPICS, A) == {A, C, D}
    assert with_below(TOPICS, B) == {B}
    assert [depth_of(TOPICS, one) for one in (None, A, C, D)] == [0, 1, 2, 3]
    assert [height_of(TOPICS, one) for one in (A, C, D, B)] == [3, 2, 1, 1]
