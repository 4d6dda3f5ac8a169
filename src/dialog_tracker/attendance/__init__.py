"""Registration for activities and who came to them."""
