"""GitHub through PyGithub: the adapter, the frame of its calls, and its objects as plain values."""
