"""The letter that confirms receipt."""

from dialog_tracker.domain.acknowledgement import Acknowledgement
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.render import render


def receipt(language: Language, reference: str, base_url: str) -> Acknowledgement:
    """Write the letter; the number is put in when it is given."""
    subject, _, body = render(language, "mail/receipt.txt", reference=reference, base_url=base_url.rstrip("/")).partition("\n")
    return Acknowledgement(subject.strip(), body.strip() + "\n", language)
