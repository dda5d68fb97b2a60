"""From a connector to what would be sent: proposal and submission as plain values."""
