"""The title and kind of an act: found among the lines before the first provision, joined and set in sentence case."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialog_tracker.domain.headings import SourceLine, capitals, decimal_heading, opens_preamble
from dialog_tracker.domain.script import fold

_DRAFT = r"(?:(?:pred)?nacrt|pri?(?:j)?edlog(?: na| za)?|radna verzija|tekst|osnutek|draft|proposal(?: for an?| of an?)?)"
# Folded forms: nominative and the genitive that follows „нацрт”.
_KINDS = (
    ("action_plan", r"akcijsk(?:i|og) plan(?:a)?|akcion(?:i|og) plan(?:a)?|akcionen plan|action plan"),
    ("development_plan", r"plan(?:a)? razvoja"),
    ("spatial_plan", r"(?:prostorn|urbanistick|generaln|regulacion)\w*(?: \w+)? plan(?:a)?|plan(?:a)? (?:generalne|detaljne) regulacije"),
    ("draft_law", r"zakon(?:a)?|law|act|bill"),
    ("decree", r"ured(?:ba|be|bu)|decree|regulation"),
    ("rulebook", r"pravilnik(?:a)?|rulebook|ordinance"),
    ("decision", r"odluk(?:a|e|u)|odlok(?:a)?|decision"),
    ("statute", r"statut(?:a)?"),
    ("strategy", r"strategij(?:a|e|u)|strategy"),
    ("programme", r"program(?:a|me)?"),
    ("other", r"(?:poslovnik|uputstv|naredb|resenj|kodeks|sporazum|zakljuc|smernic|memorandum|plan|izvestaj)\w*"),
    ("concept", r"(?:koncept(?:a)?(?: politike)?|polazn(?:e|ih) osnov(?:e|a))"),
)
_LEAD = re.compile(rf"(?:{_DRAFT} )?(?P<kind>{'|'.join(pattern for _, pattern in _KINDS)})(?!\w)")
_ANYWHERE = tuple((kind, re.compile(rf"(?<!\w){pattern}(?!\w)")) for kind, pattern in _KINDS)
_GENITIVE = re.compile(r"(?:zakona|uredbe|pravilnika|odluke|statuta|strategije|programa|i akcionog|za )")
_GAZETTE = re.compile(r"\s*(\([\"„“”]?\s*(?:сл|sl)\w*\.?\s.*\))$", re.IGNORECASE)
_NO_TITLE = re.compile(r"(?:sadrzaj|uvod|preambula|(?:opste|osnovne|uvodne) (?:odredbe|napomene))$")
_LONGEST = 300
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class TitleLines:
    """Which of the front lines are the title (indexes), and the id of the act's kind."""

    indexes: tuple[int, ...]
    act_kind: str


def find_title(front: Sequence[SourceLine], plain: int) -> TitleLines:
    """Find the title: the line with the kind of act and its continuation, else among the first `plain` lines one set as a heading."""
    for at, line in enumerate(front):
        found = _LEAD.match(fold(line.text))
        if found and _is_display(line, at, bare=found.end() == len(fold(line.text))):
            announced = at > 0 and re.fullmatch(_DRAFT, fold(front[at - 1].text)) and _GENITIVE.match(fold(line.text))
            return TitleLines(tuple(range(at - bool(announced), _title_end(front, at, found))), kind_of(line.text))
    for at, line in enumerate(front[:plain]):
        if _looks_set(line) and not opens_preamble(line.text) and len(line.text) <= _LONGEST:
            return TitleLines((at,), kind_of(line.text))
    return TitleLines((), "other")


def kind_of(title: str) -> str:
    """Name the kind of act from its title; the word that leads decides, else the first that occurs."""
    folded = fold(title)
    if found := _LEAD.match(folded):
        return next(kind for kind, pattern in _KINDS if re.fullmatch(pattern, found["kind"]))
    places = [(match.start(), kind) for kind, pattern in _ANYWHERE if (match := pattern.search(folded))]
    return min(places)[1] if places else "other"


def _looks_set(line: SourceLine) -> bool:
    return (
        line.centred
        or line.bold
        or line.in_table
        or line.outline_level is not None
        or capitals(without_gazette(line.text)[0])
        or fold(line.style_name) == "title"
    )


def _is_display(line: SourceLine, at: int, *, bare: bool) -> bool:
    """A sentence of the preamble may begin with „Одлуку …”; a title is set apart, in capitals, alone, or comes first."""
    if len(line.text) > _LONGEST or line.text.endswith((";", ",", ":")):
        return False
    return _looks_set(line) or bare or at == 0


def _title_end(front: Sequence[SourceLine], at: int, found: re.Match[str]) -> int:
    end = at + 1
    bare = found.end() == len(fold(front[at].text))
    while end < len(front) and end - at < _MOST_LINES and _continues(front[end], front[end - 1], bare=bare and end == at + 1):
        end += 1
    return end


def _continues(line: SourceLine, before: SourceLine, *, bare: bool) -> bool:
    text = line.text
    if len(text) > _LONGEST or text.startswith(("(", "„", '"')) or text.endswith((".", ";", ":")):
        return False
    if opens_preamble(text) or decimal_heading(text) or _NO_TITLE.match(fold(text)):
        return False
    if bare or _GENITIVE.match(fold(text)):
        return True
    if capitals(text):
        return capitals(before.text)
    return text[:1].islower() and (_looks_set(line) or not _looks_set(before))


def without_gazette(title: str) -> tuple[str, str]:
    """Part a title from the reference to the official gazette in brackets behind it."""
    found = _GAZETTE.search(title)
    return (title[: found.start()], found[1]) if found else (title, "")


# „… доноси ОДЛУКУ”: the sentence asks for the accusative, the title does not.
_ADOPTED = re.compile(r"^(одлук|odluk|уредб|uredb|стратегиј|strategij)([уu])(?!\w)", re.IGNORECASE)
_NOMINATIVE = {"у": "а", "У": "А", "u": "a", "U": "A"}
# A sentence, a name in quotation marks and the name of an amended act begin with a capital.
_NAME_BEGINS = re.compile(
    r"^\w|(?<=[„\"“«»]\b)\w|(?:(?<=нама )|(?<=nama )|(?<=мени )|(?<=meni )|(?<=пуни )|(?<=puni ))(?:закона|zakona|уредбе|uredbe|правилника|pravilnika|одлуке|odluke|статута|statuta)(?!\w)"
)


# Names of states and bodies that titles carry and a short body may never write: in capitals they cannot be told from other words.
_NAMES = re.compile(
    r"(?:(?<!\w)(?:републи[кц]\w*|republi[kc]\w*) )?(?<!\w)(?:србиј|срби|srbij|srbi|хрватск|hrvatsk|црн\w+ гор|crn\w+ gor|војводин|vojvodin|београд|beograd)\w*"
    r"|(?<!\w)(?:народн\w+ скупштин\w+|narodn\w+ skupštin\w+)"
)


def sentence_case(title: str, body: Iterable[str]) -> str:
    """Set a title typed in capitals in sentence case; a name or abbreviation keeps the capitals that the body gives it."""
    title = _ADOPTED.sub(lambda found: found[1] + _NOMINATIVE[found[2]], title)
    if not capitals(title) and not any(capitals(word) and len(word) > 3 for word in title.split()):
        return title[:1].upper() + title[1:]
    forms = _written_forms(body)
    words = _NAMES.sub(lambda name: name.group().title(), re.sub(r"\w+", lambda word: _cased(word.group(), forms), title))
    return _NAME_BEGINS.sub(lambda first: first.group()[0].upper() + first.group()[1:], words)


def _cased(word: str, forms: dict[str, str]) -> str:
    if not capitals(word):
        return word
    return forms.get(word.lower(), word.lower())


def _written_forms(body: Iterable[str]) -> dict[str, str]:
    """How the body writes each word inside a sentence; lines in capitals say nothing about it."""
    seen: dict[str, Counter[str]] = {}
    for line in body:
        if capitals(line):
            continue
        for word in re.finditer(r"(?<=[\w,(„\"] )[^\W\d_]+|(?<=[„\"(])[^\W\d_]+", line):
            seen.setdefault(word.group().lower(), Counter())[word.group()] += 1
    return {word: counts.most_common(1)[0][0] for word, counts in seen.items()}
