"""Words of the desk: jobs, steps, units, columns of tables that are taken in, findings of an import."""

from collections.abc import Mapping

from dialog_tracker.domain.procedure import Rule
from dialog_tracker.domain.provision import Finding
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.i18n import Language, gettext, ngettext

# Message ids of the catalogue, by group and code.
DESK_WORDS: Mapping[str, Mapping[str, str]] = {
    "file_state": {
        "dropped": "Laid aside",
        "refused": "Did not come in",
        "taken": "In",
        "taking": "Coming in",
        "waiting": "Waits for you",
    },
    "form_doubt": {
        "file-unread": "An attachment of the letter was empty or could not be unpacked.",
        "files-refused": "Some attachments are of a kind that is not kept; they remain in the letter as it came.",
        "files-too-many": "The letter has more attachments than are unpacked; the others remain in the letter as it came.",
        "letter-form": "The comments were read from the form that is attached to the letter.",
        "letter-rtf": "The words of the letter are kept in a way that only Outlook can read. Open the letter, and write what it says into a Word form.",
        "letter-words": "The letter was parted where a paragraph names a place of the draft. Check each place.",
        "mail-too-deep": "The letter holds other letters, too many inside one another; the innermost were not read.",
        "winmail": "The letter holds a file winmail.dat, which only Outlook can open.",
        "free-text": "Text that stands outside the tables was taken for a comment on the draft as a whole. Leave it out if it is none.",
        "sender-unknown": "The form does not say who sent it.",
    },
    "group_state": {
        "confirmed": "Confirmed",
        "dissolved": "Dissolved",
        "proposed": "Proposed",
    },
    "personal_data": {
        "account": "bank account",
        "email": "e-mail address",
        "jmbg": "personal number (JMBG)",
        "phone": "telephone",
    },
    "reason_code": {
        "confidential": "confidential data",
        "copyright": "protected by copyright",
        "hate_speech": "hate speech",
        "insult": "insult",
        "personal_data": "personal data",
    },
    "withholding": {
        "confidential": "confidential data",
        "copyright": "protected by copyright",
        "hate_speech": "hate speech",
        "insult": "insult",
        "off_topic": "not about this draft",
        "personal_data": "personal data",
        "spam": "unsolicited mail",
    },
    "preset": {
        "disposition": "This is a table with decisions on comments.",
        "esavjetovanja": "This is an export of e-Savjetovanja.",
        "regulations-gov": "This is a bulk file of Regulations.gov.",
    },
    "table_column": {
        "attachments": "Attachments (addresses)",
        "category": "Kind of submitter",
        "current": "Present wording",
        "document_type": "Kind of document",
        "email": "E-mail address",
        "kind": "Kind of comment",
        "name": "Name",
        "organisation": "Organisation",
        "part": "Paragraph, point",
        "place": "Provision",
        "proposed": "Proposed wording",
        "reasons": "Reasons",
        "received": "Received on",
        "source_id": "Number in the source",
        "surname": "Surname",
        "text": "Text of the comment",
        "topic": "Topic",
        "withdrawn": "Withdrawn",
        "withdrawn_reason": "Reason of withdrawal",
        "written": "Written on",
    },
    "document": {
        "call": "Public call",
        "comment_form": "Comment form",
        "draft": "Draft",
        "explanatory_note": "Explanatory note",
        "impact_analysis": "Analysis of effects",
        "other": "Other document",
        "programme": "Programme",
        "starting_document": "Starting document",
    },
    "announcement": {
        "call": "Public call",
        "letter": "Letter to those invited",
        "notice": "Notice of start",
        "programme": "Programme",
    },
    "missing": {
        "address": "The address for comments has not been entered.",
        "coordinator": "The coordinator has not been entered.",
        "decision": "The decision that sets the programme has not been entered.",
        "events": "No event has been entered.",
        "note": "No explanatory note was found in the text or among the public files of the act.",
        "portal": "The address on the state portal has not been entered.",
        "signatory": "The signatory has not been entered with the letterhead.",
        "summary": "The summary of the planned solutions has not been entered.",
        "working_group": "The composition of the working group has not been entered.",
    },
    "checklist": {
        "call": "Public call",
        "draft": "Text of the draft",
        "explanatory_note": "Explanatory note",
        "impact_analysis": "Impact analysis",
        "own_site": "Publication on the authority's own site",
        "programme": "Programme",
        "start_notice": "Notice of start",
        "state_portal": "Publication on the state portal",
        "working_group": "Composition of the working group",
    },
    "house_page": {
        "kolacici": "Cookies",
        "pristupacnost": "Accessibility",
        "privatnost": "Privacy",
        "uslovi": "Terms of commenting",
    },
    "job_kind": {
        "render-report": "Files of the report",
        "write-copy": "Report as a file",
        "import-comments": "Comments of a table",
        "erase-files": "Erasure of files",
    },
    "job_state": {
        "cancelled": "Cancelled",
        "done": "Done",
        "failed": "Failed",
        "queued": "Waiting for its turn",
        "running": "In progress",
    },
    "step": {
        "adopted": "The act was adopted",
        "adopted_document_published": "The adopted document was published",
        "call_published": "The call was published",
        "commission_opinion": "The commission gave its opinion",
        "commission_report_delivered": "The report of the commission was delivered",
        "debate_held": "The debate was held",
        "reasons_stated": "Reasons for a shorter time were stated",
        "drafting_started": "Drafting began",
        "impact_analysis_published": "The impact analysis was published",
        "initiative_answered": "The initiative was answered",
        "initiative_decided": "The initiative was decided on",
        "initiative_launched": "The initiative was launched",
        "initiative_received": "The initiative was received",
        "own_site_published": "Published on the authority's own site",
        "portal_published": "Published on the state portal",
        "members_published": "The members chosen were published",
        "nominations_published": "The list of those proposed was published",
        "notice_published": "The notice was published",
        "plan_corrected": "The plan maker acted on the report",
        "programme_published": "The call and the programme were published",
        "project_decided": "The project was decided on",
        "remarks_delivered": "The remarks were delivered",
        "report_published": "The report was published",
        "request_received": "The request was received",
        "start_notice_published": "The notice of start was published",
        "starting_document_published": "The starting document was published",
        "submitted_for_adoption": "Submitted for adoption",
        "updated_document_published": "The updated document was published",
    },
    "unit": {
        "cd": "calendar days",
        "mo": "months",
        "wd": "working days",
        "wk": "weeks",
    },
}

FINDINGS: Mapping[str, str] = {
    "articles-in-table": "Articles stand inside a table; check that none is missing.",
    "comments-left-out": "Word comments were left out.",
    "contents-left-out": "The table of contents was left out.",
    "footnotes-moved": "Footnotes stand at the end of their paragraph.",
    "gap-in-numbers": "Numbers are missing before this article. Check whether an article was lost.",
    "header-rows-repeated": "The head of a table is repeated in the file; here it stands once.",
    "hidden-text-left-out": "Hidden text was left out.",
    "legacy-letters": "Letters of an old encoding were found; check the words.",
    "look-alike-letters": "Some words mixed Cyrillic and Latin letters that look alike; each was written in one script.",
    "no-articles": "No articles were found; comments will be tied to paragraphs.",
    "number-missing": "The article has no number; it got the next one.",
    "number-out-of-order": "The number is out of order.",
    "number-repeated": "The number stands twice; both articles are kept.",
    "quote-unclosed": "A quotation does not end; check where the quoted articles end.",
    "quoted-article": "A quoted article stands inside this one, as amending laws have it.",
    "run-in-articles": "Articles begin inside paragraphs; check their beginnings.",
    "text-in-no-article": "This text belongs to no article.",
    "title-missing": "No title was found; write it on the right.",
    "titles-guessed": "Nothing sets titles of articles apart in this file; they were recognised by their place. Check them.",
    "tracked-changes-accepted": "Tracked changes were read as accepted.",
}


# One and many of what a draft holds, with and without the number in front.
PARTS: Mapping[str, tuple[str, str]] = {
    "article": ("%(num)s article", "%(num)s articles"),
    "paragraph": ("%(num)s paragraph", "%(num)s paragraphs"),
    "point": ("%(num)s point", "%(num)s points"),
    "subpoint": ("%(num)s sub-point", "%(num)s sub-points"),
    "indent": ("%(num)s indent", "%(num)s indents"),
    "table": ("%(num)s table", "%(num)s tables"),
    "text": ("%(num)s text", "%(num)s texts"),
    "footnote": ("%(num)s footnote", "%(num)s footnotes"),
    "activity": ("%(num)s planned activity", "%(num)s planned activities"),
}
KINDS: Mapping[str, tuple[str, str]] = {
    "article": ("article", "articles"),
    "chapter": ("chapter", "chapters"),
    "annex": ("annex", "annexes"),
    "table": ("table", "tables"),
    "measure": ("measure", "measures"),
    "activity": ("planned activity", "planned activities"),
}


def part_counts(language: Language, counts: Mapping[str, int]) -> str:
    """Say what a part of a draft holds: „3 става, 4 тачке”."""
    return ", ".join(ngettext(language, *PARTS[kind], counts[kind]) for kind in PARTS if counts.get(kind))


def kind_name(language: Language, kind: str, count: int) -> str:
    """Name what is counted, in the form that the number asks for."""
    return ngettext(language, *KINDS[kind], count)


def finding_words(language: Language, finding: Finding) -> str:
    """Say what an import found doubtful."""
    known = FINDINGS.get(finding.code)
    return gettext(language, known) if known else finding.message


def rule_words(language: Language, rule: Rule) -> str:
    """Say what a rule asks for."""
    if language == "en":
        return rule.what.en
    return to_latin(rule.what.sr) if language == "sr-Latn" else rule.what.sr
