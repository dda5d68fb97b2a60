"""Rules about the script."""
