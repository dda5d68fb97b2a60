"""A connector's folder and the typed views of its files."""
