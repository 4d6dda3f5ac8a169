"""Organisations as they are entered: a name, a kind, numbers that check, a seat, areas of work."""

from dataclasses import dataclass, replace

from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed
from dialog_tracker.domain.register_number import check_register_number, check_tax_number
from dialog_tracker.domain.submission import SubmitterKind

LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """An organisation on its way into the directory."""

    name: str
    kind: SubmitterKind
    register_number: str = ""
    tax_number: str = ""
    seat: str = ""
    website: str = ""
    territory_code: str = ""
    areas: tuple[str, ...] = ()


def check_organisation(draft: OrganisationDraft) -> OrganisationDraft:
    """Give the draft with its numbers as digits; raises FieldErrors with everything that is wrong."""
    errors: dict[str, DialogError] = {}
    name = " ".join(draft.name.split())
    if not name:
        errors["name"] = Malformed("field-required", field="name")
    if len(name) > LONGEST_NAME:
        errors["name"] = Malformed("text-too-long", field="name", length=len(name), limit=LONGEST_NAME)
    numbers = {"register_number": draft.register_number, "tax_number": draft.tax_number}
    for field, check in (("register_number", check_register_number), ("tax_number", check_tax_number)):
        try:
            numbers[field] = check(numbers[field])
        except Malformed as refused:
            errors[field] = refused
    if errors:
        raise FieldErrors(errors)
    register, tax = numbers["register_number"], numbers["tax_number"]
    return replace(draft, name=name, website=check_website(draft.website), register_number=register, tax_number=tax)


def check_website(typed: str) -> str:
    """Give an address that a page may link to; a bare name gets https. Raises FieldErrors for what is no address."""
    bare = typed.strip()
    if not bare:
        return ""
    address = bare if "://" in bare else f"https://{bare}"
    if not address.startswith(("https://", "http://")) or " " in address or "." not in address:
        raise FieldErrors({"website": Malformed("address-unreadable", field="website")})
    return address
