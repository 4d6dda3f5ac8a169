"""Likeness of texts: identical in either script, near by a few words, unlike by meaning, and what a sender added to a letter."""

from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.analysis.candidates import candidates
from dialog_tracker.domain.group import ThreeCounts, three_counts
from dialog_tracker.domain.likeness import NEAR, alike, jaccard, own_words, shingles

LETTER = "Тражимо да се рок за достављање предлога продужи на тридесет дана, јер удружења немају стручне службе које би за петнаест дана припремиле образложене предлоге."
WORDS = st.lists(
    st.sampled_from("рок дан предлог члан став закон орган грађанин савет скупштина одлука буџет".split()), min_size=8, max_size=40
)


def test_the_same_letter_in_either_script_is_identical_and_a_changed_word_near():
    latin = "Tražimo da se rok za dostavljanje predloga produži na trideset dana, jer udruženja nemaju stručne službe koje bi za petnaest dana pripremile obrazložene predloge."
    changed = LETTER.replace("тридесет", "двадесет")
    other = (
        "Молимо да се члан који уређује накнаде брише у целини, јер је у супротности са законом о финансирању локалне самоуправе и праксом."
    )
    found = alike([LETTER, other, latin, changed, "Подржавам.", "Подржавам."], candidates)
    assert [(one.members, one.least < 1) for one in found] == [((0, 2, 3), True)]
    assert NEAR <= found[0].least < 1
    assert alike([LETTER, latin], candidates)[0].least == 1.0


def test_a_campaign_of_slightly_changed_letters_is_one_group():
    words = LETTER.split()
    letters = [" ".join([*words[:at], "свакако", *words[at:]]) for at in range(len(words))]
    (group,) = alike([LETTER, *letters], candidates)
    assert len(group.members) == len(letters) + 1


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_whole_only_for_the_same_triples(one, other):
    first, second = shingles(" ".join(one)), shingles(" ".join(other))
    assert jaccard(first, second) == jaccard(second, first) <= 1
    assert jaccard(first, first) == 1
    assert (jaccard(first, second) == 1) == (first == second)


def test_the_three_counts():
    assert three_counts(received=410, texts=12, listed=410, grouped=400, groups=2) == ThreeCounts(410, 12, 12)
    assert three_counts(3, 3, 3, 0, 0) == ThreeCounts(3, 3, 3)
    assert three_counts(received=3, texts=3, listed=7, grouped=2, groups=1) == ThreeCounts(3, 3, 6)


ADDED = (
    "Моје удружење већ десет година води саветовалиште за младе и зна колико тај рок значи људима на селу. Без њега је предлог бесмислен."
)


def test_a_letter_with_a_long_addition_still_belongs_to_its_campaign():
    long = f"{LETTER}\n\n{ADDED} {ADDED.replace('младе', 'старе')} Поздрав свима који су ово прочитали до краја и разумели."
    other = "Потпуно други предлог о томе како се уређује оглашавање у службеном гласилу и ко га плаћа у току године."
    assert [one.members for one in alike([LETTER, long, other], candidates)] == []
    (group,) = alike([LETTER, long, LETTER, other], candidates)
    assert (group.members, group.least < NEAR) == ((0, 1, 2), True)


def test_what_only_one_sender_wrote_is_found_sentence_by_sentence():
    letters = [LETTER, f"{LETTER} {ADDED}", f"Поштовани. {LETTER.replace('тридесет', 'тридесет и пет')}", LETTER]
    found = own_words([{"proposed": "", "reasons": one} for one in letters])
    first, second = ADDED.split(". ")
    assert [[letters[at][one.start : one.end] for one in pieces] for at, pieces in enumerate(found)] == [[], [f"{first}.", second], [], []]
