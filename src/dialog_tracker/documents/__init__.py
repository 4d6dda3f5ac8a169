"""Acts, their versions, the provisions of each, and the files they came from."""
