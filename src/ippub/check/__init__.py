"""The rules and the engine that calls them."""
