"""Words of reports and their copies: files, columns, groups, what differs between two versions."""

from collections.abc import Mapping

# Message ids of the catalogue, by group and code.
REPORT_WORDS: Mapping[str, Mapping[str, str]] = {
    "file_form": {
        "docx": "Word (.docx)",
        "tables.docx": "Word, only the tables (.docx)",
        "xlsx": "Workbook (.xlsx)",
        "csv": "Table (.csv)",
        "html": "Page (.html)",
        "json": "Data (.json)",
        "pdf": "PDF, tagged",
    },
    "report_difference": {
        "added": "Not in the earlier version",
        "left_out": "Not in the later version",
        "status": "Ended otherwise",
        "answer": "Answered in other words",
    },
    "grouping": {
        "article": "By provision",
        "submitter": "By submitter",
        "topic": "By topic",
        "status": "By outcome",
    },
    "names_shown": {
        "shown": "Names, as the submitters allow",
        "kind": "Only the kind of submitter",
        "hidden": "Neither names nor kinds",
    },
    "column": {
        "row": "Running number",
        "number": "Number of the comment",
        "submitter": "Submitter",
        "submitter_kind": "Kind of submitter",
        "received": "When it came",
        "channel": "How it came",
        "late": "Late or in time",
        "place": "Provision",
        "chapter": "Chapter",
        "topics": "Topics",
        "kind": "Kind of comment",
        "text": "Comment",
        "proposed": "Proposed wording",
        "reasons": "Submitter's reasons",
        "status": "Outcome",
        "answer": "Reasons of the authority",
        "what_changed": "What was changed",
    },
}
