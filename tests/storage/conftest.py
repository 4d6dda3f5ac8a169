"""Fixtures of this folder."""

from databases import empty, fresh

__all__ = ["empty", "fresh"]
