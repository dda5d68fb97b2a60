"""Rules about the file."""
