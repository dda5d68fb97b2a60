"""Rules about the parameter."""
