"""Oversight of the practice: eighteen indicators with the list behind each, explanations of authorities, and the state of dialogue by year."""
