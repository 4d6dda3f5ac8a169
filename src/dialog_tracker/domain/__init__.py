"""The law book: every rule as plain Python. No input or output, no framework, no reading of the clock."""
