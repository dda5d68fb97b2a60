"""The command line: the only part that prints, prompts and reads arguments."""

from __future__ import annotations


def main() -> None:
    """Run ``ippub``; the entry point of the console script."""
    import gc

    # A run makes many objects and throws few away: looking for cycles costs a tenth of the time and finds nothing.
    gc.disable()
    try:
        from ippub.cli.app import run
    except KeyboardInterrupt:  # before there is anybody to answer Ctrl-C properly
        raise SystemExit(130) from None
    run()
