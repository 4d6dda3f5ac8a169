"""Words for the codes of the open data: what a file of a dump is, what a token may do, what a webhook tells."""

from collections.abc import Mapping

# Message ids of the catalogue, by group and code.
OPEN_WORDS: Mapping[str, Mapping[str, str]] = {
    "scope": {
        "consultations:write": "Log and open consultations, move their dates",
        "comments:read": "Read every comment, also those held back from the public",
        "comments:write": "Log submissions that came another way",
        "webhooks": "Keep webhooks",
    },
    "event": {
        "consultation.published": "Consultation published",
        "consultation.window-changed": "Dates of a consultation changed",
        "consultation.withdrawn": "Consultation withdrawn",
        "submission.received": "Submission received",
        "answers.published": "Answers published",
        "report.published": "Report published",
        "test": "Trial message",
    },
    "dump_file": {
        "csv": "All tables as CSV, in one archive",
        "sqlite": "All tables as one SQLite database, with the published figures",
        "table": "JSON Lines, compressed",
        "licence": "The licence",
        "readme": "Description of every table and column",
        "checksums": "Checksums of all files",
        "recompute": "A program that recomputes every published figure",
    },
    "dump_table": {
        "territories": "Territories",
        "authorities": "Authorities",
        "organisations": "Organisations",
        "areas": "Areas of work",
        "acts": "Acts in the making",
        "act_areas": "Areas of work of acts",
        "versions": "Versions of texts",
        "provisions": "Provisions of texts",
        "consultations": "Consultations",
        "window_changes": "Extensions and postponements",
        "obligations": "Legal dates",
        "steps": "Steps done",
        "reports": "Reports",
        "submissions": "Submissions of comments",
        "signatures": "Organisations that joined submissions",
        "comments": "Comments with their answers",
        "comment_places": "Places of comments",
        "programmes": "Programmes",
        "activities": "Activities",
        "working_groups": "Working groups",
        "measures": "Measures of oversight",
        "measure_rows": "Rows behind the measures",
    },
}
