"""What was stated of a programme stands beside what its register adds up to, and neither replaces the other."""

from typing import Any

from dialog_tracker.domain.activity import ActivityKind, Count, CountUnit, Qualifier
from dialog_tracker.domain.programme import ActivityFacts, Figure, Where, activity_name, where_in_words
from dialog_tracker.domain.programme_figures import computed_figures, side_by_side, stated_figures
from dialog_tracker.domain.vague_date import read_when
from dialog_tracker.sample.account import read_account

OVER, EXACT, UNSTATED = Qualifier.OVER, Qualifier.EXACT, Count(None, Qualifier.NOT_STATED)


def activity(key="a", kind=ActivityKind.TRAINING, count=UNSTATED, **more: Any) -> ActivityFacts:
    return ActivityFacts(key, kind, more.pop("title", "Наслов"), count=count, **more)


def computed(*activities: ActivityFacts) -> dict[str, tuple[int, Qualifier]]:
    return {one.measure: (one.value, one.qualifier) for one in computed_figures(activities)}


def test_the_account_states_every_figure_of_the_project():
    stated = {(one.value, one.qualifier, one.unit) for one in stated_figures(read_account().programme)}
    assert stated == {
        (14, EXACT, CountUnit.MINISTRIES),
        (62, EXACT, CountUnit.MUNICIPALITIES),
        (124, EXACT, CountUnit.ORGANISATIONS),
        (11, EXACT, CountUnit.ACTIVITIES),
        (120, OVER, CountUnit.PERSONS),
        (160, OVER, CountUnit.PERSONS),
        (60, OVER, CountUnit.PERSONS),
        (70, OVER, CountUnit.PERSONS),
        (3, EXACT, CountUnit.ACTIVITIES),
        (2, EXACT, CountUnit.ACTIVITIES),
        (1, EXACT, CountUnit.ACTIVITIES),
        (15, EXACT, CountUnit.PERSONS),
        (13, EXACT, CountUnit.ACTIVITIES),
        (500, OVER, CountUnit.PERSONS),
        (50, OVER, CountUnit.MUNICIPALITIES),
    }
    assert all(one.source for one in stated_figures(read_account().programme))


def test_the_account_adds_up_to_less_than_was_stated():
    known = {one.measure: (one.value, one.qualifier) for one in computed_figures(read_account().programme.activities)}
    assert known["event_participants"] == (410, OVER)
    assert known["events"] == (15, EXACT)
    assert known["training"] == (11, EXACT)
    assert known["study_visit"] == (3, EXACT)
    assert known["study_visit_participants"] == (15, OVER)
    assert known["places"] == (6, EXACT)
    assert known["countries"] == (2, EXACT)
    assert known["activities"] == (19, EXACT)
    assert "training_participants" not in known


def test_stated_and_computed_stand_side_by_side():
    programme = read_account().programme
    pairs = side_by_side(stated_figures(programme), computed_figures(programme.activities))
    beside = {pair.stated.value: pair.computed.value for pair in pairs if pair.stated and pair.computed}
    assert beside == {13: 15, 500: 410, 3: 3, 11: 11}
    assert sum(pair.stated is not None for pair in pairs) == len(stated_figures(programme))
    assert {pair.computed.measure for pair in pairs if pair.computed} == {one.measure for one in computed_figures(programme.activities)}


def test_a_series_is_counted_by_its_activities_where_they_are_entered():
    row = activity("s", occurrences=11, count=Count(200, OVER))
    assert computed(row)["training"] == (11, EXACT)
    assert computed(row)["training_participants"] == (200, OVER)
    members = [activity(f"m{n}", series="s", count=Count(10, EXACT)) for n in range(3)]
    assert computed(row, *members)["training"] == (3, EXACT)
    assert computed(row, *members)["training_participants"] == (30, EXACT)


def test_only_persons_are_added_to_persons():
    known = computed(activity(count=Count(20, EXACT)), activity("b", count=Count(62, EXACT), unit=CountUnit.MUNICIPALITIES))
    assert known["event_participants"] == (20, OVER)


def test_an_empty_register_adds_up_to_nothing():
    assert computed_figures([]) == ()


def test_an_activity_without_a_title_is_named_by_its_kind_and_places():
    one = activity(title="", occurrences=11, where=(Where("Београд"), Where("Ниш")), online=True)
    assert activity_name(one) == "обука, Београд, Ниш; преко интернета"
    assert where_in_words(activity(where=(Where("Стокхолм", "SE"), Where("", "HR")))) == "Стокхолм (Шведска), Хрватска"
    assert where_in_words(activity(where=(Where("", "HR"),)), english=True) == "Croatia"


def test_a_count_is_stated_with_the_source_of_the_programme_where_it_has_none_of_its_own():
    programme = read_account().programme
    conference = next(one for one in stated_figures(programme) if one.value == 120)
    assert conference.source == programme.source
    assert "евроинтеграцију" in conference.of_what
    assert isinstance(conference, Figure)
    assert read_when("новембар 2022.") == next(a.when for a in programme.activities if a.count.number == 120)
