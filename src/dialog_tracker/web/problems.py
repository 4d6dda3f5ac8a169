"""What the JSON twins of all rooms have in common: the script asked for, and how an error is described."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from litestar.openapi import ResponseSpec

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.script import Face, to_latin


@dataclass(frozen=True, slots=True)
class Problem:
    """An error: a sentence, a stable code, and the id under which the log knows the request [RFC 9457].

    `fields` says what is wrong with each part of what was sent, `facts` are the values that the sentence is about, `field` the name of
    the parameter among them; each is left out where there is none.
    """

    type: str
    title: str
    status: int
    code: str
    request_id: str
    fields: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


def _problem(words: str) -> ResponseSpec:
    return ResponseSpec(Problem, generate_examples=False, description=words, media_type="application/problem+json")


_STRANGE = _problem("A parameter is of the wrong kind, or the request cannot be read.")
LIST = {
    400: _STRANGE,
    404: _problem("The list has no such page: the cursor cannot be read, or belongs to another list or to other filters."),
    422: _problem("A parameter cannot be understood."),
}
ONE = {
    400: _STRANGE,
    404: _problem("There is no such thing, or it is not public."),
    422: _problem("The number or a parameter cannot be read."),
}
AHEAD = _problem("The ledger never came to that position: the service was put back to an earlier state. Make a new copy.")
Script = Literal["cyrl", "latn"]


def in_latin(script: str | None) -> bool:
    """Read the parameter `script`; raises Malformed("choice-required") for a script that there is not."""
    if script not in (None, "cyrl", "latn"):
        raise Malformed("choice-required", field="script")
    return script == "latn"


def in_script(script: str | None) -> Callable[[str], str]:
    """Read the parameter `script` as what writes Serbian of ours in it; addresses stay, and numbers of cases are not to be given to it.

    Raises Malformed("choice-required") for a script that there is not.
    """
    return to_latin if in_latin(script) else str


def in_face(script: str | None) -> Face:
    """Read the parameter `script` as a face of the service; raises Malformed("choice-required") for a script that there is not."""
    return Face.LATIN if in_latin(script) else Face.CYRILLIC
