"""Recognising the lines of a legal text: articles, chapters, points, annexes, the explanatory note, signatures.

Every recogniser takes one clean line and answers with a `Mark` or nothing; what stands around the line is the business of `structure`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialog_tracker.domain.label import ordinal, roman_value
from dialog_tracker.domain.provision import ProvisionKind
from dialog_tracker.domain.script import fold


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One paragraph of the source with what its look says about it; `outline_level` counts from 1, `line` from 1."""

    text: str
    centred: bool = False
    bold: bool = False
    style_name: str = ""
    outline_level: int | None = None
    list_label: str = ""
    in_table: bool = False
    footnote: str = ""
    line: int = 0

    @property
    def full(self) -> str:
        """The line as printed, its automatic number before the text."""
        return f"{self.list_label} {self.text}".strip() if self.list_label else self.text


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the source, row by row; a merged cell has its text once and leaves the others empty.

    `header_rows` counts the first rows that repeat on every page; `spanning` holds the indexes of rows whose one cell spans the table.
    """

    rows: tuple[tuple[str, ...], ...]
    line: int = 0
    header_rows: int = 0
    spanning: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """The table as lines of cells parted by tabs."""
        return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class SourceText:
    """One block of the source as the preview shows it; `line` counts from 1, `kind` is "line", "table" or "note"."""

    line: int
    text: str
    centred: bool = False
    bold: bool = False
    kind: str = "line"


def source_texts(blocks: Sequence[SourceLine | SourceTable]) -> tuple[SourceText, ...]:
    """Show every block under the number that provisions and findings name it by."""
    return tuple(_shown(block, block.line or number) for number, block in enumerate(blocks, start=1))


def _shown(block: SourceLine | SourceTable, number: int) -> SourceText:
    if isinstance(block, SourceTable):
        return SourceText(number, block.text, kind="table")
    return SourceText(number, block.full, block.centred, block.bold, "note" if block.footnote else "line")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line opens: its kind, label as printed and the rest of the line."""

    kind: ProvisionKind
    label: str
    rest: str = ""


_LETTER = r"(?:dž|lj|nj|[^\W\d_])"
_NUMBER = rf"(\d{{1,4}}(?:\s?|-){_LETTER}?(?!\w)(?:\s?\[\w{{1,6}}\])?)"
_CLAN = (
    r"(?:Ч\s?[Лл]\s?[Аа]\s?[Нн]|Ч\s?[Лл]\s?[Ее]\s?[Нн]|[ČĈÈC]\s?l\s?a\s?n(?:\s?a\s?k)?|[ČĈÈC]\s?L\s?A\s?N(?:\s?A\s?K)?"
    r"|\^lan(?:ak)?|\^LAN(?:AK)?|Article|ARTICLE|Art\.)"
)
_ARTICLE = re.compile(rf"({_CLAN})\s*{_NUMBER}\s*\.?\s*[*]?")
_ARTICLE_SL = re.compile(r"(\d{1,4})\.\s?([a-zčšž])?\s*(člen|ČLEN)")
_UNNUMBERED = re.compile(rf"({_CLAN})\s*[_.…]*")
_RUN_IN = re.compile(rf"({_CLAN})\s+{_NUMBER}\s*[.:–—-]\s*(?=\S)(.+)")
_ROMAN = re.compile(r"([IVXLІХ]{1,7})([а-яa-zђ])?\s*([.):–—-]?)\s+(\S.{1,240})")
_ROMAN_ALONE = re.compile(r"([IVXLІХ]{1,7})\s*\.?")
_DIVISION = (
    (ProvisionKind.CHAPTER, "глава glava poglavlje поглавље поглавје chapter poglavje"),
    (ProvisionKind.PART, "део дел deo dio part del title"),
    (ProvisionKind.SECTION, "одељак оддел odeljak odjeljak odsjek section oddelek"),
)
_DIVISION_KIND = {word: kind for kind, words in _DIVISION for word in words.split()}
_DIVISION_LINE = re.compile(rf"({'|'.join(_DIVISION_KIND)})\s+(\w+)\s*[.:–—-]?\s*(.*)", re.IGNORECASE)
_DIVISION_AFTER = re.compile(
    r"(\w+)\.?\s+(глава|glava|део|дел|deo|dio|del|одељак|odeljak|odjeljak|poglavje|oddelek|поглавје)\s*[.:–—-]?\s*(.*)", re.IGNORECASE
)
_LETTERED = re.compile(r"([А-ЯЂЈЉЊЋЏA-ZČĆĐŠŽ])[.)]\s+(\S.{2,160})")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(\S.{1,200})")
_NOTE_WORDS = ("образложење", "obrazloženje", "образложение", "obrazložitev", "explanatorynote", "explanatorymemorandum")
_ACCOMPANYING = re.compile(
    r"(?:pregled\s+odredaba|odredbe\s+.{0,80}koje\s+se\s+m[ij]*enjaju|analiza\s+efekata|izjava\s+o\s+uskladjenosti|tabela\s+uskladjenosti"
    r"|uporedni\s+(?:pregled|prikaz)|besedilo\s+clenov)(?!\w).{0,200}"
)
_LONGEST_NOTE = 60
_ANNEX = re.compile(
    r"((?:прилог|prilog|priloga|анекс|aneks|annex|додатак|dodatak|образац|obrazac)(?:\s+(?:број|broj|бр\.?|br\.?|no\.?))?)\s*(\d{1,3}|[IVXLІХ]{1,6}|\w)?\s*[.:–—-]?\s*(.*)",
    re.IGNORECASE,
)


def article(text: str) -> Mark | None:
    """Recognise a line that is nothing but an article's number: „Члан 12а.”, „Član 5”, „3. člen”."""
    if found := _ARTICLE.fullmatch(text):
        number = " ".join(found[2].split())
        return Mark(ProvisionKind.ARTICLE, f"{_closed(found[1])} {number}")
    if _ARTICLE_SL.fullmatch(text):
        return Mark(ProvisionKind.ARTICLE, text)
    return None


def _closed(word: str) -> str:
    return word.replace(" ", "")


def unnumbered_article(text: str) -> Mark | None:
    """Recognise „Члан” or „Члан ___.” whose number is missing."""
    found = _UNNUMBERED.fullmatch(text)
    return Mark(ProvisionKind.ARTICLE, _closed(found[1])) if found else None


_SHORT = re.compile(rf"([ЧчČčĈC]л?l?\.)\s*{_NUMBER}\s*\.?\s*(.*)", re.DOTALL)


def short_article(text: str) -> Mark | None:
    """Recognise „Чл. 12”, which opens an article only where a person says so: sentences refer to articles in the same way."""
    found = _SHORT.fullmatch(text)
    return Mark(ProvisionKind.ARTICLE, f"{found[1]} {' '.join(found[2].split())}", found[3]) if found else None


def run_in_article(text: str) -> Mark | None:
    """Recognise „Члан 5. Овим законом …”, where the text follows in the same line."""
    found = _RUN_IN.fullmatch(text)
    if not found:
        return None
    number = " ".join(found[2].split())
    return Mark(ProvisionKind.ARTICLE, f"{_closed(found[1])} {number}", found[3])


def capitals(text: str) -> bool:
    """Tell whether a line is set in capitals, forgiving one small „и” in twelve letters."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) >= 0.92 * len(letters)


def chapter(text: str, *, heading: bool) -> Mark | None:
    """Recognise „I. ОСНОВНЕ ОДРЕДБЕ”, and with `heading` (centred, bold or so styled) any words after the numeral."""
    found = _ROMAN.fullmatch(text)
    if found is None:
        alone = _ROMAN_ALONE.fullmatch(text) if heading else None
        return _chapter(alone[1], "", "") if alone else None
    numeral, letter, _, rest = found.groups()
    if not (capitals(rest) or heading):
        return None
    return _chapter(numeral, letter or "", rest)


def _chapter(numeral: str, letter: str, rest: str) -> Mark | None:
    return Mark(ProvisionKind.CHAPTER, numeral + letter, rest) if roman_value(numeral) else None


def division(text: str) -> Mark | None:
    """Recognise „ГЛАВА II”, „ДЕО ПРВИ”, „Први део”, „ОДЕЉАК 3 – …”; the title often stands in the next line."""
    if found := _DIVISION_LINE.fullmatch(text):
        word, number, rest = found.groups()
        label = f"{word} {number}"
    elif found := _DIVISION_AFTER.fullmatch(text):
        number, word, rest = found.groups()
        label = text[: found.end(2)]
    else:
        return None
    if not ordinal(number) or (not word[0].isupper() and not number[0].isupper()):
        return None
    return Mark(_DIVISION_KIND[word.lower()], label, rest)


def lettered_section(text: str) -> Mark | None:
    """Recognise „А) Уређивање односа”, a section marked by a capital letter."""
    found = _LETTERED.fullmatch(text)
    return Mark(ProvisionKind.SECTION, f"{found[1]})", found[2]) if found else None


def explanatory_note(text: str) -> bool:
    """Tell whether a line opens the explanatory note („О Б Р А З Л О Ж Е Њ Е”)."""
    return len(text) <= _LONGEST_NOTE and "".join(text.split()).rstrip(":").lower() in _NOTE_WORDS


def accompanying(text: str) -> bool:
    """Tell whether a line opens what accompanies a proposal: the overview of amended provisions, the analysis of effects.

    Only a line in capitals does: an article may bear a title such as „Анализа ефеката”.
    """
    return capitals(text) and _ACCOMPANYING.fullmatch(fold(text)) is not None


_NUMBERED_ANNEXES = frozenset({"dodatak", "obrazac"})  # a form or a supplement without a number is a word like any other


def annex(text: str) -> Mark | None:
    """Recognise „ПРИЛОГ 1”, „Прилог бр. 2 – Образац пријаве”."""
    found = _ANNEX.fullmatch(text)
    if not found or not text[0].isupper() or (text.endswith((".", ";", ",")) and found[3]):
        return None
    word, number, rest = found.groups()
    if not number and (rest or fold(word) in _NUMBERED_ANNEXES):
        return None
    return Mark(ProvisionKind.ANNEX, f"{word} {number}" if number else word, rest)


def decimal_heading(text: str) -> tuple[str, int, str] | None:
    """Recognise „1.2. Показатељи”: the label, its depth and the words."""
    found = _DECIMAL.fullmatch(text)
    return (found[1], found[1].count(".") + 1, found[2]) if found else None


_NUMBERED_HEADING = re.compile(r"((?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[а-яa-zђјљњћџčćđšž]\)))\s+(\S.{1,200})")


def numbered_heading(text: str) -> tuple[str, str] | None:
    """Recognise „1. Уређење насеља”, „а) Надзор”, a heading over articles that a figure or a letter numbers: its label and its words."""
    found = _NUMBERED_HEADING.fullmatch(text)
    return (found[1].rstrip("."), found[2]) if found and found[2][0].isupper() else None


_BRACKETED_TITLE = re.compile(r"\(\D.{2,150}\)")
_REPEALED = re.compile(r"брисан|brisan|престао|престала|prestao|prestala", re.IGNORECASE)


def bracketed_title(text: str) -> bool:
    """Tell whether a line is a title in brackets: „(Предмет закона)”; „(брисан)” is none."""
    return _BRACKETED_TITLE.fullmatch(text) is not None and _REPEALED.search(text) is None


_INDEPENDENT = re.compile(r"(?:самостални|samostalni|самосталне|samostalne)\s+(?:члан|clan|član|одредб|odredb)", re.IGNORECASE)
_PREAMBLE = re.compile(r"(?:на основу|na osnovu|na temelju|полазећи|polazeći|у складу са|u skladu sa?)\s", re.IGNORECASE)
_LONGEST_SIGNATURE = 120
_OFFICE = re.compile(
    r"(?:(?:pot)?preds(?:j)?edni(?:k|ca)|ministar|ministarka|direktor|direktorka|gradonacelni(?:k|ca)|v\. ?d\.)(?!\w)[^.]{0,80},?$"
)
_SIGNATURE = re.compile(
    r"(?:broj|br\.?|klasa|urbroj|del\. ?br\.?)\s?[:.]?\s?[\d_./]"
    r"|\d{1,3}\s+(?:broj|br\.)"
    r"|u\s+[a-z]+(?: [a-z]+)?,?\s+(?:dana\s+)?(?:\d{1,2}\.?\s?[a-z\d]+\.?\s?\d{4}|_+)"
    r"|(?:beograd|novi sad|nis|kragujevac|podgorica|sarajevo|zagreb)[u]?,?\s+(?:dana\s+)?\d"
    r"|datum\s?:|m\.? ?p\.?$",
)


def independent_articles(text: str) -> bool:
    """Tell whether a line opens the independent articles of a later amending law, whose numbers begin anew."""
    return _INDEPENDENT.match(text) is not None


def opens_preamble(text: str) -> bool:
    """Tell whether a line begins „На основу члана …”."""
    return _PREAMBLE.match(text) is not None


def signature(text: str) -> bool:
    """Tell whether a line is the act's number, its place and date, or the office of who signs."""
    if len(text) > _LONGEST_SIGNATURE or text.endswith((";", ":")):
        return False
    folded = fold(text)
    return (_SIGNATURE.match(folded) or _OFFICE.match(folded)) is not None
