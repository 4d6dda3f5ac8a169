"""Acts: the kinds of drafts, the kinds of their versions, and the levels of authorities that propose them."""

from enum import StrEnum


class AuthorityLevel(StrEnum):
    """Level of government."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    LOCAL = "local"


class ActKind(StrEnum):
    """Kinds of acts: regulations, then policy documents and plans [Law on the Planning System, art. 6 and 10]."""

    DRAFT_LAW = "draft_law"
    DECREE = "decree"
    DECISION = "decision"
    RULEBOOK = "rulebook"
    STATUTE = "statute"
    STRATEGY = "strategy"
    PROGRAMME = "programme"
    ACTION_PLAN = "action_plan"
    CONCEPT = "concept"
    DEVELOPMENT_PLAN = "development_plan"
    OTHER = "other"


class VersionKind(StrEnum):
    """What a version of an act is."""

    WORKING = "working"
    CONSULTATION = "consultation"
    REVISED = "revised"
    PROPOSAL = "proposal"
    ADOPTED = "adopted"
