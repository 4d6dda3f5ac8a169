"""The letters about submissions: one confirms receipt, one asks an organisation to stand behind another's."""

from dialog_tracker.domain.acknowledgement import NUMBER, Acknowledgement
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.letters import letter


def receipt(language: Language, base_url: str) -> Acknowledgement:
    """Write the letter; the number is put in when it is given."""
    return Acknowledgement(letter(language, "receipt", number=NUMBER, link=f"{base_url.rstrip('/')}/k/{NUMBER}"), language)


def sign(language: Language, lead: str, number: str, link: str) -> LetterWords:
    """Ask an organisation to confirm that it stands behind a submission."""
    return letter(language, "sign", lead=lead, number=number, link=link)
