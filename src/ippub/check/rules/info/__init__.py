"""Rules about the info."""
