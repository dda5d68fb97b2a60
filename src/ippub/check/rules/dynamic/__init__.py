"""Rules about the dynamic."""
