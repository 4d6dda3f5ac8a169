"""Letters to send and long work to do: rows written with the act that wants them, done after it is committed."""
