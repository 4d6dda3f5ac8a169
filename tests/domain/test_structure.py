from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.domain.structure import structure


def read(source):
    """Lines of a draft; a leading > means centred, * bold."""
    lines = []
    for line in source.strip("\n").split("\n"):
        mark, text = (line[0], line[1:]) if line[:1] in {">", "*"} else ("", line)
        lines.append(SourceLine(text.strip(), centred=mark == ">", bold=mark == "*"))
    return structure(lines)


def anchors(draft):
    return [provision.anchor for provision in walk(draft.provisions)]


def at(draft, anchor):
    return next(provision for provision in walk(draft.provisions) if provision.anchor == anchor)


def codes(draft):
    return [(found.code, found.place) for found in draft.findings]


LAW = """
>З А К О Н
>О УДРУЖЕЊИМА
>I. ОСНОВНЕ ОДРЕДБЕ
>Предмет закона
>Члан 1.
Овим законом уређује се оснивање удружења.
Закон се примењује на члана 2. став 4. овог закона.
>Појам
>Члан 2.
Удружење је:
1) савез;
2) друштво:
(1) струковно;
(2) грађанско;
3) клуб:
– спортски;
– шаховски.
Савез из става 1. овог члана води регистар.
>II. страна удруЖеЊа
>Члан 2а
Страно удружење се уписује.
>Завршне одредбе
>ступање на снагу
>Члан 3.
Овај закон ступа на снагу осмог дана.
"""


def test_a_law_is_read_into_chapters_articles_paragraphs_and_points():
    draft = read(LAW)
    assert (draft.title, draft.act_kind, draft.script, draft.language) == ("Закон о удружењима", "draft_law", "Cyrl", "sr")
    assert anchors(draft) == [
        "gl1", "cl1", "cl1-st1", "cl1-st2",
        "cl2", "cl2-st1", "cl2-st1-t1", "cl2-st1-t2", "cl2-st1-t2-pt1", "cl2-st1-t2-pt2",
        "cl2-st1-t3", "cl2-st1-t3-al1", "cl2-st1-t3-al2", "cl2-st2",
        "gl2", "cl2a", "cl2a-st1", "cl3", "cl3-st1",
    ]  # fmt: skip
    assert draft.findings == ()


def test_titles_stand_above_their_article():
    draft = read(LAW)
    assert [at(draft, anchor).heading for anchor in ("gl1", "cl1", "cl2", "gl2", "cl2a")] == [
        "ОСНОВНЕ ОДРЕДБЕ",
        "Предмет закона",
        "Појам",
        "страна удруЖеЊа",
        None,
    ]
    assert at(draft, "cl3").heading == "Завршне одредбе ступање на снагу"
    assert (at(draft, "cl2a").label, at(draft, "gl2").label, at(draft, "cl2-st1-t1").label) == ("Члан 2а", "II", "1)")


def test_points_that_letters_mark_stand_under_numbered_points():
    draft = read("Члан 1.\nСадржи:\n1) прво:\nа) слово;\nб) слово;\n2) друго.\nЧлан 2.\nИма:\nа) прво;\nб) друго.")
    assert anchors(draft) == [
        "cl1", "cl1-st1", "cl1-st1-t1", "cl1-st1-t1-pta", "cl1-st1-t1-ptb", "cl1-st1-t2",
        "cl2", "cl2-st1", "cl2-st1-ta", "cl2-st1-tb",
    ]  # fmt: skip


def test_numbered_paragraphs_keep_their_printed_numbers():
    draft = read(
        "Članak 1.\n(1) Ovaj zakon uređuje:\n1. prvo;\n2. drugo.\n(2) Izrazi imaju značenje:\na) prvo;\nb) drugo.\nČlanak 2.\n(1) Kraj."
    )
    assert anchors(draft) == [
        "cl1", "cl1-st1", "cl1-st1-t1", "cl1-st1-t2", "cl1-st2", "cl1-st2-ta", "cl1-st2-tb", "cl2", "cl2-st1",
    ]  # fmt: skip
    assert (at(draft, "cl1-st2").label, at(draft, "cl1-st1-t1").label, draft.language) == ("(2)", "1.", "hr")


def test_words_and_ordinals_name_parts_and_chapters_with_the_title_below():
    draft = read(
        ">ДЕО ПРВИ\n>ОПШТЕ ОДРЕДБЕ\n>ГЛАВА ПРВА\n>УВОД\n>Предмет\n>Члан 1.\nТекст.\n>Glava II\n>PRIMENA\n>Члан 2.\nТекст.\n"
        ">Други део\n>Посебне одредбе\n>Глава I\n>Надзор\n>Члан 3.\nТекст."
    )
    assert anchors(draft) == ["deo1", "deo1-gl1", "cl1", "cl1-st1", "deo1-gl2", "cl2", "cl2-st1", "deo2", "deo2-gl1", "cl3", "cl3-st1"]
    assert [at(draft, anchor).heading for anchor in ("deo1", "deo1-gl1", "cl1", "deo1-gl2", "deo2", "deo2-gl1")] == [
        "ОПШТЕ ОДРЕДБЕ",
        "УВОД",
        "Предмет",
        "PRIMENA",
        "Посебне одредбе",
        "Надзор",
    ]


def test_a_sentence_that_begins_with_a_roman_letter_is_no_chapter():
    draft = read(">Član 1.\nUređuje se.\nI u tom slučaju važi ovaj zakon.\n>Član 2.\nKraj.")
    assert anchors(draft) == ["cl1", "cl1-st1", "cl1-st2", "cl2", "cl2-st1"]


def test_a_capital_heading_without_a_number_holds_the_articles_below():
    draft = read(">Члан 1.\nТекст.\n>ПРЕЛАЗНЕ И ЗАВРШНЕ ОДРЕДБЕ\n>Ступање на снагу\n>Члан 2.\nКрај.")
    assert anchors(draft) == ["cl1", "cl1-st1", "nas1", "cl2", "cl2-st1"]
    assert (at(draft, "nas1").heading, at(draft, "cl2").heading) == ("ПРЕЛАЗНЕ И ЗАВРШНЕ ОДРЕДБЕ", "Ступање на снагу")


def test_a_title_may_stand_below_the_number_in_brackets():
    draft = read(">Član 1.\n(Predmet)\nOvim zakonom uređuje se rad.\n>Član 2.\n(brisan)")
    assert (at(draft, "cl1").heading, at(draft, "cl1-st1").text) == ("(Predmet)", "Ovim zakonom uređuje se rad.")
    assert (at(draft, "cl2").heading, at(draft, "cl2-st1").text) == (None, "(brisan)")


def test_articles_inside_quotation_marks_belong_to_the_amended_act():
    draft = read(
        ">ЗАКОН О ИЗМЕНАМА ЗАКОНА О РАДУ\n>Члан 1.\nУ Закону о раду („Службени гласник РС”, број 24/05) члан 77. мења се и гласи:\n"
        ">„Члан 77.\nОрган одлучује („Сл. лист”).\nРок је 30 дана.”\nДодаје се члан 77а који гласи:\n„Члан 77а\nНово.”\n>Члан 2.\nСтупа на снагу."
    )
    assert anchors(draft) == [
        "cl1", "cl1-st1", "cl1-st1-p1", "cl1-st1-p2", "cl1-st1-p3", "cl1-st2", "cl1-st2-p1", "cl1-st2-p2", "cl2", "cl2-st1",
    ]  # fmt: skip
    assert codes(draft) == [("quoted-article", "cl1-st1-p1"), ("quoted-article", "cl1-st2-p1")]
    assert at(draft, "cl1-st1-p1").text == "„Члан 77."


def test_a_quotation_that_is_never_closed_swallows_nothing():
    draft = read(">Члан 1.\nЧлан 5. мења се и гласи:\n„Члан 5.\nНово.\n>Члан 2.\nКрај.\n>Члан 3.\nКрај.")
    assert [anchor for anchor in anchors(draft) if "-" not in anchor] == ["cl1", "cl2", "cl3"]
    assert ("quote-unclosed", "3") in codes(draft)


def test_repeated_numbers_are_kept_apart_and_reported():
    draft = read(">Члан 4.\nа.\n>Члан 5.\nпрви.\n>Члан 5.\nдруги.\n>Члан 5[с1]\nсамостални.\n>Члан 8.\nб.")
    assert [anchor for anchor in anchors(draft) if anchor.startswith("cl") and "st" not in anchor] == [
        "cl4",
        "cl5",
        "cl5-2",
        "cl5-s1",
        "cl8",
    ]
    assert at(draft, "cl5-2-st1").text == "други."
    assert codes(draft)[:3] == [("gap-in-numbers", "cl4"), ("number-repeated", "cl5-2"), ("gap-in-numbers", "cl8")]


def test_articles_without_numbers_are_counted():
    draft = read(">Члан\nПрви.\n>Члан\nДруги.\n>Члан ___.\nТрећи.")
    assert [(provision.anchor, provision.label) for provision in draft.provisions] == [
        ("cl1", "Члан 1"),
        ("cl2", "Члан 2"),
        ("cl3", "Члан 3"),
    ]
    assert [code for code, _ in codes(draft)] == ["number-missing"] * 3 + ["title-missing"]


def test_a_number_that_word_counts_is_the_articles_number():
    lines = [
        SourceLine("", centred=True, list_label="Члан 1."),
        SourceLine("Први.", list_label=""),
        SourceLine("Предмет", centred=True, list_label="Члан 2."),
        SourceLine("прва тачка;", list_label="1)"),
        SourceLine("Члан", centred=True, list_label="3."),
        SourceLine("Трећи."),
    ]
    draft = structure(lines)
    assert anchors(draft) == ["cl1", "cl1-st1", "cl2", "cl2-t1", "cl3", "cl3-st1"]
    assert at(draft, "cl2").heading == "Предмет"


def test_run_in_articles_count_only_where_none_stands_alone():
    run_in = read("Члан 1. Овим законом уређује се рад.\nДруги став.\nЧлан 2. Закон ступа на снагу.")
    assert anchors(run_in) == ["cl1", "cl1-st1", "cl1-st2", "cl2", "cl2-st1"]
    assert ("run-in-articles", "1") in codes(run_in)
    alone = read(">Члан 1.\nТекст.\nЧлан 5. мења се.\n>Члан 2.\nТекст.")
    assert anchors(alone) == ["cl1", "cl1-st1", "cl1-st2", "cl2", "cl2-st1"]


def test_a_number_and_its_title_may_share_a_line_that_is_set_apart():
    draft = read("*Члан 1. Предмет\nТекст.\nЧлан 5. Закона о раду мења се.\n*Члан 2. Појмови\nТекст.")
    assert anchors(draft) == ["cl1", "cl1-st1", "cl1-st2", "cl2", "cl2-st1"]
    assert (at(draft, "cl1").heading, at(draft, "cl2").heading) == ("Предмет", "Појмови")


def test_what_stands_around_the_articles_is_kept_apart():
    draft = read(
        "На основу члана 5. Закона,\nминистар доноси\n>ПРАВИЛНИК\n>о раду\n>Члан 1.\nТекст.\n>Члан 2.\nСтупа на снагу.\n"
        "Број: 110-00-4/2026\nУ Београду, 27. марта 2026. године\nМИНИСТАР\nИме Презиме\n"
        ">О Б Р А З Л О Ж Е Њ Е\nI. Уставни основ\nУставни основ је члан 97.\n>Члан 1.\nЧлан 1. уређује рад.\n>ПРИЛОГ 1\nОбразац\n>Члан 1.\nПосебно."
    )
    assert (draft.title, draft.act_kind) == ("Правилник о раду", "rulebook")
    assert anchors(draft) == [
        "preambula", "cl1", "cl1-st1", "cl2", "cl2-st1", "potpis",
        "obrazlozenje", "obrazlozenje-gl1", "obrazlozenje-gl1-p1", "obrazlozenje-nas1", "obrazlozenje-gl1-p2",
        "pr1", "pr1-p1", "pr1-cl1", "pr1-cl1-st1",
    ]  # fmt: skip
    assert at(draft, "preambula").text == "На основу члана 5. Закона,\nминистар доноси"
    assert at(draft, "potpis").text.startswith("Број: 110-00-4/2026\nУ Београду")
    assert draft.findings == ()


def test_tables_stay_in_their_article():
    draft = structure([SourceLine("Члан 1."), SourceLine("Такса:"), SourceTable((("Износ", "Рок"), ("100", "Члан 2.")))])
    assert anchors(draft) == ["cl1", "cl1-st1", "cl1-st1-tab1"]
    assert at(draft, "cl1-st1-tab1").text == "Износ\tРок\n100\tЧлан 2."
    assert ("articles-in-table", "3") in codes(draft)


def test_footnotes_do_not_count_as_paragraphs():
    draft = structure([SourceLine("Члан 1."), SourceLine("Први."), SourceLine("Видети закон.", footnote="1"), SourceLine("Други.")])
    assert anchors(draft) == ["cl1", "cl1-st1", "cl1-st1-fn1", "cl1-st2"]


def test_a_document_without_articles_is_still_read_piece_by_piece():
    draft = structure(
        [
            SourceLine("СТРАТЕГИЈА РАЗВОЈА", centred=True),
            SourceLine("1. Увод", outline_level=1),
            SourceLine("Полазимо од података."),
            SourceLine("1.1. Стање", outline_level=2),
            SourceLine("– прво;"),
            SourceTable((("Мера", "Рок"),)),
            SourceLine("2. Циљеви", outline_level=1),
            SourceLine("Општи циљ."),
        ]
    )
    assert (draft.title, draft.act_kind) == ("Стратегија развоја", "strategy")
    assert anchors(draft) == ["nas1", "p1", "nas1-1", "p2", "tab1", "nas2", "p3"]
    assert (at(draft, "nas1-1").label, at(draft, "nas1-1").heading, at(draft, "p2").label) == ("1.1", "Стање", "–")
    assert codes(draft) == [("no-articles", "1")]


def test_a_soft_break_between_title_and_number_parts_the_line():
    draft = structure([SourceLine("Предмет\nЧлан 1.", centred=True), SourceLine("Текст\nу два реда.")])
    assert (at(draft, "cl1").heading, at(draft, "cl1-st1").text) == ("Предмет", "Текст у два реда.")


def test_nothing_at_all_gives_an_empty_draft():
    draft = structure([])
    assert (draft.provisions, draft.title) == ((), "")
    assert codes(draft) == [("title-missing", "1"), ("no-articles", "1")]


def test_text_under_a_chapter_and_outside_articles_is_reported():
    draft = read(">I. УВОД\nОво не стоји у члану.\n>Члан 1.\nТекст.")
    assert anchors(draft) == ["gl1", "gl1-p1", "cl1", "cl1-st1"]
    assert ("text-in-no-article", "gl1-p1") in codes(draft)


def test_a_quoted_sentence_belongs_to_the_paragraph_that_announces_it():
    draft = read(">Члан 1.\nСтав 2. мења се и гласи:\n„Рок је 30 дана.”.\nСтав 3. брише се.\n>Члан 2.\nКрај.")
    assert anchors(draft) == ["cl1", "cl1-st1", "cl1-st1-p1", "cl1-st2", "cl2", "cl2-st1"]


def test_who_adopted_the_act_is_part_of_the_signature():
    draft = read(">Члан 1\nСтупа на снагу.\n>СКУПШТИНА ГРАДА НИША\nБрој: 06-1/2026-02\nПРЕДСЕДНИК")
    assert (anchors(draft), at(draft, "potpis").text) == (
        ["cl1", "cl1-st1", "potpis"],
        "СКУПШТИНА ГРАДА НИША\nБрој: 06-1/2026-02\nПРЕДСЕДНИК",
    )


def test_a_deadline_in_the_last_article_is_no_signature():
    draft = read(">Члан 1\nУ року од 30 дана доноси се акт.\nМинистар доноси пропис у року од 5 дана.\nУ Нишу се оснива одбор.")
    assert anchors(draft) == ["cl1", "cl1-st1", "cl1-st2", "cl1-st3"]


def test_plain_lines_above_articles_are_titles_only_after_a_finished_sentence():
    draft = read("Zakon o vodama\nPredmet\nČlan 1\nOvaj zakon uređuje vode.\nPojmovi\nČlan 2\nVode su dobro\nČlan 3\nKraj")
    assert [(at(draft, anchor).heading) for anchor in ("cl1", "cl2", "cl3")] == ["Predmet", "Pojmovi", None]
    assert at(draft, "cl2-st1").text == "Vode su dobro"


def test_independent_articles_of_a_later_law_stand_apart_from_the_last_chapter():
    draft = read(
        ">X ЗАВРШНЕ ОДРЕДБЕ\n>Члан 1\nКрај.\n>Самостални чланови Закона о допунама\n>Закона о раду\n>Члан 7\nКасније.\n>Члан 1\nЈош."
    )
    assert anchors(draft) == ["gl10", "cl1", "cl1-st1", "nas1", "cl7", "cl7-st1", "cl1-2", "cl1-2-st1"]
    assert [provision.anchor for provision in draft.provisions] == ["gl10", "nas1"]
    assert codes(draft) == [("number-repeated", "cl1-2"), ("title-missing", "1")]


def test_old_code_pages_are_read_and_reported():
    draft = read(">^lan 1.\nTekst.\n>Ĉlan 2.\nTekst.")
    assert anchors(draft) == ["cl1", "cl1-st1", "cl2", "cl2-st1"]
    assert ("legacy-letters", "1") in codes(draft)


def test_slovene_and_english_articles():
    assert anchors(read(">1. člen\nBesedilo.\n>2.a člen\nBesedilo.")) == ["cl1", "cl1-st1", "cl2a", "cl2a-st1"]
    assert read("Article 1\nText.").language == "en"


def test_words_that_only_resemble_divisions_open_none():
    draft = read(
        ">Члан 1\nДео текста\nГлава X је дуга.\nпрви део\nПрилог: захтев\nПрилог 5 се подноси.\n>Члан 2\nКрај.\n>Прилог III\nОбразац"
    )
    assert anchors(draft) == ["cl1", *(f"cl1-st{number}" for number in range(1, 6)), "cl2", "cl2-st1", "pr3", "pr3-p1"]


def test_sections_are_numbered_by_words_figures_or_letters():
    draft = read(">ГЛАВА 2\n>УВОД\n>Одељак 1. Опште\n>Члан 1\nТекст.\n>Б) Посебно\n>Члан 2\nТекст.")
    assert anchors(draft) == ["gl2", "gl2-od1", "cl1", "cl1-st1", "gl2-odb", "cl2", "cl2-st1"]


def test_a_centred_title_may_stand_below_the_number():
    draft = read(">Члан 1\n>Предмет\nЗакон уређује рад.\n>Члан 2\n>Појмови\nРад је рад.")
    assert [at(draft, anchor).heading for anchor in ("cl1", "cl2")] == ["Предмет", "Појмови"]


def test_letters_in_brackets_are_points_or_sub_points():
    draft = read(">Član 1\nSadrži:\n(a) prvo;\n(b) drugo.\n>Član 2\nIma:\n1) jedno:\n(a) prvo.")
    assert anchors(draft) == ["cl1", "cl1-st1", "cl1-st1-ta", "cl1-st1-tb", "cl2", "cl2-st1", "cl2-st1-t1", "cl2-st1-t1-pta"]


def test_a_preamble_ends_at_the_title_or_at_the_first_heading():
    before = read("На основу члана 5. Закона\n>ПРАВИЛНИК\n>о раду\n>Предмет\n>Члан 1\nТекст.")
    after = read(">ПРАВИЛНИК О РАДУ\nНа основу члана 5. Закона\nи одлуке\n>Предмет\n>Члан 1\nТекст.")
    assert [at(draft, "preambula").text for draft in (before, after)] == [
        "На основу члана 5. Закона",
        "На основу члана 5. Закона\nи одлуке",
    ]
    assert [at(draft, "cl1").heading for draft in (before, after)] == ["Предмет", "Предмет"]


def test_commas_that_imitate_quotation_marks_quote_too():
    draft = read(">Члан 1\nЧлан 5. мења се и гласи:\n,,Члан 5.\nНово.”\n>Члан 2\nРечи „а,,б” бришу се.")
    assert anchors(draft) == ["cl1", "cl1-st1", "cl1-st1-p1", "cl1-st1-p2", "cl2", "cl2-st1"]


def test_a_preamble_holds_no_chapters() -> None:
    lines = (
        "На основу члана 11. Закона о локалној самоуправи, Скупштина доноси",
        "ОДЛУКУ",
        "О ДРВЕЋУ",
        "I. ОСНОВНЕ ОДРЕДБЕ",
        "Члан 1.",
        "Ова одлука уређује.",
    )
    draft = structure([SourceLine(line) for line in lines])
    tops = [node.kind for node in draft.provisions]
    assert ProvisionKind.PREAMBLE in tops
    assert ProvisionKind.CHAPTER in tops


def test_numbered_headings_hold_several_articles_and_title_one_where_all_have_them():
    some = read("I ОПШТЕ ОДРЕДБЕ\nЧлан 1\nПрви.\nII ПОСЕБНЕ ОДРЕДБЕ\n1. Уређење насеља\nЧлан 2\nДруги.\nЧлан 3\nТрећи.\nЧлан 4\nЧетврти.")
    every = read(">1. Предмет\n>Члан 1.\nПрви.\n>2. Појмови\n>Члан 2.\nДруги.")
    assert anchors(some) == ["gl1", "cl1", "cl1-st1", "gl2", "nas1", "cl2", "cl2-st1", "cl3", "cl3-st1", "cl4", "cl4-st1"]
    assert (at(some, "nas1").label, at(some, "nas1").heading) == ("1", "Уређење насеља")
    assert [at(every, anchor).heading for anchor in ("cl1", "cl2")] == ["1. Предмет", "2. Појмови"]


def test_english_paragraphs_points_and_roman_sub_points():
    draft = read(
        ">DRAFT LAW ON TESTING\n>CHAPTER I\n>GENERAL PROVISIONS\n>Article 1\n1. This Law governs testing.\n2. It lays down:\n(a) first;\n(b) second:\n"
        "(i) one;\n(ii) two.\n3. It applies to all.\n>Article 2\nFor the purposes of this Law:\n(1) a test is a test;\n(2) a tester is a person."
    )
    assert (draft.title, draft.act_kind, draft.language) == ("Draft Law on testing", "draft_law", "en")
    assert anchors(draft) == [
        "gl1", "cl1", "cl1-st1", "cl1-st2", "cl1-st2-ta", "cl1-st2-tb", "cl1-st2-tb-pti", "cl1-st2-tb-ptii", "cl1-st3",
        "cl2", "cl2-st1", "cl2-st1-t1", "cl2-st1-t2",
    ]  # fmt: skip


def test_a_list_that_opens_an_article_keeps_its_points():
    draft = read(">Члан 1\n1. прво;\n2. друго;\n3. треће.")
    assert anchors(draft) == ["cl1", "cl1-t1", "cl1-t2", "cl1-t3"]


def test_macedonian_and_slovene_habits():
    macedonian = read(
        ">ЗАКОН ЗА ПРОБА\n>ГЛАВА ПРВА\n>ОПШТИ ОДРЕДБИ\n>Член 1\n(1) Се уредува.\n>Член 1-а\n(1) Додаден.\n>ОБРАЗЛОЖЕНИЕ\nТекст."
    )
    slovene = read(
        ">Predlog zakona o vodi\n>1. POGLAVJE: VODA\n>1. člen\n>(vsebina)\n(1) Ureja.\n>1.a člen\nDodan.\n>OBRAZLOŽITEV\nBesedilo."
    )
    assert anchors(macedonian) == ["gl1", "cl1", "cl1-st1", "cl1a", "cl1a-st1", "obrazlozenje", "obrazlozenje-p1"]
    assert anchors(slovene) == ["gl1", "cl1", "cl1-st1", "cl1a", "cl1a-st1", "obrazlozenje", "obrazlozenje-p1"]
    assert (macedonian.language, slovene.language, at(slovene, "gl1").label) == ("mk", "sl", "1. POGLAVJE")
    assert not any(found.code == "number-repeated" for found in (*macedonian.findings, *slovene.findings))


def test_what_accompanies_a_proposal_holds_no_articles_of_the_draft():
    draft = read(">Члан 1.\nМења се.\n>О Б Р А З Л О Ж Е Њ Е\nТекст.\n>ПРЕГЛЕД ОДРЕДАБА КОЈЕ СЕ МЕЊАЈУ\n>Члан 5.\nСтари текст.")
    assert [provision.anchor for provision in draft.provisions] == ["cl1", "obrazlozenje", "obrazlozenje-2"]
    assert [provision.label for provision in walk(draft.provisions) if provision.kind == "article"] == ["Члан 1"]


def test_an_article_may_bear_a_title_that_accompanying_papers_have():
    draft = read(">Члан 1.\nТекст.\n>Анализа ефеката\n>Члан 2.\nОбрађивач је израђује.")
    assert [(one.anchor, one.heading) for one in draft.provisions] == [("cl1", None), ("cl2", "Анализа ефеката")]


def test_look_alike_letters_are_read_as_the_letters_they_imitate():
    draft = read(">Члaн 1.\nОвај зaкон.\n>Члан 2.\nКрај.")
    assert (anchors(draft), at(draft, "cl1-st1").text) == (["cl1", "cl1-st1", "cl2", "cl2-st1"], "Овај закон.")
    assert ("look-alike-letters", {"count": "2"}) in [(found.code, found.facts) for found in draft.findings]


def test_a_table_of_one_column_may_only_lay_out_the_text():
    draft = structure([SourceTable((("ЗАКОН О РАДУ",), ("Члан 1.\nПрви.",), ("Члан 2.\nДруги.",)))])
    assert anchors(draft) == ["cl1", "cl1-st1", "cl2", "cl2-st1"]


def test_a_title_in_brackets_may_follow_the_number_in_its_line():
    draft = read("Član 1. (Predmet)\nUređuje.\nČlan 2. (Pojmovi)\nZnači.")
    assert [(provision.label, provision.heading) for provision in draft.provisions] == [("Član 1", "(Predmet)"), ("Član 2", "(Pojmovi)")]
