"""Rules about the security."""
