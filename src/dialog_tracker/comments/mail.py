"""The letters about submissions: one confirms receipt, one asks an organisation to stand behind another's."""

from dialog_tracker.domain.acknowledgement import Acknowledgement
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.render import render


def receipt(language: Language, reference: str, base_url: str) -> Acknowledgement:
    """Write the letter; the number is put in when it is given."""
    subject, _, body = render(language, "mail/receipt.txt", reference=reference, base_url=base_url.rstrip("/")).partition("\n")
    return Acknowledgement(subject.strip(), body.strip() + "\n", language)


def sign(language: Language, lead: str, number: str, link: str) -> tuple[str, str]:
    """Ask an organisation to confirm that it stands behind a submission; gives subject and body."""
    subject, _, body = render(language, "mail/sign.txt", lead=lead, number=number, link=link).partition("\n")
    return subject.strip(), body.strip() + "\n"
