"""Authorities with their own legal acts, and organisations that take part."""
