"""Programmes and years as data: the stated figures apart from the computed ones, each with its qualifier, unit and source."""

from dataclasses import asdict
from typing import Any

from dialog_tracker.domain.activity import PartyRole
from dialog_tracker.domain.programme import ActivityFacts, Figure, ProgrammeFacts, where_in_words
from dialog_tracker.domain.programme_figures import computed_figures, stated_figures
from dialog_tracker.domain.vague_date import When
from dialog_tracker.domain.yearly import YearFacts


def account_as_json(facts: ProgrammeFacts) -> dict[str, Any]:
    """Give a programme as data, the stated figures apart from the computed ones."""
    return {
        "programme": {
            "key": facts.slug,
            "name": facts.name,
            "name_en": facts.name_en,
            "aims": facts.aims,
            "aims_en": facts.aims_en,
            **_when(facts.when),
            **{role.value: [one.name for one in facts.parties if one.role is role] for role in PartyRole},
            "kept_by": facts.authority,
            "source": facts.source,
        },
        "stated": [_figure(one) for one in stated_figures(facts)],
        "computed": [_figure(one) for one in computed_figures(facts.activities)],
        "activities": [_activity(one) for one in facts.activities],
    }


def year_as_json(facts: YearFacts) -> dict[str, Any]:
    """Give a year of an authority as data."""
    totals = facts.totals
    return {
        "authority": facts.authority,
        "authority_en": facts.authority_en,
        "year": facts.year,
        "made_on": facts.made_on.isoformat(),
        "prescribed_form": False,
        "totals": asdict(totals) | {"organisations": facts.organisations, "invited": facts.invited},
        "working_groups": asdict(facts.groups),
        "places": [asdict(one) for one in facts.places],
        "computed": [_figure(one) for one in facts.figures],
        "consultations": [
            {
                "reference": one.reference,
                "title": one.title,
                "procedure": one.procedure_key,
                "opens_on": one.opens_on.isoformat(),
                "last_on": one.last_on.isoformat(),
                "submissions": one.submissions,
                "comments": one.comments,
                "answered": one.answered,
                "by_status": {status.value: count for status, count in one.by_status.items()},
                "reported_on": one.reported_on.isoformat() if one.reported_on else None,
                "elsewhere": one.elsewhere,
            }
            for one in facts.consultations
        ],
        "activities": [_activity(one) for one in facts.activities],
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "value": one.value,
        "qualifier": one.qualifier.value,
        "unit": one.unit.value,
        "of_what": one.of_what,
        "of_what_en": one.of_what_en,
        "source": one.source,
        "measure": one.measure,
    }


def _when(when: When) -> dict[str, Any]:
    return {
        "starts_on": when.starts_on.isoformat() if when.starts_on else None,
        "ends_on": when.ends_on.isoformat() if when.ends_on else None,
        "date_precision": when.precision.value,
    }


def _activity(one: ActivityFacts) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "title": one.title,
        "title_en": one.title_en,
        **_when(one.when),
        "places": [asdict(place) for place in one.where],
        "where": where_in_words(one),
        "online": one.online,
        "occurrences": one.occurrences,
        "participants": one.count.number,
        "qualifier": one.count.qualifier.value,
        "parties": [{"role": party.role.value, "name": party.name} for party in one.parties],
        "outputs": [{"title": output.title, "link": output.link} for output in one.outputs],
    }
