"""Rules about the tool."""
