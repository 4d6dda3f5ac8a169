"""Everything public for others to use: the read API, the change feed, dumps, the catalogue, the write API and webhooks."""
