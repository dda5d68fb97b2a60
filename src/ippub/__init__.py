"""Check, propose and submit independent publisher connectors for the Power Platform."""

__version__ = "0.1.0"

HOME = "https://github.com/ippub/ippub"
"""Where this project lives: the one place to change when it moves."""
