"""Other ways in: what came by e-mail, post or at an event, logged on behalf of its author."""
