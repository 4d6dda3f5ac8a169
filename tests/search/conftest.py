"""Fixtures of this folder."""

from databases import fresh

__all__ = ["fresh"]
