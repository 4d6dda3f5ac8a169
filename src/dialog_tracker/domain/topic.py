"""A tree of topics by which the comments of a consultation are put in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

MAX_DEPTH = 4
MAX_TOPICS = 300
MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic; `comments` stand under it itself, not under those below."""

    id: UUID
    parent_id: UUID | None
    name: str
    position: int
    comments: int = 0


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A topic at its place in the tree: `depth` from 0, `path` with the names from the top."""

    topic: TopicLine
    depth: int
    path: tuple[str, ...]


def tree(topics: Sequence[TopicLine]) -> list[TreeLine]:
    """Give the topics in reading order, each before those under it; what hangs on nothing known stands at the top."""
    known = {one.id for one in topics}
    under: dict[UUID | None, list[TopicLine]] = {}
    for one in sorted(topics, key=lambda topic: (topic.position, topic.name)):
        under.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)

    def walk(parent: UUID | None, depth: int, path: tuple[str, ...]) -> Iterator[TreeLine]:
        for one in under.get(parent, ()):
            here = (*path, one.name)
            yield TreeLine(one, depth, here)
            yield from walk(one.id, depth + 1, here)

    return list(walk(None, 0, ()))


def with_below(topics: Sequence[TopicLine], topic_id: UUID) -> set[UUID]:
    """Give a topic with everything under it."""
    found = {topic_id}
    for line in tree(topics):
        if line.topic.parent_id in found:
            found.add(line.topic.id)
    return found


def depth_of(topics: Sequence[TopicLine], topic_id: UUID | None) -> int:
    """Give the depth at which something under this topic would stand, from 0 at the top."""
    return next((line.depth + 1 for line in tree(topics) if line.topic.id == topic_id), 0)


def height_of(topics: Sequence[TopicLine], topic_id: UUID) -> int:
    """Give how many levels a topic and those under it take, at least 1."""
    mine = with_below(topics, topic_id)
    depths = [line.depth for line in tree(topics) if line.topic.id in mine]
    return max(depths) - min(depths) + 1 if depths else 1
