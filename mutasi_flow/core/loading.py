"""Loading libraries without looking for garbage among what they make.

Nothing of it is ever thrown away, and looking through it again and again, and once more at the end of the process, takes
a short command nearly as long as its work.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Put what is loaded meanwhile aside for good."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
