"""Loads what one command needs, and no more: `thrice --help` would otherwise wait a second for all of Thrice."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import within the block as fast as can be.

    What importing makes is there to stay. Looking through it for garbage while it grows takes a seventh of the
    start; looking through it later holds every request up for a tenth of a second.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
