"""Text as Word keeps it: escaped, freed of what XML and layout cannot bear, in the script and language it is written in."""

import re
from dataclasses import dataclass

from dialog_tracker.domain.outcome_grammar import number
from dialog_tracker.domain.script import Script, to_latin
from dialog_tracker.office.english_words import ENGLISH

TEXT_START = '<w:t xml:space="preserve">'

# Control characters are illegal in XML; direction marks could turn round the words that follow a comment.
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPECIAL = re.compile("[&<>\n\t\u2011]")
_PRINTABLE_SPECIAL = "&<>\u2011"
_WITHIN_TEXT = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\n": f"</w:t><w:br/>{TEXT_START}",
    "\t": f"</w:t><w:tab/>{TEXT_START}",
    "\u2011": f"</w:t><w:noBreakHyphen/>{TEXT_START}",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_REGION = {"hr": "hr-HR", "bs": "bs-Latn-BA", "en": "en-GB", "hu": "hu-HU", "ro": "ro-RO", "sk": "sk-SK", "sq": "sq-AL", "bg": "bg-BG", "mk": "mk-MK", "de": "de-DE", "fr": "fr-FR", "cnr": "sr-Latn-ME", "me": "sr-Latn-ME"}  # fmt: skip


def clean(text: str) -> str:
    """Remove what XML forbids and what turns the direction of writing; every kind of line end becomes one."""
    return _ILLEGAL.sub("", _LINE_ENDS.sub("\n", text))


def escaped(text: str) -> str:
    """Write a text inside `w:t`: line breaks, tabs and hard hyphens become elements of their own."""
    if text.replace("\u00a0", " ").isprintable() and not any(sign in text for sign in _PRINTABLE_SPECIAL):
        return text  # nearly every text, told without reading it sign by sign
    return _SPECIAL.sub(lambda match: _WITHIN_TEXT[match.group()], clean(text))


def attribute(text: str) -> str:
    """Write a text inside an attribute in double quotation marks."""
    plain = clean(text).replace("\n", " ").replace("\u2011", "-")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def is_serbian(language: str) -> bool:
    """Tell whether a text may be transliterated; one without a language is taken for Serbian."""
    return language.split("-", maxsplit=1)[0].lower() in {"", "sr"}


@dataclass(frozen=True, slots=True)
class Voice:
    """The script a document speaks in; the frame is written once, in Cyrillic, and its fixed words may be read in English."""

    script: Script
    english: bool = False

    @property
    def language(self) -> str:
        """The language tag of the whole document."""
        if self.english:
            return "en-GB"
        return "sr-Latn-RS" if self.script is Script.LATIN else "sr-Cyrl-RS"

    def plain(self, text: str) -> str:
        """Write a Serbian text in the document's script, or a fixed word in English."""
        if self.english and text in ENGLISH:
            return ENGLISH[text]
        return to_latin(text) if self.script is Script.LATIN else text

    def phrase(self, words: str, *parts: object) -> str:
        """Fill a fixed phrase, in Cyrillic or in English; it still has to be said."""
        return (ENGLISH.get(words, words) if self.english else words).format(*parts)

    def number(self, count: int) -> str:
        """Write a number as the language of the frame divides thousands."""
        return f"{count:,}" if self.english else number(count)

    def say(self, text: str) -> str:
        """Write a Serbian text in the document's script, ready for `w:t`."""
        return escaped(self.plain(text))

    def quote(self, text: str) -> str:
        """Write a Serbian text in the document's script, ready for an attribute."""
        return attribute(self.plain(text))

    def original(self, text: str, language: str, script: Script) -> tuple[str, str]:
        """Return a submitter's text and the run properties it needs: foreign and Latin texts keep their letters and language."""
        if is_serbian(language):
            tag = "sr-Latn-RS" if Script.LATIN in (script, self.script) and self.language != "sr-Latn-RS" else "sr-Cyrl-RS" * self.english
            return self.say(text), _run_language(tag)
        return escaped(text), _run_language(_tag(language))


def _tag(language: str) -> str:
    primary = language.split("-", maxsplit=1)[0].lower()
    tag = _REGION.get(primary, primary) if language.lower() == primary else language
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _run_language(tag: str) -> str:
    return f'<w:rPr><w:lang w:val="{tag}"/></w:rPr>' if tag else ""


def run(escaped_text: str, properties: str = "") -> str:
    """Wrap an escaped text in a run."""
    return f"<w:r>{properties}{TEXT_START}{escaped_text}</w:t></w:r>"


def paragraph(style: str, runs: str, properties: str = "") -> str:
    """Wrap runs in a paragraph of a style; `properties` follow the order that the format prescribes."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def field(instruction: str, cached: str) -> str:
    """Write a field with its cached result, so that no program asks to update it."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r>{TEXT_START}{cached}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
