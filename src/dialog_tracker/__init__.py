"""Dialog Tracker: draft regulations, the consultations opened on them, comments, answers, reports."""

__version__ = "0.1.0"
