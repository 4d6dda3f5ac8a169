"""Order in what came in: groups of comments that say the same, topics, and what of a submission is covered."""
