"""Rules about the webhook."""
