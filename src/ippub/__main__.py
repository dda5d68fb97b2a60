"""``python -m ippub``."""

from ippub.cli import main

main()
