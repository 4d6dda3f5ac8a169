"""Consultations: a named legal procedure run on a version, with its window, extensions and steps done."""
