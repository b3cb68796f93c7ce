"""Stands first in the path of fenced processes, in place of the library of this name.

What judges signatures loads that library at its start, which takes longer than the judging, and would use it only to
fetch what a file names, which a fenced process never may. Whatever is asked for here is an empty class.
"""


def __getattr__(name: str) -> type:
    """Return a class that can do nothing.

    Raises:
        AttributeError: a name of Python's own, which modules are asked for.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (), {})
