"""Which engine makes what of a letter: the one table to look at, and to add to."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from mutasi_flow.letters.render.draft import Drafts
from mutasi_flow.letters.render.process import PRINTERS
from mutasi_flow.letters.render.protocol import NO_IMAGES, IssuedLetter, Output, Rendered, Renderer

ENGINES: Mapping[Output, Renderer] = MappingProxyType({Output.LETTER: PRINTERS, Output.DRAFT: Drafts()})


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
