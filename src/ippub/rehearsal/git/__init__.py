"""Objects, refs and packs as git keeps them, and a push as GitHub takes it."""
