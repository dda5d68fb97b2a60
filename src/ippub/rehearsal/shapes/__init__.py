"""The state as GitHub shows it in JSON."""
