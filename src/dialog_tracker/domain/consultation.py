"""The phases of a consultation and the acts that change it: decisions are stored, time is derived."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.window import Window


class Stage(StrEnum):
    """What was decided and stored."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Venue(StrEnum):
    """Whether a consultation is run in this service or only followed in it."""

    HERE = "here"
    ELSEWHERE = "elsewhere"


class Method(StrEnum):
    """How views are gathered; the first six are the techniques of the methodology of public policies [domain.md 1.4]."""

    FOCUS_GROUP = "focus_group"
    ROUND_TABLE = "round_table"
    SEMI_STRUCTURED_INTERVIEW = "semi_structured_interview"
    PANEL = "panel"
    SURVEY = "survey"
    WRITTEN_COMMENTS = "written_comments"
    PUBLIC_MEETING = "public_meeting"
    ONLINE_PLATFORM = "online_platform"
    WORKING_GROUP = "working_group"
    OTHER = "other"


class Act(StrEnum):
    """Acts that change the stage of a consultation or its window."""

    PUBLISH = "publish"
    EXTEND = "extend"
    POSTPONE = "postpone"
    WITHDRAW = "withdraw"


class Phase(StrEnum):
    """Where a consultation stands at an instant; derived, never stored."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    ANSWERING = "answering"
    OVERDUE = "overdue"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


# Only what was public can be withdrawn: a withdrawn consultation stays readable with its reason.
TRANSITIONS: dict[tuple[Stage, Act], Stage] = {
    (Stage.DRAFT, Act.PUBLISH): Stage.PUBLISHED,
    (Stage.PUBLISHED, Act.EXTEND): Stage.PUBLISHED,
    (Stage.PUBLISHED, Act.POSTPONE): Stage.PUBLISHED,
    (Stage.PUBLISHED, Act.WITHDRAW): Stage.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a phase is derived from; `report_due_on` is None where no rule gives a date."""

    stage: Stage
    window: Window
    report_published: bool = False
    report_due_on: date | None = None


def phase(standing: Standing, now: datetime) -> Phase:
    """Derive the phase at an aware instant."""
    if standing.stage is Stage.DRAFT:
        return Phase.DRAFT
    if standing.stage is Stage.WITHDRAWN:
        return Phase.WITHDRAWN
    if standing.report_published:
        return Phase.CONCLUDED
    if now < standing.window.opens_at:
        return Phase.UPCOMING
    if standing.window.takes(now):
        return Phase.OPEN
    return _after_the_end(standing, now)


def _after_the_end(standing: Standing, now: datetime) -> Phase:
    due, here = standing.report_due_on, ZoneInfo(standing.window.zone)
    return Phase.OVERDUE if due is not None and now.astimezone(here).date() > due else Phase.ANSWERING


def step(stage: Stage, act: Act) -> Stage:
    """Carry out an act on a stage; raises Conflict("act-not-possible")."""
    try:
        return TRANSITIONS[stage, act]
    except KeyError:
        raise Conflict("act-not-possible", act=act.value, stage=stage.value) from None
