from dialog_tracker.domain.action_plan import read_plan
from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.plan_headings import plan_heading, table_head
from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.domain.structure import structure

HEAD = ("Назив активности", "Орган који спроводи активност", "Рок", "Извор финансирања")


def rows(*given: tuple[str, ...]) -> SourceTable:
    return SourceTable(given)


def shape(draft):
    return [(provision.anchor, provision.label, provision.heading or provision.text) for provision in walk(draft.provisions)]


def test_objectives_measures_and_activities_are_nested():
    table = rows(
        ("Посебни циљ 1: Јачање капацитета", "", "", ""),
        ("Институција одговорна за праћење: Министарство", "", "", ""),
        ("Показатељ", "Јединица мере", "Почетна вредност", "Циљана вредност"),
        ("Број обука", "број", "0", "10"),
        ("Мера 1.1: Обука", "", "", ""),
        HEAD,
        ("1.1.1. Израда програма", "Министарство", "IV квартал 2026.", "Буџет"),
        ("", "", "", "Донације"),
        ("1.1.2. Спровођење", "Министарство", "2027.", "Буџет"),
        ("Мера 1.2: Опрема", "", "", ""),
        HEAD,
        ("1.2.1. Набавка", "Управа", "2027.", "Буџет"),
    )
    draft = structure([SourceLine("АКЦИОНИ ПЛАН", centred=True), table, SourceLine("Текст после табеле.")])
    assert shape(draft) == [
        ("cilj1", "Посебни циљ 1", "Јачање капацитета"),
        ("cilj1-p1", "", "Институција одговорна за праћење: Министарство"),
        ("cilj1-tab1", "", "Показатељ\tЈединица мере\tПочетна вредност\tЦиљана вредност\nБрој обука\tброј\t0\t10"),
        ("mera1-1", "Мера 1.1", "Обука"),
        ("akt1-1-1", "1.1.1.", "Израда програма\tМинистарство\tIV квартал 2026.\tБуџет\n\t\t\tДонације"),
        ("akt1-1-2", "1.1.2.", "Спровођење\tМинистарство\t2027.\tБуџет"),
        ("mera1-2", "Мера 1.2", "Опрема"),
        ("akt1-2-1", "1.2.1.", "Набавка\tУправа\t2027.\tБуџет"),
        ("p1", "", "Текст после табеле."),
    ]


def test_a_table_without_titles_holds_its_activities_and_says_a_repeated_head_once():
    head = ("Р. бр.", "Активност", "Носилац", "Рок")
    draft = structure([rows(head, ("1.", "Прва", "Управа", "мај"), head, ("2.", "Друга", "Управа", "јун"))])
    assert shape(draft) == [
        ("tab1", "", "Р. бр.\tАктивност\tНосилац\tРок"),
        ("tab1-akt1", "1.", "\tПрва\tУправа\tмај"),
        ("tab1-akt2", "2.", "\tДруга\tУправа\tјун"),
    ]
    assert ("header-rows-repeated", {"count": "1"}) in [(found.code, found.facts) for found in draft.findings]


def test_a_table_that_lists_no_activities_stays_a_table():
    assert read_plan(rows(("Ред", "Износ"), ("1", "100"))) is None
    assert read_plan(rows(HEAD)) is None


def test_a_table_inside_an_article_stays_a_table():
    draft = structure([SourceLine("Члан 1."), SourceLine("План:"), rows(HEAD, ("а", "б", "в", "г"))])
    assert [provision.kind for provision in walk(draft.provisions)] == ["article", "paragraph", "table"]


def test_the_head_of_a_table_says_what_its_rows_are():
    assert table_head(HEAD) is ProvisionKind.ACTIVITY
    assert table_head(("Mjera", "Nositelj", "Rok")) is ProvisionKind.MEASURE
    assert table_head(("Показатељ", "Почетна вредност")) is ProvisionKind.TABLE
    assert table_head(("Measure", "Responsible institution", "Deadline")) is ProvisionKind.MEASURE
    assert table_head(("Извештај", "Напомена коју је дао орган")) is None


def test_objectives_and_measures_are_recognised_by_their_number():
    assert [
        (mark.kind, mark.label, mark.rest)
        for text in ("Посебни циљ 2. Учешће", "Mera 1.2: Oprema", "Measure 3 – Training")
        if (mark := plan_heading(text))
    ] == [
        ("objective", "Посебни циљ 2", "Учешће"),
        ("measure", "Mera 1.2", "Oprema"),
        ("measure", "Measure 3", "Training"),
    ]
    assert (plan_heading("Општи циљ: Унапређење") or plan_heading("")).kind is ProvisionKind.OBJECTIVE
    assert plan_heading("Мера која се предлаже обухвата обуку") is None


def test_a_strategy_is_read_by_headings_objectives_and_measures():
    draft = structure(
        [
            SourceLine("СТРАТЕГИЈА РАЗВОЈА У РЕПУБЛИЦИ СРБИЈИ", centred=True),
            SourceLine("Садржај"),
            *(SourceLine(f"{number}. Део ........ {number}") for number in (1, 2, 3)),
            SourceLine("1. ЦИЉЕВИ И МЕРЕ", outline_level=1),
            SourceLine("Општи циљ: Бољи живот"),
            SourceLine("Посебни циљ 1: Знање", bold=True),
            SourceLine("Мера 1.1. Обука", bold=True),
            SourceLine("Мера 1.1. подразумева обуку."),
            SourceLine("1.1. Праћење спровођења", outline_level=2),
        ]
    )
    assert draft.title == "Стратегија развоја у Републици Србији"
    assert shape(draft) == [
        ("nas1", "1", "ЦИЉЕВИ И МЕРЕ"),
        ("cilj0", "Општи циљ", "Бољи живот"),
        ("cilj1", "Посебни циљ 1", "Знање"),
        ("mera1-1", "Мера 1.1", "Обука"),
        ("mera1-1-p1", "", "Мера 1.1. подразумева обуку."),
        ("nas1-1", "1.1", "Праћење спровођења"),
    ]
    assert [(found.code, found.facts.get("count")) for found in draft.findings] == [("no-articles", None), ("contents-left-out", "4")]
