"""Zip archives read without extracting anything: entries, their bytes, and what is wrong with them."""
