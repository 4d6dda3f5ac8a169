"""Words for following: what happened, what is followed, how often, and what stands in the calendar."""

from collections.abc import Mapping

# Message ids of the catalogue, by group and code.
NOTICE_WORDS: Mapping[str, Mapping[str, str]] = {
    "notice": {
        "opened": "Consultation published",
        "extended": "Consultation extended",
        "postponed": "Consultation postponed",
        "withdrawn": "Consultation withdrawn",
        "answered": "Answers published",
        "reported": "Outcome report published",
        "corrected": "Outcome report corrected",
        "stage": "New step on the path of the act",
        "activity": "Activity announced",
        "call": "Call for a working group announced",
        "spoke": "The organisation sent comments",
    },
    "followable": {
        "everything": "Everything new",
        "authority": "An authority",
        "area": "An area of work",
        "act": "An act",
        "organisation": "An organisation",
        "search": "A search",
    },
    "rhythm": {
        "at_once": "As soon as something happens",
        "daily": "Once a day, at seven in the morning",
        "weekly": "Once a week, on Mondays",
    },
    "happening": {
        "opening": "Opens",
        "closing": "Closes",
        "report": "Report due",
        "event": "Event of a consultation",
        "activity": "Activity",
    },
}
