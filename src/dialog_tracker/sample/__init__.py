"""The sample of the demonstration: a municipal decision as a Word file, and what organisations say about it. All invented."""
