"""Rules about the certification package and what is in it."""
