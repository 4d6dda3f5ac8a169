"""The Word comment beside a change of the text: the comments and answers behind it, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialog_tracker.domain.outcome_grammar import COMMENT
from dialog_tracker.domain.outcome_labels import STATUS
from dialog_tracker.domain.promises import Fate
from dialog_tracker.domain.reference import printed_in_cyrillic
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import to_latin

EXCERPT = 400  # characters of a comment or an answer; a longer one is cut at a word
FATES: Mapping[Fate, str] = {
    Fate.AS_PROPOSED: "У тексту је како је предложено.",
    Fate.OTHER_WORDS: "У тексту је другим речима.",
    Fate.DROPPED: "Прихваћено је, а није у тексту.",
    Fate.NOT_TAKEN: "Није унето у текст.",
}


@dataclass(frozen=True, slots=True)
class NotedComment:
    """A comment behind a change; its texts are in the script of the file already."""

    number: str
    submitter: str
    text: str
    status: ResponseStatus
    answer: str
    fate: Fate


def change_note(comments: Sequence[NotedComment], total: int, address: str, *, latin: bool) -> tuple[str, ...]:
    """Give the paragraphs of a Word comment; where there are more comments than are given, it says how many and where they are."""
    if not total:
        return (_said("Иза ове измене нема коментара.", latin=latin),)
    lines = [_said(f"Иза ове измене: {COMMENT.counted(total)}.", latin=latin)]
    for comment in comments:
        lines += [_asked(comment, latin=latin), _answered(comment, latin=latin)]
    if total > len(comments):
        lines.append(f"{_said(f'И још {total - len(comments)}; сви су на адреси', latin=latin)} {address}")
    return tuple(lines)


def _said(sentence: str, *, latin: bool) -> str:
    return to_latin(sentence) if latin else sentence


def _asked(comment: NotedComment, *, latin: bool) -> str:
    number = comment.number if latin else printed_in_cyrillic(comment.number)
    who = f" ({comment.submitter})" if comment.submitter else ""
    return f"{_said('Коментар бр.', latin=latin)} {number}{who}: {shortened(comment.text)}"


def _answered(comment: NotedComment, *, latin: bool) -> str:
    status = STATUS[comment.status].replace("\u00a0", " ")
    answer = f" {shortened(comment.answer)}" if comment.answer else ""
    return f"{_said(f'Одговор: {status[:1].lower()}{status[1:]}.', latin=latin)}{answer} {_said(FATES[comment.fate], latin=latin)}"


def shortened(text: str) -> str:
    """Cut a long text at a word, on one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT].rsplit(maxsplit=1)[0]} […]"
