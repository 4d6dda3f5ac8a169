"""Letters about accounts: subject and body, from templates in the reader's language."""

from dialog_tracker.web.i18n import Language
from dialog_tracker.web.render import render

Words = tuple[str, str]


def _letter(language: Language, template: str, **facts: object) -> Words:
    """Render a letter; its first line is the subject."""
    subject, _, body = render(language, f"mail/{template}.txt", **facts).partition("\n")
    return subject.strip(), body.strip() + "\n"


def confirm(language: Language, name: str, link: str) -> Words:
    """Ask for a click that confirms an address."""
    return _letter(language, "confirm", name=name, link=link)


def already_registered(language: Language, link: str) -> Words:
    """Tell somebody who registers again that they have an account."""
    return _letter(language, "already_registered", link=link)


def reset(language: Language, link: str) -> Words:
    """Send the link for a new password."""
    return _letter(language, "reset", link=link)


def erase(language: Language, name: str, link: str) -> Words:
    """Send the link by which somebody without a password erases themselves."""
    return _letter(language, "erase", name=name, link=link)


def invite(language: Language, inviter: str, link: str) -> Words:
    """Invite a colleague."""
    return _letter(language, "invite", inviter=inviter, link=link)
