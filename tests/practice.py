"""A record of the practice written out by hand, small enough to be counted with a pencil."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.oversight_facts import ActFact, ActivityFact, AuthorityFact, ConsultationFact, GroupFact, Record, UnitFact


def an_id(number: int) -> UUID:
    return UUID(int=number)


MINISTRY = AuthorityFact(an_id(1), "Министарство", "Ministarstvo", "Ministry", AuthorityLevel.NATIONAL)
TOWN = AuthorityFact(an_id(2), "Град", "Grad", "Town", AuthorityLevel.LOCAL, "70645", "RS-12")
VILLAGE = AuthorityFact(an_id(3), "Општина", "Opština", "", AuthorityLevel.LOCAL, "70599", "RS-12")

# A ministry's debate: kept, its report in time, ten comments of which nine answered.
DEBATE = ConsultationFact(
    an_id(11),
    "JR-2026-0001",
    MINISTRY.id,
    an_id(21),
    "Нацрт закона",
    "Nacrt zakona",
    "draft_law",
    "rs.public_debate",
    "public_debate",
    date(2026, 3, 1),
    date(2026, 3, 21),
    areas=("environment",),
    articles=40,
    minimum="kept",
    report_due_on=date(2026, 4, 6),
    reported_on=date(2026, 4, 2),
    submissions=4,
    comments=10,
    by_status={"accepted": 3, "partially_accepted": 2, "not_accepted": 3, "noted": 1},
    refused=5,
    refused_with_reasons=4,
    answer_days=20,
    promised=5,
    unfulfilled=2,
    items_asked=8,
    items_there=6,
    missing=("call", "own_site"),
    invited_kinds={"association": 3, "unknown": 1},
    methods=("written_comments", "round_table"),
    on_portal=True,
    organisations=2,
    first_time=1,
)
# Its consultations before the draft: not on the portal, no report and none due by a rule.
EARLY = replace(
    DEBATE,
    id=an_id(12),
    reference="KO-2026-0001",
    procedure="rs.consultations",
    family="consultations",
    opens_on=date(2026, 1, 10),
    last_on=date(2026, 1, 20),
    minimum="unknown",
    report_due_on=None,
    reported_on=None,
    submissions=1,
    comments=0,
    by_status={},
    refused=0,
    refused_with_reasons=0,
    answer_days=None,
    promised=0,
    unfulfilled=0,
    items_asked=4,
    items_there=4,
    missing=(),
    invited_kinds={},
    methods=("written_comments",),
    on_portal=False,
    organisations=1,
    first_time=1,
)
# A town's debate: five days short, its report four days late, comments with no answer at all.
SHORT = replace(
    EARLY,
    id=an_id(13),
    reference="LR-2026-0001",
    authority=TOWN.id,
    act=an_id(22),
    procedure="rs.local_debate",
    family="public_debate",
    opens_on=date(2026, 5, 1),
    last_on=date(2026, 5, 10),
    minimum="breached",
    days_short=5,
    report_due_on=date(2026, 5, 25),
    reported_on=date(2026, 5, 29),
    submissions=2,
    comments=6,
    items_asked=6,
    items_there=3,
    methods=(),
    areas=(),
    articles=5,
)
# A village's, followed from elsewhere: no first day, no text, its report long due.
HELD_ELSEWHERE = replace(
    SHORT,
    id=an_id(14),
    reference="LR-2025-0009",
    authority=VILLAGE.id,
    act=an_id(23),
    opens_on=None,
    last_on=date(2025, 11, 30),
    here=False,
    text_public=False,
    minimum="unknown",
    days_short=0,
    report_due_on=date(2025, 12, 15),
    reported_on=None,
    submissions=0,
    comments=0,
    items_asked=0,
    items_there=0,
    articles=0,
    organisations=0,
    first_time=0,
)
# One that runs: nothing is due of it yet.
OPEN = replace(SHORT, id=an_id(15), reference="LR-2026-0002", opens_on=date(2026, 11, 20), last_on=date(2026, 12, 10), reported_on=None)
OPEN = replace(OPEN, minimum="kept", days_short=0, report_due_on=date(2026, 12, 25), comments=3, act=an_id(24))

LAW = ActFact(an_id(21), MINISTRY.id, "Нацрт закона", "Nacrt zakona", "draft_law", date(2026, 1, 10), consulted=True)
LAW = replace(LAW, areas=("environment",), procedures=("rs.consultations", "rs.public_debate"), early=True, invited=True, comments=10)
DECISION = replace(LAW, id=an_id(22), authority=TOWN.id, kind="decision", day=date(2026, 5, 1), early=False, invited=False, comments=6)
PAST_ALL = replace(DECISION, id=an_id(25), consulted=False, day=date(2026, 2, 1), procedures=(), went_to="gazette", comments=0)
# What the village debated on paper, elsewhere: nothing is known of its comments.
ON_PAPER = replace(DECISION, id=an_id(23), authority=VILLAGE.id, day=date(2025, 11, 30), areas=(), comments=0, comments_known=False)
GROUPS = tuple(
    GroupFact(an_id(30 + n), MINISTRY.id, "Радна група", "Radna grupa", date(2026, 2, n + 1), members=members, cso_members=cso)
    for n, (members, cso) in enumerate(((7, 0), (9, 1), (11, 3), (0, 0)))
)
TRAINING = ActivityFact(an_id(40), TOWN.id, "Обука", "Obuka", "training", date(2026, 4, 4), times=3, persons=60, units=("70645",))
TABLE = replace(TRAINING, id=an_id(41), kind="round_table", day=date(2026, 5, 5), times=1, persons=25, units=("70645", "70599"))
PLANNED = replace(TRAINING, id=an_id(42), day=date(2027, 1, 1))
UNITS = (
    UnitFact("70645", "Крагујевац", "Kragujevac", "Kragujevac", "RS-12", has_contact=True, authority=TOWN.id),
    UnitFact("70599", "Кнић", "Knić", "Knić", "RS-12", authority=VILLAGE.id),
    UnitFact("70432", "Врање", "Vranje", "Vranje", "RS-24"),
)
RECORD = Record(
    date(2026, 11, 26),
    {one.id: one for one in (MINISTRY, TOWN, VILLAGE)},
    (DEBATE, EARLY, SHORT, HELD_ELSEWHERE, OPEN),
    (LAW, DECISION, PAST_ALL),
    GROUPS,
    (TRAINING, TABLE, PLANNED),
    UNITS,
    {DEBATE.id: (1, 2), EARLY.id: (2,), SHORT.id: (3,)},
)
