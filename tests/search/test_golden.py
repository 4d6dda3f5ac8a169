"""The golden list: queries in both scripts, in every form, and what each must find among the first hits."""

import sys

from corpus import NOW, fill, pairs

from dialog_tracker.domain.finding import read_query
from dialog_tracker.domain.script import Face
from dialog_tracker.search.queries import Wanted, find

LOOKED_AT = 10


async def test_golden_queries_find_what_they_should(session, shared, capsys):
    known = await fill(session, shared / "data")
    asked = pairs(known)
    assert len(asked) >= 150
    recalled, first, precise, missed = 0.0, 0, 0.0, []
    for pair in asked:
        found = await find(session, read_query(pair.query), Wanted(), NOW, face=Face.CYRILLIC, limit=LOOKED_AT)
        addresses = [hit.address for hit in (*found.alike, *found.hits) if hit.kind != "act"][:LOOKED_AT]
        hits = [one for one in pair.wanted if one in addresses]
        recalled += len(hits) / len(pair.wanted)
        precise += sum(one in pair.wanted for one in addresses[: len(pair.wanted)]) / len(pair.wanted)
        first += bool(addresses) and addresses[0] in pair.wanted
        if len(hits) < len(pair.wanted):
            missed.append((pair.query, pair.wanted, addresses[:4]))
    recall, precision = recalled / len(asked), precise / len(asked)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(asked)} queries: recall {recall:.1%} in the first {LOOKED_AT}, precision {precision:.1%} at as many as are wanted\n"
        )
        for one in missed:
            sys.stdout.write(f"  not found: {one}\n")
    assert recall >= 0.95
    assert precision >= 0.8
