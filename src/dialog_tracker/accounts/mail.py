"""Letters about accounts, in the reader's language."""

from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.letters import letter


def confirm(language: Language, name: str, link: str) -> LetterWords:
    """Ask for a click that confirms an address."""
    return letter(language, "confirm", name=name, link=link)


def already_registered(language: Language, link: str) -> LetterWords:
    """Tell somebody who registers again that they have an account."""
    return letter(language, "already_registered", link=link)


def reset(language: Language, link: str) -> LetterWords:
    """Send the link for a new password."""
    return letter(language, "reset", link=link)


def erase(language: Language, name: str, link: str) -> LetterWords:
    """Send the link by which somebody without a password erases themselves."""
    return letter(language, "erase", name=name, link=link)


def invite(language: Language, inviter: str, link: str) -> LetterWords:
    """Invite a colleague."""
    return letter(language, "invite", inviter=inviter, link=link)
