"""Rules about the document."""
