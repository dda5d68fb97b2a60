"""Rules about the apiProperties."""
