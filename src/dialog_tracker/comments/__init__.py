"""Submissions, immutable and numbered, and the comments they are made of; baskets in which they are gathered."""
