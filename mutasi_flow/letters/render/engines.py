"""Which engine makes what of a letter: the one table to look at, and to add to."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import Any, cast

from mutasi_flow.letters.render.process import PRINTERS
from mutasi_flow.letters.render.protocol import NO_IMAGES, Claims, IssuedLetter, Output, Rendered, Renderer


class Late:
    """An engine whose libraries are loaded with its first letter: workers never make a draft."""

    def __init__(self, place: str) -> None:
        self._place = place

    @cached_property
    def _engine(self) -> Renderer:
        module, _, name = self._place.partition(":")
        return cast("Renderer", getattr(import_module(module), name)())

    @property
    def claims(self) -> Claims:
        """What it vouches for."""
        return self._engine.claims

    def render(self, letter: IssuedLetter) -> Rendered:
        """Return the file; the rest as in :class:`Renderer`."""
        return self._engine.render(letter)


ENGINES: Mapping[Output, Renderer] = MappingProxyType(
    {Output.LETTER: PRINTERS, Output.DRAFT: Late("mutasi_flow.letters.render.draft:Drafts")}
)


def render(
    context: Mapping[str, Any],
    images: Mapping[str, bytes] = NO_IMAGES,
    *,
    output: Output = Output.LETTER,
    initials: Sequence[Sequence[str]] = (),
) -> Rendered:
    """Return what is wanted of the issued letter of ``context``; the rest as in :class:`IssuedLetter`.

    Raises:
        RenderFailed: the engine refused or warned.
        PrinterStopped: it ran out of time or memory.
    """
    return ENGINES[output].render(IssuedLetter(context, images, initials))
