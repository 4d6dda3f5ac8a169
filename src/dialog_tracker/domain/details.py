"""What is told of a consultation besides its dates: texts, an address of e-mail, addresses of pages."""

from collections.abc import Collection, Mapping

from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed

_LONGEST = 5000
_PAGES = frozenset({"portal_url", "source_url"})


def check_details(names: Collection[str], typed: Mapping[str, str]) -> dict[str, str]:
    """Check every detail, so that all refusals are told at once; one that was not sent is left alone. Raises FieldErrors."""
    texts: dict[str, str] = {}
    errors: dict[str, DialogError] = {}
    for name in names:
        if name not in typed:
            continue
        try:
            texts[name] = _checked(name, typed[name])
        except Malformed as refused:
            errors[name] = refused
    if errors:
        raise FieldErrors(errors)
    return texts


def _checked(name: str, typed: str) -> str:
    text = clean_text(name, typed, _LONGEST)
    if name in _PAGES:
        return check_page_address(name, text)
    return check_email(text) if name == "email" and text else text
