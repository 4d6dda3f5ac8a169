"""The database engine, the embedded server, transactions, column types and content-addressed files."""
