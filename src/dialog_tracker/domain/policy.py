"""Who may do what, when: one table of permissions, each a list of clauses, each clause a list of small predicates.

A permission is given when any clause holds, and a clause holds when all its predicates do. Predicates know the actor, the
facts and nothing else. The table is rendered into the reference and tested against every role and phase.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.errors import NotPermitted


class Role(StrEnum):
    """What a mandate lets a person be."""

    ADMINISTRATOR = "administrator"
    CONTACT_POINT = "contact_point"
    DEPUTY = "deputy"
    DRAFTER = "drafter"
    APPROVER = "approver"
    OVERSEER = "overseer"
    CSO_COORDINATOR = "cso_coordinator"
    CSO_MEMBER = "cso_member"


class Permission(StrEnum):
    """Acts that somebody may or may not do."""

    ACCOUNT_INVITE = "account:invite"
    ACTIVITY_LOG = "activity:log"
    API_MANAGE = "api:manage"
    COMMENT_LOG = "comment:log"
    COMMENT_MODERATE = "comment:moderate"
    COMMENT_READ_FILES = "comment:read-files"
    COMMENT_SUBMIT = "comment:submit"
    COMMENT_SUBMIT_COMMON = "comment:submit-common"
    CONSULTATION_EXTEND = "consultation:extend"
    CONSULTATION_OPEN = "consultation:open"
    CONSULTATION_PUBLISH = "consultation:publish"
    CONSULTATION_READ = "consultation:read"
    CONSULTATION_WITHDRAW = "consultation:withdraw"
    CONTACT_EDIT = "contact:edit"
    CONTACT_HAND_OVER = "contact:hand-over"
    CONTACT_SHOW = "contact:show"
    CONTACT_WATCH = "contact:watch"
    DESK_READ = "desk:read"
    DIRECTORY_EDIT = "directory:edit"
    DIRECTORY_IMPORT = "directory:import"
    DRAFT_IMPORT = "draft:import"
    INDICATOR_EXPLAIN = "indicator:explain"
    INSTALLATION_MANAGE = "installation:manage"
    LEDGER_READ = "ledger:read"
    ORGANISATION_EDIT = "organisation:edit"
    ORGANISATION_INVITE = "organisation:invite"
    ORGANISATION_MERGE = "organisation:merge"
    ORGANISATION_VERIFY = "organisation:verify"
    PROGRAMME_KEEP = "programme:keep"
    REPORT_CORRECT = "report:correct"
    REPORT_EXPORT = "report:export"
    REPORT_PUBLISH = "report:publish"
    RESPONSE_APPROVE = "response:approve"
    RESPONSE_CORRECT = "response:correct"
    RESPONSE_DRAFT = "response:draft"
    RESPONSE_PUBLISH = "response:publish"
    RULE_OVERRIDE = "rule:override"
    VERSION_PUBLISH = "version:publish"
    VERSION_READ = "version:read"
    WORKING_GROUP_EDIT = "working-group:edit"
    WORKING_GROUP_SCORE = "working-group:score"


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate in force: a role for an authority, for an organisation, or for the installation."""

    role: Role
    authority_id: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts; nobody in particular where `person_id` is None."""

    person_id: UUID | None = None
    mandates: frozenset[Held] = field(default_factory=frozenset)

    def roles_for(self, authority_id: UUID | None) -> set[Role]:
        """Give the roles held for one authority."""
        return {held.role for held in self.mandates if held.authority_id is not None and held.authority_id == authority_id}

    @property
    def authority_ids(self) -> frozenset[UUID]:
        """Give the authorities that the actor works for."""
        return frozenset(held.authority_id for held in self.mandates if held.authority_id is not None)

    @property
    def organisation_ids(self) -> frozenset[UUID]:
        """Give the organisations that the actor speaks for."""
        return frozenset(held.organisation_id for held in self.mandates if held.organisation_id is not None)

    def has(self, role: Role) -> bool:
        """Tell whether a role is held anywhere."""
        return any(held.role is role for held in self.mandates)


ANONYMOUS = Actor()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision depends on besides the actor; rooms fill in what they know."""

    authority_id: UUID | None = None
    organisation_id: UUID | None = None
    phase: Phase | None = None
    drafted_by: UUID | None = None
    four_eyes: bool = False
    owner_id: UUID | None = None


Predicate = Callable[[Actor, Facts], bool]
_OFFICE = {Role.CONTACT_POINT, Role.DEPUTY}
_PREPARING = {Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER}
_ANSWERING = {Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER, Role.APPROVER}


def is_signed_in(actor: Actor, _: Facts) -> bool:
    """Somebody is signed in."""
    return actor.person_id is not None


def is_administrator(actor: Actor, _: Facts) -> bool:
    """The actor administers the installation."""
    return actor.has(Role.ADMINISTRATOR)


def is_overseer(actor: Actor, _: Facts) -> bool:
    """The actor oversees the practice."""
    return actor.has(Role.OVERSEER)


def works_for_an_authority(actor: Actor, _: Facts) -> bool:
    """The actor holds an office somewhere."""
    return bool(actor.authority_ids)


def runs_consultations_of_authority(actor: Actor, facts: Facts) -> bool:
    """The actor is a contact point or a deputy of this authority."""
    return bool(actor.roles_for(facts.authority_id) & _OFFICE)


def is_its_owner(actor: Actor, facts: Facts) -> bool:
    """The card is the actor's own."""
    return actor.person_id is not None and actor.person_id == facts.owner_id


def its_owner_has_no_account(_: Actor, facts: Facts) -> bool:
    """The owner of the card has no account."""
    return facts.owner_id is None


def answers_for_authority(actor: Actor, facts: Facts) -> bool:
    """The actor is an official of this authority who may draft answers."""
    return bool(actor.roles_for(facts.authority_id) & _ANSWERING)


def prepares_acts_of_authority(actor: Actor, facts: Facts) -> bool:
    """The actor is a contact point, a deputy or a drafter of this authority."""
    return bool(actor.roles_for(facts.authority_id) & _PREPARING)


def approves_for_authority(actor: Actor, facts: Facts) -> bool:
    """The actor is an approver of this authority."""
    return Role.APPROVER in actor.roles_for(facts.authority_id)


def one_pair_of_eyes_is_enough(_: Actor, facts: Facts) -> bool:
    """The authority does not ask for a second pair of eyes."""
    return not facts.four_eyes


def did_not_draft_it(actor: Actor, facts: Facts) -> bool:
    """The actor did not draft what is to be published, or one pair of eyes is enough."""
    return not facts.four_eyes or actor.person_id != facts.drafted_by


def speaks_for_organisation(actor: Actor, facts: Facts) -> bool:
    """The actor speaks for this organisation."""
    return facts.organisation_id is not None and facts.organisation_id in actor.organisation_ids


def speaks_for_self(actor: Actor, facts: Facts) -> bool:
    """The actor speaks in their own name."""
    return actor.person_id is not None and facts.organisation_id is None


def coordinates_organisation(actor: Actor, facts: Facts) -> bool:
    """The actor coordinates this organisation."""
    return any(h.role is Role.CSO_COORDINATOR and h.organisation_id == facts.organisation_id for h in actor.mandates if h.organisation_id)


def consultation_is_published(_: Actor, facts: Facts) -> bool:
    """The consultation is published."""
    return facts.phase not in (None, Phase.DRAFT)


def consultation_is_draft(_: Actor, facts: Facts) -> bool:
    """The consultation is not published yet."""
    return facts.phase is Phase.DRAFT


def consultation_takes_comments(_: Actor, facts: Facts) -> bool:
    """The window has opened and the report is not out: late comments are taken and marked."""
    return facts.phase in (Phase.OPEN, Phase.ANSWERING, Phase.OVERDUE)


def consultation_has_begun(_: Actor, facts: Facts) -> bool:
    """The window has opened and the report is not out."""
    return facts.phase in (Phase.OPEN, Phase.ANSWERING, Phase.OVERDUE)


def consultation_has_ended(_: Actor, facts: Facts) -> bool:
    """The window is over and the report is not out."""
    return facts.phase in (Phase.ANSWERING, Phase.OVERDUE)


def report_is_out(_: Actor, facts: Facts) -> bool:
    """The report is published."""
    return facts.phase is Phase.CONCLUDED


def consultation_is_not_over(_: Actor, facts: Facts) -> bool:
    """The report is not out and the consultation is not withdrawn."""
    return facts.phase in (Phase.UPCOMING, Phase.OPEN, Phase.ANSWERING, Phase.OVERDUE)


Clause = tuple[Predicate, ...]
P = Permission
POLICY: Mapping[Permission, tuple[Clause, ...]] = {
    P.ACCOUNT_INVITE: ((is_administrator,), (runs_consultations_of_authority,)),
    P.ACTIVITY_LOG: ((runs_consultations_of_authority,),),
    P.API_MANAGE: ((runs_consultations_of_authority,),),
    P.COMMENT_LOG: ((runs_consultations_of_authority, consultation_has_begun),),
    P.COMMENT_MODERATE: ((runs_consultations_of_authority,),),
    P.COMMENT_READ_FILES: ((runs_consultations_of_authority,),),
    P.COMMENT_SUBMIT: (
        (is_signed_in, speaks_for_organisation, consultation_takes_comments),
        (is_signed_in, speaks_for_self, consultation_takes_comments),
    ),
    P.COMMENT_SUBMIT_COMMON: ((coordinates_organisation, consultation_takes_comments),),
    P.CONSULTATION_EXTEND: ((runs_consultations_of_authority, consultation_is_not_over),),
    P.CONSULTATION_OPEN: ((runs_consultations_of_authority,),),
    P.CONSULTATION_PUBLISH: ((runs_consultations_of_authority, consultation_is_draft),),
    P.CONSULTATION_READ: ((consultation_is_published,), (answers_for_authority,), (is_overseer,), (is_administrator,)),
    P.CONSULTATION_WITHDRAW: ((runs_consultations_of_authority, consultation_is_not_over),),
    P.CONTACT_EDIT: ((is_administrator,), (runs_consultations_of_authority,)),
    P.CONTACT_HAND_OVER: ((is_administrator,), (runs_consultations_of_authority,)),
    P.CONTACT_SHOW: (
        (is_its_owner,),
        (its_owner_has_no_account, is_administrator),
        (its_owner_has_no_account, runs_consultations_of_authority),
    ),
    P.CONTACT_WATCH: ((is_administrator,), (is_overseer,), (works_for_an_authority,)),
    P.DESK_READ: ((works_for_an_authority,),),
    P.DIRECTORY_EDIT: ((is_administrator,),),
    P.DIRECTORY_IMPORT: ((is_administrator,),),
    P.DRAFT_IMPORT: ((runs_consultations_of_authority,),),
    P.INDICATOR_EXPLAIN: ((runs_consultations_of_authority,), (approves_for_authority,)),
    P.INSTALLATION_MANAGE: ((is_administrator,),),
    P.LEDGER_READ: ((is_administrator,), (is_overseer,)),
    P.ORGANISATION_EDIT: ((is_administrator,), (works_for_an_authority,)),
    P.ORGANISATION_INVITE: ((coordinates_organisation,),),
    P.ORGANISATION_MERGE: ((is_administrator,),),
    P.ORGANISATION_VERIFY: ((is_administrator,), (works_for_an_authority,)),
    P.PROGRAMME_KEEP: ((runs_consultations_of_authority,), (is_administrator,)),
    P.REPORT_EXPORT: ((answers_for_authority,),),
    P.REPORT_CORRECT: (
        (approves_for_authority, report_is_out),
        (runs_consultations_of_authority, one_pair_of_eyes_is_enough, report_is_out),
    ),
    P.REPORT_PUBLISH: (
        (approves_for_authority, consultation_has_ended),
        (runs_consultations_of_authority, one_pair_of_eyes_is_enough, consultation_has_ended),
    ),
    P.RESPONSE_APPROVE: (
        (approves_for_authority, did_not_draft_it, consultation_has_begun),
        (runs_consultations_of_authority, one_pair_of_eyes_is_enough, consultation_has_begun),
    ),
    P.RESPONSE_CORRECT: ((answers_for_authority, report_is_out),),
    P.RESPONSE_DRAFT: ((answers_for_authority, consultation_has_begun),),
    P.RESPONSE_PUBLISH: (
        (approves_for_authority, did_not_draft_it, consultation_has_ended),
        (runs_consultations_of_authority, one_pair_of_eyes_is_enough, consultation_has_ended),
    ),
    P.RULE_OVERRIDE: ((runs_consultations_of_authority,), (is_administrator,)),
    P.VERSION_PUBLISH: ((runs_consultations_of_authority,),),
    P.VERSION_READ: ((answers_for_authority,), (is_overseer,), (is_administrator,)),
    P.WORKING_GROUP_EDIT: ((prepares_acts_of_authority,),),
    P.WORKING_GROUP_SCORE: ((answers_for_authority,),),
}


def allows(permission: Permission, actor: Actor, facts: Facts | None = None) -> bool:
    """Tell whether the actor has the permission."""
    given = facts or Facts()
    return any(all(predicate(actor, given) for predicate in clause) for clause in POLICY[permission])


def require(permission: Permission, actor: Actor, facts: Facts | None = None) -> None:
    """Raise NotPermitted unless the actor has the permission; its code names the predicate that failed farthest along."""
    given = facts or Facts()
    reached = -1
    failed: Predicate = is_signed_in
    for clause in POLICY[permission]:
        held = 0
        for predicate in clause:
            if not predicate(actor, given):
                break
            held += 1
        else:
            return
        if held > reached:
            reached, failed = held, clause[held]
    raise NotPermitted(failed.__name__.replace("_", "-"), permission=permission.value)
