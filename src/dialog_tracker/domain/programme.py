"""The account of a programme of policy dialogue: what was stated of it, and what its register adds up to, never mixed.

A stated figure is what somebody said, with who said it. A computed figure is counted from the activities entered here, with how it
was counted. „Преко 500 учесника” stays beside „410 по евиденцији”, and neither corrects the other.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dialog_tracker.domain.activity import ActivityKind, Count, CountUnit, PartyRole, Qualifier
from dialog_tracker.domain.country import check_country, country_name
from dialog_tracker.domain.outcome_grammar import Forms
from dialog_tracker.domain.vague_date import NOT_STATED, When

HOME = "RS"


class Measure(StrEnum):
    """What is computed over all activities, besides the number and the participants of each kind."""

    ACTIVITIES = "activities"
    EVENTS = "events"
    EVENT_PARTICIPANTS = "event_participants"
    PLACES = "places"
    COUNTRIES = "countries"


class Sector(StrEnum):
    """From which part of society those counted are, where a count is broken down."""

    STATE = "state"
    LOCAL = "local"
    CIVIL_SOCIETY = "civil_society"
    BUSINESS = "business"
    ACADEMIA = "academia"
    MEDIA = "media"
    INTERNATIONAL = "international"
    OTHER = "other"


SECTORS: Mapping[Sector, tuple[str, str]] = {
    Sector.STATE: ("државни органи", "state bodies"),
    Sector.LOCAL: ("локална самоуправа", "local self-government"),
    Sector.CIVIL_SOCIETY: ("цивилно друштво", "civil society"),
    Sector.BUSINESS: ("привреда", "business"),
    Sector.ACADEMIA: ("академска заједница", "academia"),
    Sector.MEDIA: ("медији", "media"),
    Sector.INTERNATIONAL: ("међународне организације", "international organisations"),
    Sector.OTHER: ("остали", "others"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with all that is needed to read it; texts in Serbian Cyrillic and in English, `measure` joins the two kinds."""

    value: int
    qualifier: Qualifier
    unit: CountUnit
    of_what: str
    of_what_en: str
    source: str
    source_en: str = ""
    measure: str = ""
    sector: str = ""

    def counted(self, *, english: bool = False) -> str:
        """Say what is counted, with the sector where the figure is a part of a count."""
        what = (self.of_what_en if english else "") or self.of_what
        named = next((names for sector, names in SECTORS.items() if sector == self.sector), None)
        return f"{what} ({named[english]})" if named else what


@dataclass(frozen=True, slots=True)
class Where:
    """A town and its country (ISO 3166-1, two letters)."""

    name: str
    country: str = HOME


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """Somebody who ran, paid for or took part in running it."""

    role: PartyRole
    name: str


@dataclass(frozen=True, slots=True)
class OutputFacts:
    """What came of it, and where it is kept."""

    title: str
    link: str = ""
    sha256: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """An activity of a programme, or a series told as one; `series` is the key of the row that stands for its series."""

    key: str
    kind: ActivityKind
    title: str
    title_en: str = ""
    when: When = NOT_STATED
    where: tuple[Where, ...] = ()
    online: bool = False
    count: Count = field(default_factory=lambda: Count(None, Qualifier.NOT_STATED))
    unit: CountUnit = CountUnit.PERSONS
    source: str = ""
    occurrences: int = 1
    series: str = ""
    parties: tuple[PartyFacts, ...] = ()
    figures: tuple[Figure, ...] = ()
    outputs: tuple[OutputFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """A programme with its activities in the order of their dates, those without a date last."""

    slug: str
    name: str
    name_en: str
    aims: str
    aims_en: str
    when: When
    source: str
    authority: str
    parties: tuple[PartyFacts, ...]
    figures: tuple[Figure, ...]
    outputs: tuple[OutputFacts, ...]
    activities: tuple[ActivityFacts, ...]


KINDS: Mapping[ActivityKind, tuple[Forms, tuple[str, str]]] = {
    ActivityKind.TRAINING: (Forms("обука", "обуке", "обука"), ("training", "trainings")),
    ActivityKind.WORKSHOP: (Forms("радионица", "радионице", "радионица"), ("workshop", "workshops")),
    ActivityKind.CONFERENCE: (Forms("конференција", "конференције", "конференција"), ("conference", "conferences")),
    ActivityKind.CONTACT_POINT_MEETING: (
        Forms("састанак контакт тачака", "састанка контакт тачака", "састанака контакт тачака"),
        ("meeting of contact points", "meetings of contact points"),
    ),
    ActivityKind.STUDY_VISIT: (Forms("студијска посета", "студијске посете", "студијских посета"), ("study visit", "study visits")),
    ActivityKind.RESEARCH: (Forms("истраживање", "истраживања", "истраживања"), ("piece of research", "pieces of research")),
    ActivityKind.SURVEY: (Forms("анкета", "анкете", "анкета"), ("survey", "surveys")),
    ActivityKind.INTERVIEW: (Forms("интервју", "интервјуа", "интервјуа"), ("interview", "interviews")),
    ActivityKind.ROUND_TABLE: (Forms("округли сто", "округла стола", "округлих столова"), ("round table", "round tables")),
    ActivityKind.PUBLIC_MEETING: (Forms("трибина", "трибине", "трибина"), ("public meeting", "public meetings")),
    ActivityKind.PANEL: (Forms("панел дискусија", "панел дискусије", "панел дискусија"), ("panel", "panels")),
    ActivityKind.FOCUS_GROUP: (Forms("фокус група", "фокус групе", "фокус група"), ("focus group", "focus groups")),
    ActivityKind.CONSULTATION_EVENT: (
        Forms("консултативни састанак", "консултативна састанка", "консултативних састанака"),
        ("consultation event", "consultation events"),
    ),
    ActivityKind.OTHER: (Forms("друга активност", "друге активности", "других активности"), ("other activity", "other activities")),
}
_PLURALS = {
    ActivityKind.TRAINING: "обуке",
    ActivityKind.WORKSHOP: "радионице",
    ActivityKind.CONFERENCE: "конференције",
    ActivityKind.CONTACT_POINT_MEETING: "састанци контакт тачака",
    ActivityKind.STUDY_VISIT: "студијске посете",
    ActivityKind.RESEARCH: "истраживања",
    ActivityKind.SURVEY: "анкете",
    ActivityKind.INTERVIEW: "интервјуи",
    ActivityKind.ROUND_TABLE: "округли столови",
    ActivityKind.PUBLIC_MEETING: "трибине",
    ActivityKind.PANEL: "панел дискусије",
    ActivityKind.FOCUS_GROUP: "фокус групе",
    ActivityKind.CONSULTATION_EVENT: "консултативни састанци",
    ActivityKind.OTHER: "друге активности",
}


def kinds_name(kind: ActivityKind, *, english: bool = False) -> str:
    """Name a kind in the plural, as the head of a list or a row of figures."""
    return KINDS[kind][1][1] if english else _PLURALS[kind]


def kind_name(kind: ActivityKind, count: int = 1, *, english: bool = False) -> str:
    """Name a kind as it stands beside a number."""
    serbian, (one, many) = KINDS[kind]
    if english:
        return one if count == 1 else many
    return serbian.after(count)


_CALLED = {
    CountUnit.PERSONS: "учесници",
    CountUnit.ORGANISATIONS: "организације цивилног друштва",
    CountUnit.MINISTRIES: "министарства",
    CountUnit.MUNICIPALITIES: "градови и општине",
    CountUnit.AUTHORITIES: "органи",
    CountUnit.ACTIVITIES: "активности",
    CountUnit.PLACES: "места",
}
_CALLED_EN = {
    CountUnit.PERSONS: "participants",
    CountUnit.ORGANISATIONS: "civil society organisations",
    CountUnit.MINISTRIES: "ministries",
    CountUnit.MUNICIPALITIES: "cities and municipalities",
    CountUnit.AUTHORITIES: "authorities",
    CountUnit.ACTIVITIES: "activities",
    CountUnit.PLACES: "places",
}


def unit_name(unit: CountUnit, *, english: bool = False) -> str:
    """Name what a figure counts, in the plural."""
    return (_CALLED_EN if english else _CALLED)[unit]


def activity_name(one: ActivityFacts, *, english: bool = False) -> str:
    """Name an activity by its title; one without a title by its kind and its places."""
    if one.title:
        return (one.title_en if english else "") or f"„{one.title}”"
    kind, where = kind_name(one.kind, one.occurrences, english=english), where_in_words(one, english=english)
    return f"{kind}, {where}" if where else kind


def where_in_words(one: ActivityFacts, *, english: bool = False) -> str:
    """Name the towns of an activity, a foreign one with its country, and the internet: Београд, Ниш; преко интернета."""
    towns = [_town(place, english=english) for place in one.where]
    online = ("online" if english else "преко интернета") if one.online else ""
    return "; ".join(filter(None, (", ".join(towns), online)))


def _town(place: Where, *, english: bool) -> str:
    if place.country == HOME:
        return place.name
    country = country_name(place.country, english=english)
    return f"{place.name} ({country})" if place.name else country


_ABROAD = re.compile(r"(?P<name>[^()]*)\((?P<code>[A-Za-z]{2})\)")


def read_places(text: str) -> tuple[Where, ...]:
    """Read towns with commas, semicolons or lines between; one abroad has its country in brackets: Стокхолм (SE).

    Raises Malformed("country-unknown").
    """
    return tuple(_where(one) for one in re.split(r"[,;\n]", text) if one.strip())


def _where(typed: str) -> Where:
    found = _ABROAD.fullmatch(typed.strip())
    if found is None:
        return Where(typed.strip())
    return Where(found["name"].strip(), check_country("where", found["code"]))


def places_as_typed(where: Sequence[Where]) -> str:
    """Write towns as `read_places` reads them."""
    return "; ".join(one.name if one.country == HOME else f"{one.name} ({one.country})".strip() for one in where)
