"""Rules about the operation."""
