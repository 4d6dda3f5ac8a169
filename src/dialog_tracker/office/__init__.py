"""Word, Excel and PDF: the only floor that knows office formats."""
