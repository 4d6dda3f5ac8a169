"""Words for the codes of the law book: what a phase, a decision or a kind is called in each language.

A word stands alone in a row or a tag and begins with a capital letter; `word_inside` gives it for the middle of a sentence.
"""

from collections.abc import Mapping, Sequence

from dialog_tracker.domain.procedure import all_procedures
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.admin_words import ADMIN_WORDS
from dialog_tracker.web.answer_words import ANSWER_WORDS
from dialog_tracker.web.desk_words import DESK_WORDS
from dialog_tracker.web.directory_words import DIRECTORY_WORDS
from dialog_tracker.web.i18n import Language, gettext
from dialog_tracker.web.ledger_words import LEDGER_WORDS
from dialog_tracker.web.notice_words import NOTICE_WORDS
from dialog_tracker.web.open_words import OPEN_WORDS
from dialog_tracker.web.oversight_words import OVERSIGHT_WORDS
from dialog_tracker.web.report_words import REPORT_WORDS
from dialog_tracker.web.search_words import SEARCH_WORDS
from dialog_tracker.web.seat_words import SEAT_WORDS

# Message ids of the catalogue, by group and code.
WORDS: Mapping[str, Mapping[str, str]] = {
    "act_kind": {
        "draft_law": "Draft law",
        "decree": "Decree",
        "decision": "Decision",
        "rulebook": "Rulebook",
        "statute": "Statute",
        "strategy": "Strategy",
        "programme": "Programme",
        "action_plan": "Action plan",
        "concept": "Policy concept",
        "development_plan": "Development plan",
        "spatial_plan": "Spatial or urban plan",
        "other": "Other act",
    },
    "fate": {
        "as_proposed": "In the text as proposed",
        "other_words": "In the text in other words",
        "dropped": "Accepted, and not in the text",
        "not_taken": "Not taken",
    },
    "comment_kind": {
        "proposal": "Proposal",
        "objection": "Objection",
        "suggestion": "Suggestion",
        "initiative": "Initiative",
    },
    "comment_target": {
        "provision": "A provision of the draft",
        "new_after": "A new provision after it",
        "general": "The draft as a whole",
    },
    "submitter_kind": {
        "association": "Association",
        "alliance": "Alliance or network of associations",
        "foundation": "Foundation or endowment",
        "trade_union": "Trade union",
        "chamber": "Chamber",
        "academic": "Science and professional public",
        "company": "Company",
        "religious": "Church or religious community",
        "informal_group": "Informal group",
        "authority": "Public authority",
        "individual": "Natural person",
        "other": "Other submitter",
    },
    "channel": {
        "web": "Through this service",
        "email": "By e-mail",
        "post": "By post",
        "event": "At an event",
        "office": "At the registry office",
        "portal": "Through the eConsultations portal",
        "table": "In a table taken from another record",
    },
    "act_stage": {
        "analysis": "Analysis of effects",
        "assembly": "Adoption",
        "consultations": "Consultations",
        "draft": "Draft",
        "gazette": "Official Gazette",
        "government": "Submission to the adopting body",
        "initiative": "Initiative",
        "monitoring": "Monitoring of effects",
        "opinions": "Opinions of bodies",
        "public_debate": "Public debate",
        "report": "Report",
        "start_notice": "Notice of start",
        "working_group": "Working group",
    },
    "channel_of_invitation": {
        "email": "e-mail",
        "in_person": "in person",
        "other": "another way",
        "phone": "telephone",
        "portal": "portal",
        "post": "post",
    },
    "method": {
        "focus_group": "focus group",
        "online_platform": "online platform",
        "other": "another method",
        "panel": "panel",
        "public_meeting": "public meeting",
        "round_table": "round table",
        "semi_structured_interview": "semi-structured interview",
        "survey": "survey",
        "working_group": "working group",
        "written_comments": "written comments",
    },
    "minimum": {
        "below_usual": "Shorter than usual",
        "breached": "Too short",
        "kept": "Long enough",
        "only_inclusive": "Long enough by one count",
        "unknown": "Not judged",
    },
    "phase": {
        "draft": "In preparation",
        "upcoming": "Announced",
        "open": "Open for comments",
        "answering": "Over, answers being prepared",
        "overdue": "Over, the report is late",
        "concluded": "Over, report published",
        "withdrawn": "Withdrawn from procedure",
    },
    "kept": {
        "attendance": "names and addresses of those who registered for an activity or came to it",
        "baskets": "comments that wait to be sent, and files laid beside them",
        "contacts": "addresses of e-mail, telephones and postal addresses of those who sent or signed something",
        "counters": "counts of tries, with addresses of computers",
        "letters": "letters that the service sent",
        "links": "links sent by mail",
        "originals": "letters, filled-in forms and other files that are not public",
        "sessions": "sessions of those who signed in",
        "nominations": "nominations for working groups: candidates, their CVs and addresses",
        "unconfirmed": "accounts whose address was never confirmed",
    },
    "since": {
        "chosen": "since members were appointed, or the call was withdrawn",
        "concluded": "since the report was published",
        "counted": "since the try",
        "expired": "since it expired",
        "held": "since the activity was held",
        "made": "since it was made",
        "saved": "since it was saved",
        "sent": "since it was sent",
    },
    "held": {
        "confidential": "The text is not published: it holds confidential data.",
        "copyright": "The text is not published: it is protected by copyright.",
        "hate_speech": "The text is not published: hate speech.",
        "insult": "The text is not published: it insults somebody.",
        "off_topic": "The text is not published: it is not about this draft.",
        "personal_data": "The text is not published: it holds personal data.",
        "quarantined": "The text waits to be looked at and is not published yet.",
        "spam": "The text is not published: it is unsolicited mail.",
    },
    "receipt_check": {
        "matches": "The record is as it was received, and the fingerprint is the one of this receipt.",
        "other": "The record is as it was received, but the fingerprint that you typed is not the one of this receipt.",
        "record-changed": "The record does not match its fingerprint. Report this to the authority and to the administrator.",
    },
    "stance": {
        "no_objection": "no objection",
        "oppose": "opposes the draft",
        "support": "supports the draft",
        "support_with_changes": "supports it with changes",
    },
    "weight": {
        "must": "a condition of our support",
        "should": "a suggestion",
    },
    "name_display": {
        "full": "Full name",
        "organisation": "Name of the organisation only",
        "initials": "Initials",
        "withheld": "No name, only the kind of submitter",
    },
    "activity_kind": {
        "round_table": "Round table",
        "public_meeting": "Public meeting",
        "panel": "Panel discussion",
        "focus_group": "Focus group",
        "consultation_event": "Consultation meeting",
        "training": "Training",
        "conference": "Conference",
        "contact_point_meeting": "Meeting of contact points",
        "study_visit": "Study visit",
        "research": "Research",
        "workshop": "Workshop",
        "survey": "Survey",
        "interview": "Interview",
        "other": "Other activity",
    },
    "count_unit": {
        "persons": "Persons",
        "organisations": "Civil society organisations",
        "ministries": "Ministries",
        "municipalities": "Cities and municipalities",
        "authorities": "Authorities",
        "activities": "Activities",
        "places": "Places",
    },
    "measure": {
        "activities": "Activities in the register",
        "events": "Events",
        "event_participants": "Participants of events",
        "places": "Places in Serbia",
        "countries": "Foreign countries",
    },
    "party_role": {
        "donor": "Donor",
        "implementer": "Implementer",
        "partner": "Partner",
        "organiser": "Organiser",
    },
    "status": {
        "accepted": "Accepted",
        "partially_accepted": "Partially accepted",
        "not_accepted": "Not accepted",
        "noted": "Noted",
        "out_of_scope": "Out of scope",
        "unanswered": "Unanswered",
    },
    "role": {
        "administrator": "Administrator",
        "contact_point": "Contact point",
        "deputy": "Deputy contact point",
        "drafter": "Drafter of answers",
        "approver": "Approver",
        "overseer": "Overseer",
        "cso_coordinator": "Coordinator of the organisation",
        "cso_member": "Member of the organisation",
    },
    "change": {
        "added": "added",
        "removed": "removed",
        "changed": "changed",
        "renumbered": "renumbered",
        "moved": "moved",
    },
    "version_kind": {
        "working": "Working text",
        "consultation": "Consultation draft",
        "revised": "Draft revised after the consultation",
        "proposal": "Proposal of the Government",
        "adopted": "Adopted act",
    },
    "sample": {
        "odluka.docx": "Decision with articles (Word)",
        "izmene.docx": "Amending law with quoted articles (Word)",
        "akcioni-plan.docx": "Action plan as a table (Word)",
    },
    "provision_kind": {
        "part": "Part",
        "chapter": "Chapter",
        "section": "Section",
        "article": "Article",
        "paragraph": "Paragraph",
        "point": "Point",
        "subpoint": "Subpoint",
        "indent": "Indent",
        "annex": "Annex",
        "table": "Table",
        "heading": "Heading",
        "preamble": "Preamble",
        "signature": "Signature",
        "explanatory_note": "Explanatory note",
        "text": "Text",
        "footnote": "Footnote",
        "measure": "Measure",
        "objective": "Objective",
        "activity": "Planned activity",
    },
    "level": {
        "national": "Authority of the Republic",
        "provincial": "Authority of the autonomous province",
        "local": "Local self-government",
    },
}

# The look names its classes shorter than the law book its statuses.
STATUS_CLASSES: Mapping[str, str] = {
    "accepted": "accepted",
    "partially_accepted": "partial",
    "not_accepted": "refused",
    "noted": "noted",
    "out_of_scope": "out",
    "unanswered": "unanswered",
}


# Each group of codes stands in one of them.
TABLES = (
    WORDS,
    REPORT_WORDS,
    ANSWER_WORDS,
    DIRECTORY_WORDS,
    SEAT_WORDS,
    SEARCH_WORDS,
    NOTICE_WORDS,
    OVERSIGHT_WORDS,
    OPEN_WORDS,
    ADMIN_WORDS,
    DESK_WORDS,
    LEDGER_WORDS,
)


def word(language: Language, group: str, code: str) -> str:
    """Give the word of a code; a code that has none is shown itself."""
    known = next(table[group] for table in TABLES if group in table).get(code)
    return gettext(language, known) if known else code


def options_of(language: Language, group: str, codes: Sequence[str]) -> list[tuple[str, str]]:
    """Give codes with their words, as a list to choose from takes them."""
    return [(str(code), word(language, group, str(code))) for code in codes]


def word_inside(language: Language, group: str, code: str) -> str:
    """Give the word of a code as it stands inside a sentence."""
    found = word(language, group, code)
    return found[:1].lower() + found[1:]


def procedure_name(language: Language, key: str) -> str:
    """Name a procedure, beginning with a capital letter; the names stand in the books of rules."""
    procedure = all_procedures().get(key)
    if procedure is None:
        return key
    name = procedure.name.en if language == "en" else procedure.name.sr
    name = to_latin(name) if language == "sr-Latn" else name
    return name[:1].upper() + name[1:]


def content_language(language: Language, written: str = "sr", script: str = "Cyrl") -> str:
    """Give the `lang` of a text as this reader sees it: Serbian Cyrillic is shown in Latin to readers of Latin."""
    if written != "sr":
        return written
    return "sr-Latn" if script == "Latn" or language == "sr-Latn" else "sr-Cyrl"


def status_class(code: str) -> str:
    """Give the class of a status in the style sheet."""
    return STATUS_CLASSES.get(code, code)
