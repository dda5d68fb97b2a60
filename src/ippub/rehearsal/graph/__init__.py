"""As much GraphQL as ``gh`` asks for: a parser, an executor, and the graph over the same state as REST."""
