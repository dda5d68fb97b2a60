"""``package.zip``, which certification asks for: told apart, put together, opened again and checked."""
