"""Rules about the response."""
