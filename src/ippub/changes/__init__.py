"""What differs between two versions of a connector, and what of it breaks the flows that people already run."""
