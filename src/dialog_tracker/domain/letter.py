"""What a letter is made of besides its words: the foot that an installation puts under every one of them."""

LONGEST_FOOT = 1000  # signs


def with_foot(body: str, foot: str) -> str:
    """Put a foot under a letter, after the line by which mail programs know it [RFC 3676, 4.3]."""
    return f"{body.rstrip()}\n\n-- \n{foot.strip()}\n" if foot.strip() else body
