"""An invented consultation in an invented municipality, large enough to show everything the report can hold."""

from datetime import date, time, timedelta

from dialog_tracker.domain.outcome_facts import (
    PUBLIC_DEBATE,
    ActFacts,
    AuthorityFacts,
    ChannelFacts,
    CommentFacts,
    EventFacts,
    ExceptionFacts,
    ExtensionFacts,
    Place,
    PublicationFacts,
    Qualifier,
    ReportFacts,
    ResponseFacts,
    Signatory,
    SubmissionFacts,
    WindowFacts,
)
from dialog_tracker.domain.response import ResponseStatus as Status
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.submission import SubmitterKind as Kind

CHAPTERS = (
    ("Глава I", "Основне одредбе"),
    ("Глава II", "Зелене површине"),
    ("Глава III", "Заједничке баште"),
    ("Глава IV", "Надзор, прелазне и завршне одредбе"),
)


def article(number: int, paragraph: int | None = None) -> Place:
    chapter = CHAPTERS[min((number - 1) // 5, 3)]
    label = f"члан {number}." + (f" став {paragraph}." if paragraph else "")
    anchor = f"cl{number}" + (f"-st{paragraph}" if paragraph else "")
    return Place(anchor, label, number * 100 + (paragraph or 0), *chapter)


SUBMITTERS = (
    ("Удружење „Зелени појас”, Врелник", Kind.ASSOCIATION),
    ("Савез еколошких удружења „Шумарак”, Доње Поље", Kind.ALLIANCE),
    ("Фондација „Клица”, Врелник", Kind.FOUNDATION),
    ("Синдикат комуналаца општине Врелник", Kind.TRADE_UNION),
    ("Комора пејзажних архитеката Вреоца", Kind.CHAMBER),
    ("Проф. др Невенка Јасић, Институт за урбану екологију", Kind.ACADEMIC),
    ("„Паркинг градња” д.о.о., Врелник", Kind.COMPANY),
    ("Неформална група „Двориште нам је заједничко”", Kind.INFORMAL_GROUP),
    ("Месна заједница Стара Чаршија", Kind.AUTHORITY),
    ("Љубица Његован, Врелник", Kind.INDIVIDUAL),
    ("", Kind.INDIVIDUAL),
    ("Udruga „Zelena mreža”, Donji Log", Kind.ASSOCIATION),
)

PLAIN = (
    (1, 1, "Одредба не помиње дрвореде уз саобраћајнице, а њих у насељу има највише.", "После речи „паркови” додати речи „и дрвореди”.", Status.ACCEPTED),
    (2, None, "Појам „заједничка башта” није одређен, па није јасно да ли обухвата и кровне баште.", "", Status.PARTIALLY_ACCEPTED),
    (3, 2, "Рок од осам дана за изјашњење месне заједнице није довољан.", "Рок од осам дана заменити роком од 15 дана.", Status.ACCEPTED),
    (4, None, "Начело замене посеченог стабла треба да важи и за приватне парцеле.", "„За свако посечено стабло саде се три нова.”", Status.NOT_ACCEPTED),
    (6, 1, "Регистар зелених површина треба да буде доступан у машински читљивом облику.", "На крају става додати: „у отвореном и машински читљивом облику”.", Status.ACCEPTED),
    (7, 3, "Забрана паркирања на зеленој површини не важи за доставна возила, што је нејасно.", "", Status.NOTED),
    (8, None, "Трошкове пресађивања треба да сноси инвеститор.", "„Трошкове пресађивања сноси инвеститор.”", Status.ACCEPTED),
    (9, 2, "Накнада за привремено заузеће је превисока за мала удружења.", "Брисати став 2.", Status.NOT_ACCEPTED),
    (11, 1, "Додела баште на годину дана не омогућава сађење вишегодишњих биљака.", "„Башта се додељује на пет година.”", Status.PARTIALLY_ACCEPTED),
    (12, None, "Није уређено шта бива са засадима по истеку коришћења.", "", Status.ACCEPTED),
    (13, 1, "Вода за заливање треба да буде бесплатна за школске баште.", "Додати став 3: „Школе не плаћају воду за заливање.”", Status.NOT_ACCEPTED),
    (14, 2, "Потребан је образац пријаве од највише једне стране.", "", Status.NOTED),
    (16, None, "Надзор врши исти орган који додељује башту.", "Поверити надзор комуналној инспекцији.", Status.ACCEPTED),
    (18, 1, "Новчана казна за оштећење стабла је прениска.", "", Status.UNANSWERED),
    (20, None, "Одлука треба да се примењује од почетка вегетације.", "Додати: „а примењује се од 1. марта 2027. године”.", Status.ACCEPTED),
)  # fmt: skip

REASONS = {
    Status.ACCEPTED: "Усвојено у предложеном тексту.",
    Status.PARTIALLY_ACCEPTED: "Прихваћено је одређење појма, док се кровне баште уређују посебним прописом о изградњи.",
    Status.NOT_ACCEPTED: "Обавеза би прешла овлашћење општине: приватне парцеле и цене комуналних услуга уређене су другим прописима.",
    Status.NOTED: "Предлог не тражи измену текста. Размотриће се при изради упутства за примену одлуке.",
    Status.OUT_OF_SCOPE: "Режим саобраћаја не уређује се овом одлуком. Коментар је уступљен одељењу за саобраћај 25. септембра 2026. године.",
}

LONG = "Предлажемо да се уз сваку зелену површину изради план одржавања са роковима, трошковима и одговорним лицима. "


def submission(index: int, **changes: object) -> SubmissionFacts:
    name, kind = SUBMITTERS[index % len(SUBMITTERS)]
    facts = {
        "number": f"JR-2026-0007-{index + 1:03}",
        "submitter": name,
        "kind": kind,
        "received_on": date(2026, 9, 1) + timedelta(days=(index * index) % 22),
        "channel": "портал",
        "submitter_key": f"s{index % len(SUBMITTERS)}" if name else "",
    }
    return SubmissionFacts(**(facts | changes))


def response(point: str, status: Status, change: str = "") -> ResponseFacts:
    return ResponseFacts(point, status, REASONS[status], change)


def facts(**changes: object) -> ReportFacts:
    submissions = [submission(index) for index in range(26)]
    submissions.append(submission(26, submitter="Удружење „Нови хоризонти”, Горњи Брод", late=True, received_on=date(2026, 9, 23), received_at=time(9, 14), channel="електронска пошта"))  # fmt: skip
    comments, responses = _by_provision(submissions)
    for more, answers in (_general(submissions), _grouped(submissions), _apart(submissions)):
        comments += more
        responses += answers
    known = {
        "reference": "JR-2026-0007",
        "case_number": "501-118/2026-IV/02",
        "version": 1,
        "authority": AuthorityFacts(
            "Општинска управа општине Врелник",
            "Врелник",
            ("Република Србија", "Општина Врелник"),
            "Одељење за урбанизам и комуналне послове",
            "Трг слободе 1, Врелник",
        ),
        "act": ActFacts(
            "Нацрт одлуке о јавним зеленим површинама и заједничким баштама на територији општине Врелник",
            "одлука скупштине општине",
            date(2026, 8, 25),
        ),
        "procedure": PUBLIC_DEBATE,
        "legal_basis": (
            "члана 68. Закона о локалној самоуправи („Службени гласник РС”, бр. 129/07, 83/14 – др. закон, 101/16 – др. закон, 47/18 и 111/21 – др. закон)",
            "члана 14. Одлуке о јавним расправама („Службени лист општине Врелник”, број 11/22)",
        ),
        "window": WindowFacts(date(2026, 9, 1), date(2026, 9, 22), time(15, 30), 20),
        "issued_on": date(2026, 10, 5),
        "report_due_on": date(2026, 10, 7),
        "signatory": Signatory("Начелница општинске управе", "мр Гордана Џинић"),
        "extensions": (ExtensionFacts(date(2026, 9, 20), date(2026, 9, 22), "прекид рада портала 14. и 15. септембра"),),
        "channels": (ChannelFacts("портал општине", 21), ChannelFacts("електронска пошта", 4), ChannelFacts("писарница", 2)),
        "publications": (
            PublicationFacts("Јавни позив са Програмом јавне расправе", "https://vrelnik.example/pozivi/7", date(2026, 9, 1)),
            PublicationFacts("Нацрт одлуке са образложењем", "https://vrelnik.example/nacrti/7", date(2026, 9, 1)),
        ),
        "drafted_by": "Текст је припремила радна група образована решењем начелнице од 16. марта 2026. године. Има седам чланова: четири представника општинске управе, два представника удружења и један представник јавног комуналног предузећа.",
        "events": (
            EventFacts("Јавна трибина", "„Где да посадимо дрво”", "Дом културе, Врелник", date(2026, 9, 8), 64),
            EventFacts("Округли сто", "", "Месна заједница Стара Чаршија", date(2026, 9, 15), 40, Qualifier.OVER),
            EventFacts("Састанак на даљину", "за неформалне групе", "", date(2026, 9, 17), None, Qualifier.NOT_STATED),
        ),
        "submissions": tuple(submissions),
        "comments": tuple(comments),
        "responses": tuple(responses),
        "exceptions": (
            ExceptionFacts("Једна тачка (члан 18. став 1) остала је без одговора", "чека се мишљење комуналне инспекције", "начелница општинске управе", date(2026, 10, 5)),
        ),
        "four_eyes": False,
        "annexes": ("Записници са јавне трибине и округлог стола", "Текст са обележеним изменама после јавне расправе"),
        "report_addresses": ("https://vrelnik.example/rasprave/7",),
    }  # fmt: skip
    return ReportFacts(**(known | changes))


def _by_provision(submissions):
    comments, responses = [], []
    for index, (number, paragraph, text, proposed, status) in enumerate(PLAIN):
        key = f"JR-2026-0007-{index + 1:03}/1"
        comments.append(CommentFacts(key, submissions[index].number, text, (article(number, paragraph),), "предлог", proposed))
        if status is not Status.UNANSWERED:
            change = "Одредба је измењена како је предложено." if status is Status.ACCEPTED else ""
            responses.append(response(key, status, change))
    return comments, responses


def _general(submissions):
    croatian = CommentFacts(
        "JR-2026-0007-012/3", submissions[11].number, "Nacrt je jasan, ali nedostaje procjena troškova za male općine.", (), "sugestija",
        "Uz nacrt priložiti procjenu troškova.", "Bez nje se ne može planirati proračun.", "hr", Script.LATIN,
    )  # fmt: skip
    long = CommentFacts("JR-2026-0007-016/1", submissions[15].number, LONG * 160, (), reasons="Тако раде суседне општине.")
    latin = CommentFacts("JR-2026-0007-017/1", submissions[16].number, "Pozdravljamo donošenje odluke.", (), script=Script.LATIN)
    answers = [
        response(croatian.number, Status.PARTIALLY_ACCEPTED),
        response(long.number, Status.NOTED),
        response(latin.number, Status.NOTED),
    ]
    return [croatian, long, latin], answers


def _grouped(submissions):
    identical = [
        CommentFacts(f"JR-2026-0007-{index + 1:03}/2", submissions[index].number, "Клупе поставити у хлад, уз сваки пети метар стазе.", (article(7, 1),), text_hash="klupe", point="клупе")
        for index in range(8)
    ]  # fmt: skip
    similar = [
        CommentFacts(f"JR-2026-0007-{index + 18:03}/1", submissions[index + 17].number, text, (article(11, 2), article(12, 1)), text_hash=text, point="ограда")
        for index, text in enumerate(("Башта треба да има ограду.", "Оградити баште због паса.", "Оградити баште због паса.", "Без ограде засади страдају."))
    ]  # fmt: skip
    answers = [response("клупе", Status.ACCEPTED, "Прописано је постављање клупа у хладу."), response("ограда", Status.NOT_ACCEPTED)]
    return identical + similar, answers


def _apart(submissions):
    out = [CommentFacts(f"JR-2026-0007-{index + 22:03}/1", submissions[index + 21].number, "Тражи се укидање једносмерне улице код пијаце.", (), text_hash="ulica", point="улица") for index in range(3)]  # fmt: skip
    late = CommentFacts("JR-2026-0007-027/1", submissions[26].number, "Предлажемо да се баште додељују на десет година.", (article(11, 1),))
    gone = CommentFacts("JR-2026-0007-025/1", submissions[24].number, "Повучен текст.", (article(2),), withdrawn=True)
    return [*out, late, gone], [response("улица", Status.OUT_OF_SCOPE), response(late.number, Status.NOTED)]
