"""`python -m dialog_tracker` is the program `dialog-tracker`."""

from dialog_tracker.cli import main

main()
