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
    SPATIAL_PLAN = "spatial_plan"
    OTHER = "other"


# Kinds that the Law on the Planning System calls policy documents [art. 10]; plans are planning documents of other kinds.
POLICY_DOCUMENTS = frozenset({ActKind.STRATEGY, ActKind.PROGRAMME, ActKind.ACTION_PLAN, ActKind.CONCEPT})
REGULATIONS = frozenset({ActKind.DRAFT_LAW, ActKind.DECREE, ActKind.DECISION, ActKind.RULEBOOK, ActKind.STATUTE})


class ActStageKind(StrEnum):
    """Stages on the way of an act, in their usual order; none is forced to follow another."""

    INITIATIVE = "initiative"
    START_NOTICE = "start_notice"
    ANALYSIS = "analysis"
    WORKING_GROUP = "working_group"
    CONSULTATIONS = "consultations"
    DRAFT = "draft"
    PUBLIC_DEBATE = "public_debate"
    REPORT = "report"
    OPINIONS = "opinions"
    GOVERNMENT = "government"
    ASSEMBLY = "assembly"
    GAZETTE = "gazette"
    MONITORING = "monitoring"


class DocumentKind(StrEnum):
    """What a file kept with an act is."""

    DRAFT = "draft"
    EXPLANATORY_NOTE = "explanatory_note"
    IMPACT_ANALYSIS = "impact_analysis"
    STARTING_DOCUMENT = "starting_document"
    PROGRAMME = "programme"
    CALL = "call"
    COMMENT_FORM = "comment_form"
    OTHER = "other"


class VersionKind(StrEnum):
    """What a version of an act is."""

    WORKING = "working"
    CONSULTATION = "consultation"
    REVISED = "revised"
    PROPOSAL = "proposal"
    ADOPTED = "adopted"
