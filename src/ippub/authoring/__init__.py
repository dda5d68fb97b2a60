"""A new connector's files, from what its author answers."""
