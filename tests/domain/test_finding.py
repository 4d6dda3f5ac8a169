"""What is typed is read as words, phrases, articles and what must not be there; no sign of it is ever an operator."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.finding import Facet, article_word, excerpt, facet_word, marked, ranking, read_query, tsquery, vector


@pytest.mark.parametrize(
    ("typed", "articles", "written"),
    [
        ("propis", (), "(('propis'))"),
        ("члан 12 закона о удружењима", ("12",), "(('zakon')) & (('udruzenjim' | 'udruzenj')) & ('c:12')"),
        ("čl. 5a st. 2 zakona", ("5a",), "(('zakon')) & ('c:5a')"),
        ("clan 3 i clan 4", ("3", "4"), "('c:3' | 'c:4')"),
        ('"јавна расправа" -општина', (), "(('javn') <1> ('rasprv') & (':javras' | ':')) & !(('opstin'))"),
        ("„закон о раду“", (), "(('zakon') <2> ('rad') & (':zakrad' | ':'))"),
        ("32/19", (), "(('32') <1> ('19') & (':3219' | ':'))"),
        ("„nezatvorena fraza", (), "(('nezatvoren') <1> ('frag') & (':nezfra' | ':'))"),
        ("закон Закона закон", (), "(('zakon'))"),
        ("закон –рад", (), "(('zakon')) & !(('rad'))"),
        ("закон – рад", (), "(('zakon')) & (('rad'))"),
        ("и о", (), ""),
        ("", (), ""),
    ],
)
def test_a_query_is_read(typed, articles, written):
    query = read_query(typed)
    assert query.articles == articles
    assert tsquery(query) == written
    assert query.is_empty == (written == "")


@pytest.mark.parametrize(
    ("typed", "articles"),
    [
        ("čl. 3-5", ("3", "4", "5")),
        ("чл. 3–5 и 7", ("3", "4", "5", "7")),
        ("чл. 3. до 5.", ("3", "4", "5")),
        ("čl. 3, 4 i 5", ("3", "4", "5")),
        ("članovima 3 i 4a", ("3", "4a")),
        ("чланови 10-9", ("10", "9")),
        ("чл. 5а-7", ("5a", "6", "7")),
        ("чл. 1-999", ("1", "999")),
        ("articles 5 and 6", ("5", "6")),
        ("čl. 12dž", ("12dzh",)),
        ("чл. 12 ст. 2 тач. 3)", ("12",)),
        ("čl.12.st.2.tač.3", ("12",)),
        ("Члан 5 ставови 1 и 2", ("5",)),
        ("тачка 3. става 2. члана 5", ("5",)),
        ("алинеја 2 члана 5", ("5",)),
        ("članak 12. stavak 2.", ("12",)),
        ("12. члан", ("12",)),
        ("11. члан 12", ("12",)),
    ],
)
def test_articles_are_read_however_they_are_listed(typed, articles):
    query = read_query(typed)
    assert query.articles == articles
    assert not query.terms or typed == "11. члан 12"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("члан 12, 32/19", "(('32') <1> ('19') & (':3219' | ':')) & ('c:12')"),
        ("члан 5, 12.5.2019.", "(('12') <1> ('5') <1> ('2019') & (':125' | ':') & (':5201' | ':')) & ('c:5')"),
        ("члан 12 -орган", "('c:12') & !(('orgn'))"),
        ("чл. 3-орган", "(('orgn')) & ('c:3')"),
        ("у 12 чланова", "(('12')) & (('clanov' | 'clan'))"),
        ("став 2", "(('stav')) & (('2'))"),
    ],
)
def test_what_stands_beside_an_article_is_no_article_and_is_not_left_out(typed, written):
    assert tsquery(read_query(typed)) == written


@pytest.mark.parametrize("piece", ["чл. 1-", "ст.1 ", "1, ", "т1", "чл 1 и 2 ", "став ", "чл. 1, став 1, "])
def test_a_long_list_of_articles_is_read_at_once(piece):
    begun = time.process_time()
    read_query((piece * 300)[:300])
    assert time.process_time() - begun < 0.2


def test_facets_are_part_of_the_search():
    narrowed = [(Facet.KIND, ("act", "article")), (Facet.YEAR, ("2026",))]
    assert tsquery(read_query("закон"), narrowed) == "(('zakon')) & ('k:act' | 'k:article') & ('y:2026')"
    assert tsquery(read_query("закон рад"), any_word=True) == "((('zakon')) | (('rad')))"


def test_hits_are_ordered_by_how_near_a_few_words_stand_and_by_how_often_many_do():
    assert ranking(read_query('закон "јавна расправа" -рад члан 3')) == "(('zakon')) & (('javn') <-> ('rasprv'))"
    assert ranking(read_query("закон рад мир рок суд")) == "(('zakon')) | (('rad')) | (('mir')) | (('rok')) | (('sud'))"
    assert ranking(read_query("закон рад"), any_word=True) == "(('zakon')) | (('rad'))"
    assert ranking(read_query("члан 3")) == ""


def test_too_much_is_refused_with_the_bound():
    with pytest.raises(Malformed, match="search-too-long") as refused:
        read_query("закон " * 2000)
    assert refused.value.facts == {"most": 300}


def test_a_text_is_kept_with_weights_and_no_phrase_runs_from_one_into_the_next():
    assert vector([("Закон", "A"), ("о раду", "C")], [facet_word(Facet.KIND, "act"), article_word("12")]) == (
        "'zakon':1A 'rad':13C 'k:act' 'c:12'"
    )


def test_words_beside_each_other_are_kept_as_pairs_that_each_phrase_asks_for():
    assert vector([("Закон о раду и јавна расправа", "C")]).split("' '")[0].startswith("'zakon':1C")
    kept = vector([("Закон о раду, јавна расправа грађана", "C"), ("мир", "C")])
    assert [word for word in kept.split() if word.startswith("':")] == ["':zakrad'", "':radjav'", "':javras'", "':rasgra'"]
    assert tsquery(read_query('"јавне расправе"')) == "(('javn') <1> ('rasprv') & (':javras' | ':'))"


def test_a_text_of_very_many_pairs_has_none_and_every_phrase_may_be_in_it():
    many = " ".join(f"{one:03} {other:03}" for one in range(110) for other in range(100, 210))
    assert [word for word in vector([(many, "C")]).split() if word.startswith("':")] == ["':'"]


async def test_postgresql_finds_phrases_by_their_pairs(session):
    texts = {"Закон о раду је донет.": True, "законима и радом": True, "рад и закон": False, "закон новог рада": False}
    query = tsquery(read_query('"закона о раду"'))
    for words, holds in texts.items():
        found = await session.scalar(
            text("SELECT CAST(CAST(:vector AS text) AS tsvector) @@ CAST(CAST(:query AS text) AS tsquery)"),
            {"vector": vector([(words, "C")]), "query": query},
        )
        assert found is holds, words


def test_an_excerpt_is_the_passage_with_most_of_what_was_sought():
    words = "Ово је увод без речи. " * 40 + "Заштита узбуњивача је важна за све. " + "Следи крај без речи. " * 40
    pieces = excerpt(words, read_query("zastita uzbunjivaca").stems, 120)
    assert [piece.text for piece in pieces if piece.found] == ["Заштита", "узбуњивача"]
    assert pieces[0].text == "… "
    assert pieces[-1].text.endswith(" …")
    assert len("".join(piece.text for piece in pieces)) < 200


def test_a_word_with_signs_that_are_not_seen_is_marked_as_it_stands():
    assert [piece.text for piece in marked("Нови за\u00adкон о раду", read_query("zakon").stems) if piece.found] == ["за\u00adкон"]


def test_an_excerpt_of_a_text_that_holds_nothing_is_its_beginning():
    assert [piece.text for piece in excerpt("Кратак текст.", frozenset())] == ["Кратак текст."]
    assert [piece.text for piece in marked("Закон о раду", read_query("rad").stems) if piece.found] == ["раду"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=300))
def test_pieces_of_a_title_are_the_title(text_):
    assert "".join(piece.text for piece in marked(text_, read_query("закон").stems)) == text_


@pytest.mark.parametrize(
    "typed", ["a'b \\ | & ! x :* (", "'; DROP TABLE act; --", "<-> 'а' <2>", "\x00\x07закон", "((((", '""', "-", "- - -a"]
)
async def test_whatever_is_typed_postgresql_reads_it(session, typed):
    written = tsquery(read_query(typed))
    await session.execute(text("SELECT CAST(CAST(:query AS text) AS tsquery)"), {"query": written})


async def test_postgresql_reads_every_vector(session):
    nasty = "О'Брајен \\ 12:34 'x':1A \x00 😀 đak Џ" + "реч " * 20_000
    await session.execute(text("SELECT CAST(CAST(:vector AS text) AS tsvector)"), {"vector": vector([(nasty, "A")], ["k:it's"])})
