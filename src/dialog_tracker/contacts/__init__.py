"""Contact points of authorities: who answers, since when, by which decision, and what of it is shown."""
