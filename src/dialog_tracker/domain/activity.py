"""Activities of the policy dialogue and how their counts are stated: a figure keeps the qualifier it was given with."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from dialog_tracker.domain.errors import Malformed


class ActivityKind(StrEnum):
    """Kinds of activities; the first five are also events of a consultation."""

    ROUND_TABLE = "round_table"
    PUBLIC_MEETING = "public_meeting"
    PANEL = "panel"
    FOCUS_GROUP = "focus_group"
    CONSULTATION_EVENT = "consultation_event"
    TRAINING = "training"
    CONFERENCE = "conference"
    CONTACT_POINT_MEETING = "contact_point_meeting"
    STUDY_VISIT = "study_visit"
    RESEARCH = "research"
    WORKSHOP = "workshop"
    SURVEY = "survey"
    INTERVIEW = "interview"
    OTHER = "other"


# What people take part in as guests; a study visit has a delegation, and research has respondents.
EVENTS = frozenset(ActivityKind) - {ActivityKind.RESEARCH, ActivityKind.SURVEY, ActivityKind.INTERVIEW, ActivityKind.STUDY_VISIT}


class CountUnit(StrEnum):
    """What a figure counts."""

    PERSONS = "persons"
    ORGANISATIONS = "organisations"
    MINISTRIES = "ministries"
    MUNICIPALITIES = "municipalities"
    AUTHORITIES = "authorities"
    ACTIVITIES = "activities"
    PLACES = "places"


class PartyRole(StrEnum):
    """What somebody was to a programme or an activity."""

    IMPLEMENTER = "implementer"
    PARTNER = "partner"
    DONOR = "donor"
    ORGANISER = "organiser"


class InvitationChannel(StrEnum):
    """How an invitation went out."""

    EMAIL = "email"
    POST = "post"
    PHONE = "phone"
    IN_PERSON = "in_person"
    PORTAL = "portal"
    OTHER = "other"


class Qualifier(StrEnum):
    """How exactly a count is known; a stated figure is never replaced by a sum."""

    EXACT = "exact"
    OVER = "over"
    ABOUT = "about"
    NOT_STATED = "not_stated"


def check_hours(starts: time | None, ends: time | None) -> None:
    """Refuse an end without a beginning or before it; raises Malformed("event-hours")."""
    if ends is not None and (starts is None or ends <= starts):
        raise Malformed("event-hours", field="ends_time")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of participants with its qualifier; `number` is None exactly when nothing was stated."""

    number: int | None
    qualifier: Qualifier

    def __post_init__(self) -> None:
        """Refuse a number without a qualifier and the reverse."""
        if (self.number is None) != (self.qualifier is Qualifier.NOT_STATED):
            raise Malformed("count-needs-qualifier")
        if self.number is not None and self.number < 0:
            raise Malformed("count-negative")
