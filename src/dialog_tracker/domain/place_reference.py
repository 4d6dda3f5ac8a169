"""Places of a draft as people write them: „čl. 12 st. 3”, „члан 12а”, „став 2. члана 5”, „нови члан после члана 4”.

A reference gives the anchor that the provision would have; which provisions a draft really has, its anchors tell.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dialog_tracker.domain.comment import CommentTarget
from dialog_tracker.domain.label import label_key, letter_key, roman_value
from dialog_tracker.domain.script import fold

_NUMBER = r"(?P<{0}>\d{{1,4}})(?:-?(?P<{0}_letter>dž|lj|nj|[a-zčćžšđа-шђјљњћџ])(?![\w]))?"
_ARTICLE_WORD = (
    r"(?:члан(?:а|у|ом|е|ови|ова|ак|ку|ка)?|član(?:a|u|om|e|ovi|ova|ak|ka|ku)?|clan(?:a|u|om|ak|ka|ku)?|чл|čl|cl|člen|article|art)\.?"
)
_PARAGRAPH_WORD = r"(?:став(?:а|у|ом|ови)?|stav(?:a|u|om|ovi|ak|ka|ku)?|(?:ст|st)(?![^\W\d_])|paragraph|para)\.?"
_POINT_WORD = (
    r"(?:тачк(?:а|е|и|ом|у)|tačk(?:a|e|i|om|u)|tack(?:a|e|i|om|u)|točk(?:a|e|i|om|u)|(?:тач|tač|tac|toč|т|t)(?![^\W\d_])|point)\.?"
)
_SPACE = r"[\s\u00a0,]*"
_AFTER = (
    rf"(?:{_SPACE}(?:{_PARAGRAPH_WORD}[\s\u00a0]*(?P<paragraph>\d{{1,3}})\b|\((?P<bracketed>\d{{1,2}})\))\.?"
    rf"(?:{_SPACE}{_POINT_WORD}[\s\u00a0]*(?P<point>\d{{1,3}}(?:[a-zа-ш](?!\w))?|[a-zа-ш](?=\)))\)?)?"
    rf"|{_SPACE}{_POINT_WORD}[\s\u00a0]*(?P<lone_point>\d{{1,3}})\)?)?"
)
_BEFORE = (
    rf"(?:(?<!\w)(?:{_POINT_WORD}[\s\u00a0]*(?P<point_before>\d{{1,3}})\)?{_SPACE})?"
    rf"{_PARAGRAPH_WORD}[\s\u00a0]*(?P<paragraph_before>\d{{1,3}})\.?{_SPACE})?"
)
_PLACE = re.compile(rf"{_BEFORE}(?<!\w){_ARTICLE_WORD}[\s\u00a0]*{_NUMBER.format('article')}\.?{_AFTER}", re.IGNORECASE)
_MORE = re.compile(rf"[\s\u00a0]*(?:,|\bi\b|\bи\b|\band\b)[\s\u00a0]*{_NUMBER.format('article')}(?=[\s.,;:)]|$)\.?", re.IGNORECASE)
# „члана 3. Закона о раду” is another law's article; „члана 3. овог закона” and „… Нацрта закона” are ours.
_ELSEWHERE = re.compile(
    r"[\s\u00a0]*(?!ov|na?crt|nacrt|predlo|ов|нацрт|предло)(?:\w+\s){0,2}?(?:zakona|zakonika|ustava|konvencij\w*|direktiv\w*|uredb[ei]\s|pravilnika|poslovnika"
    r"|закона|законика|устава|конвенциј\w*|директив\w*|уредб[еи]\s|правилника|пословника)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:br\.?|бр\.?|№)?\s*(\d{1,4})\s?-?([a-zčćžšđа-шђјљњћџ])?\.?(?:\s*[/,]\s*(\d{1,2})\.?)?", re.IGNORECASE)
_NEW = re.compile(r"\b(?:нов|nov|додат|dodat|иза\b|iza\b|после|posle|nakon|након|new\b|after\b|insert)", re.IGNORECASE)
_WHOLE = re.compile(
    r"(?:cel|ceo|celin|cijel|opst|opce|nacel|nacrt u celini|u celini|na sve|ceo tekst|ceo nacrt|general|whole|-|–|/|nema)\w*(?:\s+\w+){0,4}"
)
_ANNEX = re.compile(r"(?:prilog|aneks|annex|dodatak)\w*\s*(?:br\.?\s*)?(\w{1,6})?")
_CHAPTER = re.compile(r"(?:glava|glave|poglavlj\w*|deo|odeljak|chapter)\s*(\w{1,6})|([ivxlc]{1,6})\s*(?:glava|poglavlje|deo)\b\.?")
_PARAGRAPH_IN = re.compile(rf"(?:(?<!\w){_PARAGRAPH_WORD}[\s\u00a0]*|^\s*)(\d{{1,3}})", re.IGNORECASE)
_POINT_IN = re.compile(rf"(?<!\w){_POINT_WORD}[\s\u00a0]*(\d{{1,3}}[a-zа-ш]?)", re.IGNORECASE)
_ROW = re.compile(r"(aktivnost|mera|mere|cilj)\w*\s*(?:br\.?\s*)?(\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class PlaceReference:
    """A place named in a text, from `start` to `end`; article, paragraph and point as anchors hold them."""

    article: str
    paragraph: str = ""
    point: str = ""
    start: int = 0
    end: int = 0

    @property
    def anchors(self) -> tuple[str, ...]:
        """Give the anchors that could be meant, the nearest first: the point, its paragraph, the article."""
        stem = f"cl{self.article}"
        paragraph = f"{stem}-st{self.paragraph}" if self.paragraph else stem
        if not self.point:
            return tuple(dict.fromkeys((paragraph, stem)))
        # Points stand under the article itself, or under its only paragraph.
        pointed = [f"{paragraph}-t{self.point}", f"{stem}-t{self.point}", f"{stem}-st1-t{self.point}"]
        return tuple(dict.fromkeys((*(pointed[:1] if self.paragraph else pointed), paragraph, stem)))


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a comment stands; `sure` is False where what was written names no place of this draft."""

    target: CommentTarget
    anchors: tuple[str, ...] = ()
    sure: bool = True


GENERAL = Placement(CommentTarget.GENERAL)


def references_in(text: str) -> Iterator[PlaceReference]:
    """Find the places of this draft that a text names, in their order; articles of other laws are left out."""
    at = 0
    while found := _PLACE.search(text, at):
        at = max(found.end(), at + 1)
        first = _reference(found)
        group = [first]
        if not (first.paragraph or first.point):
            while more := _MORE.match(text, at):
                at = more.end()
                group.append(PlaceReference(_key(more["article"], more["article_letter"]), start=more.start("article"), end=more.end()))
        if not _ELSEWHERE.match(text, at):
            yield from group


def _reference(found: re.Match[str]) -> PlaceReference:
    paragraph = found["paragraph"] or found["bracketed"] or found["paragraph_before"] or ""
    point = found["point"] or found["lone_point"] or found["point_before"] or ""
    article = _key(found["article"], found["article_letter"])
    return PlaceReference(
        article, paragraph and str(int(paragraph)), letter_key(point.lstrip("0")) if point else "", found.start(), found.end()
    )


def _key(number: str, letter: str | None) -> str:
    return f"{int(number)}{letter_key(letter or '')}"


def nearest(reference: PlaceReference, known: Collection[str]) -> str | None:
    """Give the anchor of the nearest provision that the draft has; None where it has no such article."""
    return next((anchor for anchor in reference.anchors if anchor in known), None)


def read_placement(written: str, known: Collection[str], part: str = "") -> Placement:
    """Read the cell in which somebody names a place; an empty one, or one that names the whole, is a general comment.

    `part` is what stands in a cell of its own: „став 2. тачка 1)”. A part that the provision does not have is the provision.
    """
    read = _placement(written, known)
    if not part.strip() or not read.sure:
        return read
    if read.target is CommentTarget.GENERAL:
        return _placement(part, known)
    return Placement(read.target, (_inside(read.anchors[0], part, known), *read.anchors[1:]))


def _inside(anchor: str, part: str, known: Collection[str]) -> str:
    paragraph, point = _PARAGRAPH_IN.search(part), _POINT_IN.search(part)
    stem = f"{anchor}-st{int(paragraph[1])}" if paragraph else anchor
    number = letter_key(point[1].lstrip("0")) if point else ""
    wanted = [f"{stem}-t{number}", f"{anchor}-st1-t{number}"] if number else []
    return next((one for one in (*wanted, stem) if one in known), anchor)


def _placement(written: str, known: Collection[str]) -> Placement:
    text = " ".join(written.split())
    if text in known:
        return Placement(CommentTarget.PROVISION, (text,))
    folded = fold(text).strip(" .:")
    if not folded or _WHOLE.fullmatch(folded):
        return GENERAL
    found = [anchor for one in references_in(text) if (anchor := nearest(one, known))]
    if not found and (bare := _BARE.fullmatch(text)):
        one = PlaceReference(_key(bare[1], bare[2]), bare[3] or "")
        found = [anchor] if (anchor := nearest(one, known)) else []
    if not found:
        found = _other_parts(folded, known)
    if not found:
        return Placement(CommentTarget.GENERAL, sure=False)
    if _NEW.search(text):
        return Placement(CommentTarget.NEW_AFTER, (found[-1],))
    return Placement(CommentTarget.PROVISION, tuple(dict.fromkeys(found)))


def _other_parts(folded: str, known: Collection[str]) -> list[str]:
    if annex := _ANNEX.match(folded):
        key = letter_key(annex[1] or "")
        wanted = [anchor for anchor in known if re.fullmatch(r"pr\w*", anchor) and not anchor.startswith("preambula")]
        return [anchor for anchor in wanted if not key or anchor.endswith(key)][:1]
    if chapter := _CHAPTER.match(folded):
        number = (chapter[1] or chapter[2] or "").upper()
        key = str(roman_value(number) or label_key(number))
        return [anchor for anchor in known if re.fullmatch(rf"(?:gl|deo|od){key}", anchor)][:1]
    if row := _ROW.match(folded):
        anchor = {"aktivnost": "akt", "mera": "mera", "mere": "mera", "cilj": "cilj"}[row[1]] + row[2].replace(".", "-")
        return [anchor] if anchor in known else []
    if folded.startswith("preamb") and "preambula" in known:
        return ["preambula"]
    return []
