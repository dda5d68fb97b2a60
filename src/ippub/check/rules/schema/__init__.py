"""Rules about the schema."""
