"""Rules about the metadata."""
