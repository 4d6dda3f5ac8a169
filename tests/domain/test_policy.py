"""Who may do what, when: every permission for every role in every phase, against a table written by hand."""

from uuid import UUID

import pytest

from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.errors import NotPermitted
from dialog_tracker.domain.policy import ANONYMOUS, POLICY, Actor, Facts, Held, Permission, Role, allows, require

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
LIPA, OTHER = UUID(int=3), UUID(int=4)
ME, COLLEAGUE = UUID(int=5), UUID(int=6)
LETTERS = {"D": "draft", "U": "upcoming", "O": "open", "A": "answering", "V": "overdue", "C": "concluded", "W": "withdrawn"}
ALWAYS, PUBLIC, BEGUN, ENDED = "DUOAVCW", "UOAVCW", "OAV", "AV"
INSTALLATION = {Role.ADMINISTRATOR, Role.OVERSEER}
ORGANISATION = {Role.CSO_COORDINATOR, Role.CSO_MEMBER}
OFFICIALS = {"contact_point", "deputy", "drafter", "approver"}
NOBODY, NO_MANDATE = "nobody", "no_mandate"
WHO = [NOBODY, NO_MANDATE, *map(str, Role)]


def rows(phases: str, *roles: str) -> dict[str, str]:
    return dict.fromkeys(roles, phases)


OFFICE = ("contact_point", "deputy")
# Mandates for the authority and the organisation concerned; four eyes asked for; a colleague drafted the answer.
EXPECTED: dict[str, dict[str, str]] = {
    "account:invite": rows(ALWAYS, "administrator", *OFFICE),
    "activity:log": rows(ALWAYS, *OFFICE),
    "api:manage": rows(ALWAYS, *OFFICE),
    "comment:log": rows(BEGUN, *OFFICE),
    "comment:moderate": rows(ALWAYS, *OFFICE),
    "comment:read-files": rows(ALWAYS, *OFFICE),
    "comment:submit": rows(BEGUN, "cso_coordinator", "cso_member"),
    "comment:submit-common": rows(BEGUN, "cso_coordinator"),
    "consultation:extend": rows("UOAV", *OFFICE),
    "consultation:open": rows(ALWAYS, *OFFICE),
    "consultation:publish": rows("D", *OFFICE),
    "consultation:read": rows(PUBLIC, *WHO) | rows(ALWAYS, "administrator", "overseer", *OFFICIALS),
    "consultation:withdraw": rows("UOAV", *OFFICE),
    "contact:edit": rows(ALWAYS, "administrator", *OFFICE),
    "contact:hand-over": rows(ALWAYS, "administrator", *OFFICE),
    "contact:show": rows(ALWAYS, "administrator", *OFFICE),
    "contact:watch": rows(ALWAYS, "administrator", "overseer", *OFFICIALS),
    "desk:read": rows(ALWAYS, *OFFICIALS),
    "directory:edit": rows(ALWAYS, "administrator"),
    "directory:import": rows(ALWAYS, "administrator"),
    "draft:import": rows(ALWAYS, *OFFICE),
    "indicator:explain": rows(ALWAYS, *OFFICE, "approver"),
    "installation:manage": rows(ALWAYS, "administrator"),
    "ledger:read": rows(ALWAYS, "administrator", "overseer"),
    "organisation:edit": rows(ALWAYS, "administrator", *OFFICIALS),
    "organisation:invite": rows(ALWAYS, "cso_coordinator"),
    "organisation:merge": rows(ALWAYS, "administrator"),
    "organisation:verify": rows(ALWAYS, "administrator", *OFFICIALS),
    "programme:keep": rows(ALWAYS, "administrator", *OFFICE),
    "report:correct": rows("C", "approver"),
    "report:export": rows(ALWAYS, *OFFICIALS),
    "report:publish": rows(ENDED, "approver"),
    "response:approve": rows(BEGUN, "approver"),
    "response:correct": rows("C", *OFFICIALS),
    "response:draft": rows(BEGUN, *OFFICIALS),
    "response:publish": rows(ENDED, "approver"),
    "rule:override": rows(ALWAYS, "administrator", *OFFICE),
    "version:publish": rows(ALWAYS, *OFFICE),
    "version:read": rows(ALWAYS, "administrator", "overseer", *OFFICIALS),
    "working-group:edit": rows(ALWAYS, *OFFICE, "drafter"),
    "working-group:score": rows(ALWAYS, *OFFICIALS),
}
# What changes where one pair of eyes is enough, and where the actor drafted the answer.
ONE_PAIR = {
    "report:correct": rows("C", "approver", *OFFICE),
    "report:publish": rows(ENDED, "approver", *OFFICE),
    "response:approve": rows(BEGUN, "approver", *OFFICE),
    "response:publish": rows(ENDED, "approver", *OFFICE),
}
OWN_DRAFT: dict[str, dict[str, str]] = {"response:approve": {}, "response:publish": {}}
# What a mandate for another authority or organisation still gives.
AWAY = {
    "account:invite": rows(ALWAYS, "administrator"),
    "consultation:read": rows(PUBLIC, *WHO) | rows(ALWAYS, "administrator", "overseer"),
    "contact:edit": rows(ALWAYS, "administrator"),
    "contact:hand-over": rows(ALWAYS, "administrator"),
    "contact:show": rows(ALWAYS, "administrator"),
    "contact:watch": EXPECTED["contact:watch"],
    "desk:read": EXPECTED["desk:read"],
    "directory:edit": EXPECTED["directory:edit"],
    "directory:import": EXPECTED["directory:import"],
    "organisation:edit": EXPECTED["organisation:edit"],
    "organisation:merge": EXPECTED["organisation:merge"],
    "installation:manage": EXPECTED["installation:manage"],
    "ledger:read": EXPECTED["ledger:read"],
    "organisation:verify": EXPECTED["organisation:verify"],
    "programme:keep": rows(ALWAYS, "administrator"),
    "rule:override": rows(ALWAYS, "administrator"),
    "version:read": rows(ALWAYS, "administrator", "overseer"),
}


def actor(who: str, authority: UUID = HERE, organisation: UUID = LIPA) -> Actor:
    if who == NOBODY:
        return ANONYMOUS
    if who == NO_MANDATE:
        return Actor(ME)
    role = Role(who)
    if role in INSTALLATION:
        return Actor(ME, frozenset({Held(role)}))
    return Actor(ME, frozenset({Held(role, organisation_id=organisation) if role in ORGANISATION else Held(role, authority)}))


def allowed(permission: Permission, who: Actor, *, four_eyes: bool = True, drafted_by: UUID = COLLEAGUE) -> str:
    facts = ((letter, Facts(HERE, LIPA, Phase(name), drafted_by, four_eyes)) for letter, name in LETTERS.items())
    return "".join(letter for letter, given in facts if allows(permission, who, given))


def everybody(granted: dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(WHO, "") | granted


def test_the_table_names_every_permission():
    assert set(EXPECTED) == set(map(str, Permission)) == set(map(str, POLICY))


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_for_every_role_in_every_phase(permission):
    found = {who: allowed(permission, actor(who)) for who in WHO}
    assert found == everybody(EXPECTED[permission])


@pytest.mark.parametrize("permission", list(Permission))
def test_where_one_pair_of_eyes_is_enough(permission):
    found = {who: allowed(permission, actor(who), four_eyes=False, drafted_by=ME) for who in WHO}
    assert found == everybody((EXPECTED | ONE_PAIR)[permission])


@pytest.mark.parametrize("permission", list(Permission))
def test_whoever_drafted_an_answer_does_not_publish_it(permission):
    found = {who: allowed(permission, actor(who), drafted_by=ME) for who in WHO}
    assert found == everybody((EXPECTED | OWN_DRAFT)[permission])


@pytest.mark.parametrize("permission", list(Permission))
def test_a_mandate_for_somebody_else_gives_nothing_here(permission):
    found = {who: allowed(permission, actor(who, ELSEWHERE, OTHER)) for who in WHO}
    assert found == everybody(AWAY.get(permission, {}))


@pytest.mark.parametrize("who", WHO)
def test_everybody_signed_in_speaks_for_themselves(who):
    begun = {phase for phase in Phase if allows(Permission.COMMENT_SUBMIT, actor(who), Facts(phase=phase))}
    assert begun == (set() if who == NOBODY else {Phase.OPEN, Phase.ANSWERING, Phase.OVERDUE})


@pytest.mark.parametrize("permission", list(Permission))
def test_without_facts_only_the_installation_and_offices_are_known(permission):
    free = {
        "account:invite": {"administrator"},
        "consultation:read": {"administrator", "overseer"},
        "desk:read": OFFICIALS,
        **{key: {"administrator"} for key in ("contact:edit", "contact:hand-over", "contact:show", "directory:edit", "directory:import")},
        "contact:watch": {"administrator", "overseer", *OFFICIALS},
        "organisation:edit": {"administrator", *OFFICIALS},
        "organisation:merge": {"administrator"},
        "installation:manage": {"administrator"},
        "ledger:read": {"administrator", "overseer"},
        "organisation:verify": {"administrator", *OFFICIALS},
        "programme:keep": {"administrator"},
        "rule:override": {"administrator"},
        "version:read": {"administrator", "overseer"},
    }
    assert {who for who in WHO if allows(permission, actor(who))} == free.get(permission, set())


@pytest.mark.parametrize(
    ("permission", "who", "facts", "code"),
    [
        ("comment:submit", NOBODY, Facts(phase=Phase.OPEN), "is-signed-in"),
        ("comment:submit", "cso_member", Facts(organisation_id=OTHER, phase=Phase.OPEN), "speaks-for-organisation"),
        ("comment:submit", "cso_member", Facts(organisation_id=LIPA, phase=Phase.CONCLUDED), "consultation-takes-comments"),
        ("comment:submit", NO_MANDATE, Facts(phase=Phase.UPCOMING), "consultation-takes-comments"),
        ("consultation:publish", "drafter", Facts(HERE, phase=Phase.DRAFT), "runs-consultations-of-authority"),
        ("consultation:publish", "deputy", Facts(HERE, phase=Phase.OPEN), "consultation-is-draft"),
        ("consultation:extend", "contact_point", Facts(HERE, phase=Phase.DRAFT), "consultation-is-not-over"),
        ("consultation:withdraw", "contact_point", Facts(HERE, phase=Phase.CONCLUDED), "consultation-is-not-over"),
        ("consultation:read", NO_MANDATE, Facts(HERE, phase=Phase.DRAFT), "consultation-is-published"),
        ("response:publish", "approver", Facts(HERE, None, Phase.ANSWERING, ME, four_eyes=True), "did-not-draft-it"),
        ("response:publish", "approver", Facts(HERE, None, Phase.OPEN, COLLEAGUE, four_eyes=True), "consultation-has-ended"),
        ("response:publish", "contact_point", Facts(HERE, None, Phase.OVERDUE, ME, four_eyes=True), "one-pair-of-eyes-is-enough"),
        ("report:publish", "drafter", Facts(HERE, phase=Phase.ANSWERING), "approves-for-authority"),
        ("response:draft", "drafter", Facts(HERE, phase=Phase.UPCOMING), "consultation-has-begun"),
        ("response:draft", "overseer", Facts(HERE, phase=Phase.OPEN), "answers-for-authority"),
        ("organisation:invite", "cso_member", Facts(organisation_id=LIPA), "coordinates-organisation"),
        ("ledger:read", "contact_point", Facts(), "is-administrator"),
        ("desk:read", "cso_member", Facts(), "works-for-an-authority"),
    ],
)
def test_a_refusal_names_the_predicate_that_failed_farthest_along(permission, who, facts, code):
    with pytest.raises(NotPermitted, match=code) as refused:
        require(Permission(permission), actor(who), facts)
    assert refused.value.facts == {"permission": permission}


def test_what_is_allowed_is_not_refused():
    require(Permission.CONSULTATION_PUBLISH, actor("deputy"), Facts(HERE, phase=Phase.DRAFT))
    require(Permission.INSTALLATION_MANAGE, actor("administrator"))


def test_an_actor_knows_the_bodies_of_the_mandates():
    several = Actor(ME, frozenset({Held(Role.DRAFTER, HERE), Held(Role.APPROVER, ELSEWHERE), Held(Role.CSO_MEMBER, None, LIPA)}))
    assert several.roles_for(HERE) == {Role.DRAFTER}
    assert several.roles_for(None) == set()
    assert (several.authority_ids, several.organisation_ids) == ({HERE, ELSEWHERE}, {LIPA})
    assert several.has(Role.APPROVER)
    assert not several.has(Role.OVERSEER)
