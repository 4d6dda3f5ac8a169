import pytest

from dialog_tracker.domain.cleaning import clean
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.structure import structure
from dialog_tracker.domain.title import kind_of, sentence_case, without_gazette


def titled(*lines: str):
    draft = structure(
        [*(SourceLine(line, centred=True) for line in lines), SourceLine("Члан 1.", centred=True), SourceLine("Текст града Ниша.")]
    )
    return draft.title, draft.act_kind


@pytest.mark.parametrize(
    ("lines", "title", "kind"),
    [
        (["З А К О Н", "О УДРУЖЕЊИМА"], "Закон о удружењима", "draft_law"),
        (["З А К О Н О РАДУ"], "Закон о раду", "draft_law"),
        (["НАЦРТ", "ЗАКОНА О РОДНОЈ РАВНОПРАВНОСТИ"], "Нацрт закона о родној равноправности", "draft_law"),
        (["PREDLOG ZAKONA", "O IZMENAMA I DOPUNAMA ZAKONA O RADU"], "Predlog zakona o izmenama i dopunama Zakona o radu", "draft_law"),
        (["ЗАКОН", "о изменама и допунама", "Закона о раду"], "Закон о изменама и допунама Закона о раду", "draft_law"),
        (["ПРАВИЛНИК", "о раду", "Предмет"], "Правилник о раду", "rulebook"),
        (["ОДЛУКУ", "О БУЏЕТУ ГРАДА НИША"], "Одлука о буџету града Ниша", "decision"),
        (["УРЕДБУ о методологији"], "Уредба о методологији", "decree"),
        (["ПРОГРАМ РАЗВОЈА", "САДРЖАЈ"], "Програм развоја", "programme"),
        (["Уредба је стара;", "УРЕДБА О РАДУ"], "Уредба о раду", "decree"),
        (["Закон о раду", "ПРЕДМЕТ ЗАКОНА", "Циљ"], "Закон о раду", "draft_law"),
        (["ЗАКОН О РАДУ", "(НАЦРТ)"], "Закон о раду", "draft_law"),
        (["СТАТУТ ОПШТИНЕ"], "Статут општине", "statute"),
        (["ПОСЛОВНИК О РАДУ"], "Пословник о раду", "other"),
        (["ЗАКОН О РАДУ („Службени гласник РС”, број 24/05)"], "Закон о раду", "draft_law"),
    ],
)
def test_titles_are_joined_and_set_in_sentence_case(lines, title, kind):
    assert titled(*lines) == (title, kind)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Akcioni plan za sprovođenje Strategije", "action_plan"), ("Стратегија развоја", "strategy"), ("План развоја града", "development_plan"),
        ("Predlog programa zaštite", "programme"), ("Полазне основе за израду", "concept"), ("Споразум", "other"), ("Наслов", "other"),
    ],
)  # fmt: skip
def test_the_leading_word_names_the_kind(title, kind):
    assert kind_of(title) == kind


def test_a_name_keeps_the_capitals_that_the_body_gives_it():
    body = ["Банка KfW и Република Србија граде.", "Реч ДАВАЊЕ је мала: давање."]
    assert sentence_case("ЗАКОН О РЕПУБЛИКА СРБИЈА KFW", body) == "Закон о Република Србија KfW"
    assert sentence_case('ZAKON O PROJEKTU "TAMNAVA"', []) == 'Zakon o projektu "Tamnava"'


def test_the_gazette_behind_a_title_is_kept_apart():
    assert without_gazette('Закон о раду ("Сл. гласник РС", бр. 1/20)') == ("Закон о раду", '("Сл. гласник РС", бр. 1/20)')
    draft = structure([SourceLine("ЗАКОН О РАДУ („Сл. гласник РС”, број 24/05)"), SourceLine("Члан 1."), SourceLine("Текст.")])
    assert draft.provisions[0].text == "(„Сл. гласник РС”, број 24/05)"


@pytest.mark.parametrize(
    ("typed", "closed"),
    [
        ("З А К О Н", "ЗАКОН"), ("Д н е в н и  р е д", "Дневни ред"), ("O b r a z l o ž e n j e", "Obrazloženje"), ("З А К О Н О  Б У Џ Е Т У", "ЗАКОН О БУЏЕТУ"),
        ("и а у случају", "и а у случају"), ("  Члан\u00a05. ", "Члан 5."), ("c\u030c", "č"), ("не\u00adда\u200bн", "недан"),
    ],
)  # fmt: skip
def test_lines_are_brought_to_one_form(typed, closed):
    assert clean(typed) == closed
