"""From a Word file to a draft that can be published: import, preview, correction by hand.

The importer is the craft module of this room; it knows the law book and the office floor only.
"""
