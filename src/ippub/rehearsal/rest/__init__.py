"""The endpoints by subject. Each handler does what GitHub documents for the route it stands beside in ``ROUTES``."""
