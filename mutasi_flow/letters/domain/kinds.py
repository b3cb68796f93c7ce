"""What a kind of letter is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mutasi_flow.core.texts import Text


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter: its values are a frozen context, laid out by ``letters.layout.KINDS``.

    ``register`` is the numbered book it is written into, ``sample`` gives a complete invented context for
    previews and tests.
    """

    name: str
    label: Text
    register: str
    sample: Callable[[], Mapping[str, Any]]
