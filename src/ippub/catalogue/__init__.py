"""What exists already: the connectors upstream and on the platform, and whether a name is one of them."""
