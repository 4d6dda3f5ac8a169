"""Public pages that join rooms: home, consultation, text with comments, comments, receipt, report; and their JSON twins."""
