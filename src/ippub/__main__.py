"""``python -m ippub``."""

from ippub.cli import main

if __name__ == "__main__":
    main()
