"""What the law book refuses, and why.

DialogError                     the caller shows `code` and `facts` in the reader's language
├── Malformed                   what was typed or uploaded cannot be understood (422)
│   └── FieldErrors             several fields at once, each with its own reason (422)
├── NotRecognised           a program came without a token, or with one that is not in force (401)
├── NotPermitted                the actor may see the thing but may not do this (403)
├── NotFound                    there is no such thing, or the actor may not know of it (404)
├── Conflict                    the state forbids the act, or somebody else was faster (409)
└── TooMany                     too often in too short a time (429)
"""

from collections.abc import Mapping


class DialogError(Exception):
    """A refusal with a stable `code`; `facts` fill the sentence that the catalogue holds for it."""

    def __init__(self, code: str, **facts: object) -> None:
        """Keep the code and the facts; neither may hold personal data, since both are logged."""
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        """Show the code first, then the facts, for logs and the command line."""
        if not self.facts:
            return self.code
        return f"{self.code} ({', '.join(f'{name}={fact}' for name, fact in self.facts.items())})"


class Malformed(DialogError):
    """What was typed or uploaded cannot be understood; catch it to show the form again."""


class FieldErrors(Malformed):
    """Several fields were refused; `by_field` maps each to its error, in the order of the form."""

    def __init__(self, by_field: Mapping[str, DialogError]) -> None:
        """Keep one error per field."""
        super().__init__("fields-refused", fields=", ".join(by_field))
        self.by_field = dict(by_field)


class NotRecognised(DialogError):
    """A program came without a token, or with one that is unknown, expired or revoked."""


class NotPermitted(DialogError):
    """The actor may see the thing but not do this; `code` names the predicate that failed."""


class NotFound(DialogError):
    """There is no such thing, or the actor may not know of it."""


class Conflict(DialogError):
    """The state forbids the act, or somebody else was faster."""


class TooMany(DialogError):
    """Too often in too short a time; `facts["seconds"]` says how long to wait."""
