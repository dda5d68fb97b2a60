"""Text with memory: JSON and Markdown that know where everything in them stands."""
