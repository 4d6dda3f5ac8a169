"""What goes out to those who follow: calendars and feeds that need no account."""
