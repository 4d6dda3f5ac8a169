"""Finding texts worth comparing among very many: MinHash signatures in bands [Broder 1997; rensa]."""

from collections.abc import Iterator, Sequence

import rensa

from dialog_tracker.domain.likeness import Shingles

_PERMUTATIONS, _BANDS, _SEED = 128, 32, 7
_THRESHOLD = 0.7
_MOST_COMPARED = 40  # of a campaign every letter is like every other: a few of them are enough to find the head


def candidates(sets: Sequence[Shingles]) -> Iterator[Sequence[int]]:
    """Give, for each set in its order, some earlier sets that probably share most of their shingles with it."""
    index = rensa.RMinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    for at, one in enumerate(sets):
        signature = rensa.RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        signature.update([format(shingle, "x") for shingle in one])
        yield sorted(index.query(signature))[:_MOST_COMPARED]
        index.insert(at, signature)
