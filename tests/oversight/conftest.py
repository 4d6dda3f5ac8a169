"""A database of a test's own, for what needs real commits."""

from databases import fresh

__all__ = ["fresh"]
