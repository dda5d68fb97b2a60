"""Where a connector stands between idea and listing: facts, ten judges, whose turn it is, and dates to expect."""
