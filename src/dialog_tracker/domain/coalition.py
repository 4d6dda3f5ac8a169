"""One text of several organisations: the lead sends it, the others confirm it by a link, and each is counted."""

from collections.abc import Sequence

from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Malformed

MOST_ASKED = 100
_SHOWN = 4


def joint_name(lead: str, others: Sequence[str]) -> str:
    """Name a coalition as lists print it: „Липа, Бреза и Јасен”; of many, the first and how many more there are."""
    names = list(dict.fromkeys(filter(None, (lead, *others))))
    if len(names) < 2:
        return "".join(names)
    if len(names) > _SHOWN + 1:
        return f"{', '.join(names[:_SHOWN])} и још {len(names) - _SHOWN}"
    return f"{', '.join(names[:-1])} и {names[-1]}"


def read_invited(typed: str) -> list[tuple[str, str]]:
    """Read who is asked to join, one a line: the organisation and its address, parted by a comma, a semicolon or angle brackets.

    Raises Malformed("invited-unreadable") with the line, and Malformed("invited-too-many").
    """
    invited: dict[str, str] = {}
    for line in filter(None, map(str.strip, typed.splitlines())):
        words = line.replace("<", " ").replace(">", " ").replace(";", " ").replace(",", " ").split()
        address = next((word for word in words if "@" in word), "")
        name = " ".join(word for word in line.replace(address, "").strip(" <>,;\t").split())
        try:
            invited.setdefault(check_email(address), name)
        except Malformed:
            raise Malformed("invited-unreadable", field="invited", line=line[:100]) from None
        if not name:
            raise Malformed("invited-unreadable", field="invited", line=line[:100])
    if len(invited) > MOST_ASKED:
        raise Malformed("invited-too-many", field="invited", limit=MOST_ASKED)
    return [(name, address) for address, name in invited.items()]
