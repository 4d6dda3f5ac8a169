"""Passwords: argon2, hashed and checked in a thread, since each takes a tenth of a second on purpose."""

import asyncio
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from dialog_tracker.domain.errors import Malformed

LEAST = 12
MOST = 1024


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _decoy() -> str:
    """A hash that is checked where there is no account, so that the answer takes as long."""
    return _hasher().hash("nobody has this password")


def check_strength(password: str) -> str:
    """Give a password back; raises Malformed("password-short"). Length is the only rule [NIST SP 800-63B, 3.1.1.2]."""
    if not LEAST <= len(password) <= MOST:
        raise Malformed("password-short")
    return password


async def hash_password(password: str) -> str:
    """Hash a password."""
    return await asyncio.to_thread(_hasher().hash, password)


async def matches(password: str, hashed: str) -> bool:
    """Check a password; an empty hash takes as long and never matches."""
    right = await asyncio.to_thread(_hasher().verify, password[:MOST], hashed or _decoy())
    return right and bool(hashed)
