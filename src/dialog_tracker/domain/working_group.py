"""Working groups with members from civil society: the call, nominations, points, objections, and who sits in the group.

A stage is never stored: it follows from the dates of the call and from what was done. The days for objections are no number of the
law: the default of five is the practice of a selection of 2023, and the office changes it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.window import Window

OBJECTION_DAYS = 5
MOST_OBJECTION_DAYS = 60
MOST_CRITERIA = 12
MOST_POINTS = 1000
LONGEST_TEXT = 10_000
LONGEST_NAME = 300


class CallStage(StrEnum):
    """Where a call stands."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    OBJECTIONS = "objections"
    RANKED = "ranked"
    APPOINTED = "appointed"
    WITHDRAWN = "withdrawn"


class Seat(StrEnum):
    """What somebody is in a working group."""

    CHAIR = "chair"
    MEMBER = "member"
    DEPUTY = "deputy"
    SECRETARY = "secretary"


class Statement(StrEnum):
    """What a candidate states [Guidelines 8/2020, Annex 1]."""

    ACCEPTS = "accepts"
    CV_TRUE = "cv_true"
    NO_CONFLICT = "no_conflict"


@dataclass(frozen=True, slots=True)
class Course:
    """The dates and the acts of a call, from which its stage follows."""

    window: Window
    objection_days: int = OBJECTION_DAYS
    ranking_published_at: datetime | None = None
    appointed_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def objections_until(self) -> datetime | None:
        """Give the end of the objection window: the midnight that ends its last day; None before the ranking is published."""
        if self.ranking_published_at is None:
            return None
        here = ZoneInfo(self.window.zone)
        published_on = self.ranking_published_at.astimezone(here).date()
        return datetime.combine(published_on + timedelta(days=self.objection_days + 1), time(0), here)

    @property
    def objections_last_on(self) -> date | None:
        """Give the last day on which an objection is taken."""
        until = self.objections_until
        return until.date() - timedelta(days=1) if until else None

    def takes_objections(self, now: datetime) -> bool:
        """Tell whether an objection is taken at an instant; none are where the office set no days for them."""
        return self.objection_days > 0 and self.stage(now) is CallStage.OBJECTIONS

    def stage(self, now: datetime) -> CallStage:
        """Tell where the call stands at an instant."""
        if self.withdrawn_at is not None:
            return CallStage.WITHDRAWN
        if self.appointed_at is not None:
            return CallStage.APPOINTED
        until = self.objections_until
        if until is not None:
            return CallStage.OBJECTIONS if self.objection_days and now < until else CallStage.RANKED
        if now < self.window.opens_at:
            return CallStage.ANNOUNCED
        return CallStage.OPEN if self.window.takes(now) else CallStage.CLOSED


def check_takes_nominations(course: Course, now: datetime) -> None:
    """Raise Conflict("call-not-open") before the first second of a call and Conflict("call-over") from its last on.

    A nomination that comes late is refused and not marked: all who apply have the same time.
    """
    stage = course.stage(now)
    if stage is CallStage.ANNOUNCED:
        raise Conflict("call-not-open")
    if stage is not CallStage.OPEN:
        raise Conflict("call-over")


def check_takes_objections(course: Course, now: datetime) -> None:
    """Raise Conflict("objections-not-taken") before the ranking is published and after the days for objections."""
    if not course.takes_objections(now):
        raise Conflict("objections-not-taken")


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a nomination is judged by, and the most points that it can get."""

    key: str
    name: str
    most: int


def check_criteria(typed: Sequence[tuple[str, str]]) -> tuple[Criterion, ...]:
    """Read rows of a name and of points, leaving out empty ones; raises FieldErrors keyed `criterion-N` and `most-N`."""
    errors: dict[str, DialogError] = {}
    read: list[Criterion] = []
    for at, (name, points) in enumerate(typed):
        clean, most = " ".join(name.split()), points.strip()
        if not clean and not most:
            continue
        if not clean:
            errors[f"criterion-{at}"] = Malformed("field-required", field="criterion")
        if len(clean) > LONGEST_NAME:
            errors[f"criterion-{at}"] = Malformed("text-too-long", field="criterion", length=len(clean), limit=LONGEST_NAME)
        if not _whole(most) or not 1 <= int(most) <= MOST_POINTS:
            errors[f"most-{at}"] = Malformed("points-out-of-range", field="most", least=1, most=MOST_POINTS)
        elif clean:
            read.append(Criterion(f"k{at + 1}", clean, int(most)))
    if not read and not errors:
        errors["criterion-0"] = Malformed("field-required", field="criterion")
    if len(read) > MOST_CRITERIA:
        errors[f"criterion-{MOST_CRITERIA}"] = Malformed("too-many-rows", field="criterion", most=MOST_CRITERIA)
    if errors:
        raise FieldErrors(errors)
    return tuple(read)


def _whole(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= 6


def most_points(criteria: Iterable[Criterion]) -> int:
    """Give the most points that a nomination can get."""
    return sum(one.most for one in criteria)


def read_points(criteria: Sequence[Criterion], typed: Mapping[str, str]) -> dict[str, int]:
    """Read a score: a whole number from nothing to the most, for every criterion; raises FieldErrors keyed by `points-KEY`."""
    errors: dict[str, DialogError] = {}
    points: dict[str, int] = {}
    for one in criteria:
        said = typed.get(one.key, "").strip()
        if not _whole(said) or int(said) > one.most:
            errors[f"points-{one.key}"] = Malformed("points-out-of-range", field=one.key, least=0, most=one.most)
        else:
            points[one.key] = int(said)
    if errors:
        raise FieldErrors(errors)
    return points


@dataclass(frozen=True, slots=True)
class NominationDraft:
    """An organisation's candidate as the form brings it."""

    organisation: str
    candidate: str
    email: str
    motivation: str
    cv: str
    function: str = ""
    deputy: str = ""
    statements: frozenset[Statement] = frozenset()
    shows_name: bool = False


_LINES = ("organisation", "candidate", "function", "deputy")
_TEXTS = ("motivation", "cv")
_OPTIONAL = ("function", "deputy")


def check_nomination(draft: NominationDraft) -> NominationDraft:
    """Give a nomination back clean; raises FieldErrors with everything that is wrong.

    It is complete only with every sentence of the candidate's statement.
    """
    errors: dict[str, DialogError] = {}
    said: dict[str, str] = {}
    for name in (*_LINES, *_TEXTS):
        typed = getattr(draft, name)
        try:
            said[name] = clean_text(
                name, " ".join(typed.split()) if name in _LINES else typed, LONGEST_NAME if name in _LINES else LONGEST_TEXT
            )
        except Malformed as refused:
            errors[name] = refused
            continue
        if not said[name] and name not in _OPTIONAL:
            errors[name] = Malformed("field-required", field=name)
    email = ""
    try:
        email = check_email(draft.email)
    except Malformed as refused:
        errors["email"] = refused
    if draft.statements != frozenset(Statement):
        errors["statement"] = Malformed("statement-incomplete", field="statement")
    if errors:
        raise FieldErrors(errors)
    return NominationDraft(**said, email=email, statements=draft.statements, shows_name=draft.shows_name)


CODE_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"  # without I, O, Q, 0 and 1, which are misread
_CODE = re.compile(f"[{CODE_SIGNS}]{{12}}")


def read_code(typed: str) -> str:
    """Read the code of a receipt, in small letters or without hyphens too; raises NotFound("nomination-unknown")."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    if not _CODE.fullmatch(plain):
        raise NotFound("nomination-unknown")
    return "-".join(plain[at : at + 4] for at in (0, 4, 8))


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody in a working group, as far as rules need to know."""

    name: str
    body: str
    seat: Seat
    is_cso: bool
    appointed_on: date | None = None
    ended_on: date | None = None
    deputises: str = ""

    def sits(self, day: date) -> bool:
        """Tell whether somebody sits in the group on a day; the last day counts."""
        return (self.appointed_on is None or self.appointed_on <= day) and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True, slots=True)
class CsoShare:
    """How many of the members come from civil society; deputies and secretaries are not counted."""

    cso: int
    members: int

    @property
    def percent(self) -> Fraction | None:
        """Give the share in hundredths; None of a group without members."""
        return Fraction(100 * self.cso, self.members) if self.members else None


def cso_share(sitting: Iterable[Sitting], day: date) -> CsoShare:
    """Count the members who sit on a day, and those among them who come from civil society."""
    members = [one for one in sitting if one.seat in (Seat.CHAIR, Seat.MEMBER) and one.sits(day)]
    return CsoShare(sum(one.is_cso for one in members), len(members))


_HEADS = {Seat.CHAIR: "Председава", Seat.MEMBER: "Чланови", Seat.DEPUTY: "Заменици чланова", Seat.SECRETARY: "Секретар"}


def composition_text(sitting: Sequence[Sitting], decision: str, day: date) -> str:
    """Write the composition as a public call prints it; names stay as they were entered. Empty where nobody sits in the group."""
    present = [one for one in sitting if one.sits(day)]
    if not present:
        return ""
    share = cso_share(present, day)
    formed = f"Радна група образована је актом број {decision.strip()}. " if decision.strip() else ""
    counted = f"Број чланова: {share.members}, од тога из организација цивилног друштва: {share.cso}."
    lists = (
        f"{head}: {', '.join(_named(one) for one in present if one.seat is seat)}." for seat, head in _HEADS.items() if _of(present, seat)
    )
    return " ".join((f"{formed}{counted}", *lists))


def _of(sitting: Sequence[Sitting], seat: Seat) -> bool:
    return any(one.seat is seat for one in sitting)


def _named(one: Sitting) -> str:
    more = ", ".join(filter(None, (one.body, f"мења: {one.deputises}" if one.deputises else "")))
    return f"{one.name} ({more})" if more else one.name
