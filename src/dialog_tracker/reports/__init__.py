"""Outcome reports: frozen as data when published, then rendered."""
