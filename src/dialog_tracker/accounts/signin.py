"""Secrets of sessions and links: random, sent once, kept only as fingerprints."""

import hashlib
import secrets

LINK_HOURS = 1
INVITATION_HOURS = 24 * 7


def new_secret() -> str:
    """Make a secret of 256 bits."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Fingerprint a secret; it is random, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
