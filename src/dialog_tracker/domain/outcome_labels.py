"""Serbian names of the report's fixed terms: answers, kinds of submitters, sections."""

from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.outcome import Grouping, SectionKey
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.submission import SubmitterKind

STATUS = {
    ResponseStatus.ACCEPTED: "Прихвата се",
    ResponseStatus.PARTIALLY_ACCEPTED: "Делимично се прихвата",
    ResponseStatus.NOT_ACCEPTED: "Не прихвата се",
    ResponseStatus.NOTED: "Прима се к\u00a0знању",
    ResponseStatus.OUT_OF_SCOPE: "Ван предмета",
    ResponseStatus.UNANSWERED: "Без одговора",
}

INVITED_BY = {
    InvitationChannel.EMAIL: "електронском поштом",
    InvitationChannel.POST: "поштом",
    InvitationChannel.PHONE: "телефоном",
    InvitationChannel.IN_PERSON: "лично",
    InvitationChannel.PORTAL: "преко портала",
    InvitationChannel.OTHER: "на други начин",
}

# As the pages say it; who fills in a table types what the workbench has shown.
STATUS_REACHED = {
    ResponseStatus.ACCEPTED: "Прихваћено",
    ResponseStatus.PARTIALLY_ACCEPTED: "Делимично прихваћено",
    ResponseStatus.NOT_ACCEPTED: "Није прихваћено",
    ResponseStatus.NOTED: "Примљено к знању",
    ResponseStatus.OUT_OF_SCOPE: "Ван предмета",
}

KINDS = {
    SubmitterKind.ASSOCIATION: "Удружења",
    SubmitterKind.ALLIANCE: "Савези и мреже удружења",
    SubmitterKind.FOUNDATION: "Фондације и задужбине",
    SubmitterKind.TRADE_UNION: "Синдикати",
    SubmitterKind.CHAMBER: "Коморе",
    SubmitterKind.ACADEMIC: "Наука и стручна јавност",
    SubmitterKind.COMPANY: "Привредни субјекти",
    SubmitterKind.RELIGIOUS: "Цркве и верске заједнице",
    SubmitterKind.INFORMAL_GROUP: "Неформалне групе",
    SubmitterKind.AUTHORITY: "Органи јавне власти",
    SubmitterKind.INDIVIDUAL: "Грађани",
    SubmitterKind.OTHER: "Остали",
}

WITHHELD = {
    SubmitterKind.ASSOCIATION: "удружење",
    SubmitterKind.ALLIANCE: "савез удружења",
    SubmitterKind.FOUNDATION: "фондација",
    SubmitterKind.TRADE_UNION: "синдикат",
    SubmitterKind.CHAMBER: "комора",
    SubmitterKind.ACADEMIC: "стручна јавност",
    SubmitterKind.COMPANY: "привредни субјект",
    SubmitterKind.RELIGIOUS: "верска заједница",
    SubmitterKind.INFORMAL_GROUP: "неформална група",
    SubmitterKind.AUTHORITY: "орган јавне власти",
    SubmitterKind.INDIVIDUAL: "физичко лице",
    SubmitterKind.OTHER: "остали",
}

COMMENT_KINDS = {
    "proposal": "предлог",
    "objection": "примедба",
    "suggestion": "сугестија",
    "initiative": "иницијатива",
}

ACT_KINDS = {
    "draft_law": "нацрт закона",
    "decree": "уредба",
    "decision": "одлука",
    "rulebook": "правилник",
    "statute": "статут",
    "strategy": "стратегија",
    "programme": "програм",
    "action_plan": "акциони план",
    "concept": "концепт политике",
    "development_plan": "план развоја",
    "spatial_plan": "просторни или урбанистички план",
    "other": "",
}

SECTION = {
    SectionKey.GENERAL: "Начелни коментари",
    SectionKey.PROVISIONS: "Коментари по одредбама",
    SectionKey.LATE: "Неблаговремени коментари",
    SectionKey.OUT_OF_SCOPE: "Коментари ван предмета",
}

GROUPED = {
    Grouping.SUBMITTER: "Коментари по подносиоцима",
    Grouping.TOPIC: "Коментари по темама",
    Grouping.STATUS: "Коментари по исходу",
}

GROUPED_LEAD = {
    Grouping.SUBMITTER: "Коментари су поређани по подносиоцима. Коментар истоветан или сличан туђем стоји у реду на који се упућује.",
    Grouping.TOPIC: "Коментари су поређани по темама. Коментар са више тема стоји под првом, а остале упућују на његов ред.",
    Grouping.STATUS: "Коментари су поређани по исходу, а под истим исходом по редоследу одредаба.",
}

WITHOUT_TOPIC = "Без теме"

PART_OF_SECTION = {
    SectionKey.GENERAL: "Текст у целини (начелни коментари)",
    SectionKey.PROVISIONS: "Одредбе изван глава",
    SectionKey.LATE: "Неблаговремени коментари",
    SectionKey.OUT_OF_SCOPE: "Ван предмета",
}


def chapter_heading(label: str, title: str) -> str:
    """Write a chapter as „Глава I. Основне одредбе”; empty where the provision stands in no chapter."""
    if not (label and title):
        return label or title
    return f"{label}{' ' if label.endswith('.') else '. '}{title}"


def shown_name(name: str, kind: SubmitterKind) -> str:
    """Write who asked; a name that its owner withheld is replaced by the kind."""
    return name or f"име није објављено ({WITHHELD[kind]})"
