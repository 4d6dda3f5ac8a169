"""Bodies of authority: the kinds of bodies that may propose acts or take part [domain.md 5]."""

from enum import StrEnum

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.script import fold


class BodyKind(StrEnum):
    """What a body of authority is."""

    MINISTRY = "ministry"
    BODY_WITHIN = "body_within"
    SPECIAL_ORGANISATION = "special_organisation"
    GOVERNMENT_SERVICE = "government_service"
    GOVERNMENT = "government"
    ASSEMBLY = "assembly"
    INDEPENDENT_BODY = "independent_body"
    AGENCY = "agency"
    PROVINCIAL_BODY = "provincial_body"
    CITY = "city"
    MUNICIPALITY = "municipality"
    CITY_MUNICIPALITY = "city_municipality"
    LOCAL_ADMINISTRATION = "local_administration"
    DISTRICT = "district"
    PUBLIC_ENTERPRISE = "public_enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    NATIONAL_COUNCIL = "national_council"
    OTHER = "other"


# How a name begins, folded; the first that fits decides.
_BEGINNINGS: tuple[tuple[str, BodyKind], ...] = (
    ("ministarstvo", BodyKind.MINISTRY),
    ("ministry", BodyKind.MINISTRY),
    ("gradska opstina", BodyKind.CITY_MUNICIPALITY),
    ("gradska uprava", BodyKind.LOCAL_ADMINISTRATION),
    ("opstinska uprava", BodyKind.LOCAL_ADMINISTRATION),
    ("opstina", BodyKind.MUNICIPALITY),
    ("grad ", BodyKind.CITY),
    ("pokrajinsk", BodyKind.PROVINCIAL_BODY),
    ("skupstina", BodyKind.ASSEMBLY),
    ("narodna skupstina", BodyKind.ASSEMBLY),
    ("vlada", BodyKind.GOVERNMENT),
    ("kancelarija", BodyKind.GOVERNMENT_SERVICE),
    ("sluzba", BodyKind.GOVERNMENT_SERVICE),
    ("agencija", BodyKind.AGENCY),
    ("republicki", BodyKind.SPECIAL_ORGANISATION),
    ("uprava za", BodyKind.BODY_WITHIN),
    ("javno preduzece", BodyKind.PUBLIC_ENTERPRISE),
    ("jp ", BodyKind.PUBLIC_ENTERPRISE),
    ("nacionalni savet", BodyKind.NATIONAL_COUNCIL),
    ("poverenik", BodyKind.INDEPENDENT_BODY),
)
_LOCAL = frozenset({BodyKind.CITY, BodyKind.MUNICIPALITY, BodyKind.CITY_MUNICIPALITY, BodyKind.LOCAL_ADMINISTRATION})


def kind_by_name(name: str) -> BodyKind:
    """Guess what a body is by how its name begins."""
    folded = fold(name) + " "
    if "upravni okrug" in folded:
        return BodyKind.DISTRICT
    return next((kind for beginning, kind in _BEGINNINGS if folded.startswith(beginning)), BodyKind.OTHER)


def level_by_name(name: str) -> AuthorityLevel:
    """Guess the level of a body by its name, where no list says it."""
    kind = kind_by_name(name)
    if kind in _LOCAL:
        return AuthorityLevel.LOCAL
    provincial = kind is BodyKind.PROVINCIAL_BODY or "autonomne pokrajine" in fold(name)
    return AuthorityLevel.PROVINCIAL if provincial else AuthorityLevel.NATIONAL
