"""The sentence for every error code, in the reader's language. Each says what is wrong and what to do."""

from collections.abc import Mapping

from dialog_tracker.domain.errors import DialogError
from dialog_tracker.web.i18n import Language, gettext

# Message ids of the catalogue, by error code; `%(name)s` are facts of the error.
SENTENCES: Mapping[str, str] = {
    "answers-missing": "Some comments have no answer yet. Answer them, or write why they stay without one.",
    "answers-not-published": "Some answers are drafted but not published.",
    "act-not-possible": "This is not possible in the present state of the consultation.",
    "act-unknown": "There is no such act.",
    "address-unconfirmed": "Confirm your address first, by the link in the letter. If the link has expired, set a new password: that confirms the address too.",
    "answer-changed-meanwhile": "Somebody else saved this answer in the meantime. Both texts are shown below.",
    "basket-empty": "Your submission has no comments yet. Add at least one.",
    "choice-required": "Choose one of the options.",
    "comment-empty": "Write the proposed wording or your reasons.",
    "comment-without-place": "Choose the provision that the comment is about.",
    "consultation-ended": "The consultation is over and its report is published.",
    "count-needs-qualifier": "State the number of participants, or choose “not stated”.",
    "count-negative": "The number of participants cannot be less than nothing.",
    "cursor-unreadable": "This page of the list does not exist. Begin from the first page.",
    "database-away": "The service cannot reach its data at the moment. Nothing was lost; try again in a minute.",
    "date-unreadable": "Write the date as day, month and year, for example 30.11.2026.",
    "draft-damaged": "The file cannot be read; it seems to be damaged. Open it in the program it comes from and save it again.",
    "draft-embedded-files": "The document contains embedded files. Remove them and save the document again.",
    "draft-empty": "The file is missing or empty. Choose the document with the draft, or paste its text.",
    "draft-encrypted": "The document is protected by a password. Remove the password and save it again.",
    "draft-external-content": "The document takes content from other addresses. Remove the links to outside content and save it again.",
    "draft-format-unknown": "This kind of file cannot be read. Choose a file of Word (.docx or .doc), .odt, .rtf, .pdf, .html, .txt or Akoma Ntoso (.xml).",
    "draft-has-entities": "The document contains constructs that Word does not write. Open it in Word and save it again.",
    "draft-has-macros": "The document contains macros. Save it as a document without macros (.docx).",
    "draft-needs-libreoffice": "This kind of file cannot be converted on this server. Open it in Word and save it as .docx.",
    "draft-scanned": "The PDF holds pictures of pages, without text. Keep it as an attachment, and bring the Word file to get articles.",
    "draft-too-heavy": "Reading the document took too much memory or time. Save it again without pictures.",
    "draft-too-large": "The file is larger than %(limit_mb)s MB. Save it without pictures, or in parts.",
    "draft-too-many-pages": "The document has more than %(limit)s pages. Import it in parts.",
    "draft-zip-bomb": "The document unpacks to far more than its size. It was refused.",
    "email-taken": "There is already an account with this address.",
    "email-unreadable": "Write an e-mail address, for example name@organisation.rs.",
    "field-required": "This must be filled in.",
    "fields-refused": "Some fields need your attention.",
    "form-expired": "The form has been open for too long or cookies are switched off. Open the page again.",
    "form-key-missing": "The form is incomplete. Open the page again.",
    "internal": "Something went wrong on our side. It has been recorded.",
    "link-spent": "This link has been used or has expired. Ask for a new one.",
    "mandate-missing": "Your account is not connected with an organisation or an authority.",
    "method-not-allowed": "This address does not take that kind of request.",
    "number-mistyped": "The number is mistyped: its last letter does not fit. Check it against the receipt.",
    "number-required": "Write a whole number.",
    "number-unreadable": "Write the number as it stands on the receipt.",
    "page-unknown": "There is no page at this address.",
    "password-short": "Choose a password of at least 12 characters.",
    "password-wrong": "The address or the password is not right.",
    "preview-changed": "The draft was changed in another window meanwhile. It is shown below as it stands now; repeat your repair.",
    "preview-gone": "The preview is no longer kept. Choose the file again.",
    "procedure-unknown": "Choose the procedure.",
    "reasons-required": "Write the reasons: they are owed whenever a comment is not accepted in full.",
    "reference-unreadable": "Write the number as in JR-2026-0007.",
    "repair-no-further": "This part cannot go further in that direction.",
    "repair-nothing-above": "Nothing stands above this part, so there is nothing to join it to.",
    "repair-nothing-parted": "The text stands in one piece. Press Enter where a new part begins.",
    "repair-place-unknown": "This part of the draft is not there any more. Choose it again.",
    "repair-too-many": "The draft has been repaired %(limit)s times. Store it, or correct the document and import it again.",
    "repair-words-changed": "The words were changed. Here a text can only be parted; correct the words in the document and import it again.",
    "report-not-published": "The report is not published yet.",
    "report-not-ready": "The report cannot be published yet.",
    "request-unreadable": "The request could not be read.",
    "status-required": "Choose a decision.",
    "submission-empty": "Your submission has no comments yet. Add at least one.",
    "submission-too-many": "One submission takes at most %(limit)s comments. Send the rest as another submission.",
    "terms-not-agreed": "Confirm that you have read the terms of commenting.",
    "country-unknown": "The country %(country)s is not known here; write its two-letter code.",
    "day-impossible": "“%(day)s” is no day of the calendar; write it as 2026-11-30 or 30.11.2026.",
    "listing-columns": "The row has %(columns)s columns and the header %(expected)s.",
    "listing-header-unknown": "The header of the list is not known: %(header)s.",
    "listing-unreadable": "The list could not be read; save it as CSV in UTF-8.",
    "date-in-future": "The day of receipt cannot be in the future.",
    "comment-unknown": "There is no such comment.",
    "consultation-unknown": "There is no such consultation.",
    "submission-unknown": "There is no submission with this number.",
    "provision-unknown": "The text has no such provision.",
    "organisation-unknown": "There is no such organisation.",
    "authority-unknown": "There is no such authority.",
    "version-unknown": "There is no such draft.",
    "job-unknown": "There is no such job.",
    "file-missing": "The file is not there yet. Try again in a minute.",
    "file-damaged": "The file is damaged. Tell the administrator.",
    "report-not-written": "The report could not be written as a Word file.",
    "general-comment-on-provision": "A general comment is not tied to a provision.",
    "text-control-characters": "The text contains a character that cannot be kept (%(sign)s, place %(position)s). Delete it and try again.",
    "text-too-long": "The text has %(length)s characters; at most %(limit)s can be taken. Shorten it, or send the rest as another comment.",
    "time-unreadable": "Write the time as hours and minutes, for example 15.30.",
    "too-often": "That was tried too often. Wait %(seconds)s seconds and try again.",
    "upload-too-large": "The file is too large.",
    "window-ends-before-it-opens": "The last day must not be before the first.",
    "window-not-later": "The new end must be later than the present one.",
    "window-still-open": "Comments are still being taken; the report can be published after the end.",
    # who may not do what: the predicates of the policy
    "answers-for-authority": "Only officials of this authority may do that.",
    "approves-for-authority": "Only an approver of this authority may do that.",
    "consultation-has-begun": "The consultation has not begun, or its report is already published.",
    "consultation-has-ended": "This is possible after the end of the consultation and before its report.",
    "consultation-is-draft": "The consultation is already published.",
    "consultation-is-not-over": "The consultation is over.",
    "consultation-is-published": "The consultation is not published yet.",
    "consultation-takes-comments": "Comments are not taken: the consultation has not opened, or its report is already published.",
    "coordinates-organisation": "Only the coordinator of the organisation may do that.",
    "did-not-draft-it": "Whoever drafted an answer may not publish it: this authority asks for a second pair of eyes.",
    "is-administrator": "Only an administrator may do that.",
    "is-overseer": "Only an overseer may do that.",
    "is-signed-in": "Sign in to continue.",
    "one-pair-of-eyes-is-enough": "This authority asks for a second pair of eyes: an approver publishes.",
    "runs-consultations-of-authority": "Only a contact point of this authority may do that.",
    "speaks-for-organisation": "Only those who speak for the organisation may do that.",
    "speaks-for-self": "Sign in to continue.",
    "works-for-an-authority": "Only officials may do that.",
}
# Facts that a sentence names and a refusal may lack.
_LACKING = dict.fromkeys(
    ("seconds", "limit", "limit_mb", "sign", "position", "length", "country", "day", "columns", "expected", "header"), ""
)
_UNKNOWN = "This could not be done (%(code)s)."


def message(language: Language, code: str, facts: Mapping[str, object]) -> str:
    """Give the sentence for a code; an unknown code is shown itself rather than hidden."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return gettext(language, _UNKNOWN, code=code)
    return gettext(language, sentence, **{**_LACKING, **facts})


def field_messages(language: Language, by_field: Mapping[str, DialogError]) -> dict[str, str]:
    """Give the sentence for each refused field."""
    return {field: message(language, error.code, error.facts) for field, error in by_field.items()}
