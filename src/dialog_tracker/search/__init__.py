"""Search over everything public, in both scripts: what is kept to be found, how it is kept fresh, and the page that finds."""
