"""GitHub and git, behind ports: what the rest of ippub asks of them, and the adapters that ask."""
