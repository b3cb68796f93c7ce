"""What an engine is asked and what it gives: any engine that keeps this may print letters."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.contexts import canonical
from mutasi_flow.letters.layout import Layout, layout_of

NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})


class Output(StrEnum):
    """What is made of a letter."""

    LETTER = "letter"
    """The letter itself: what is numbered, signed and kept."""
    DRAFT = "draft"
    """A draft to edit, which proves nothing."""


@dataclass(frozen=True)
class IssuedLetter:
    """An issued letter on its way to an engine: its frozen context, and the pictures that it names by their address."""

    context: Mapping[str, Any]
    images: Mapping[str, bytes] = field(default_factory=lambda: NO_IMAGES)
    initials: Sequence[Sequence[str]] = ()
    """Who initialled it (post, name, day); only drafts show it."""

    @cached_property
    def layout(self) -> Layout:
        """The page, typed."""
        return layout_of(self.context)

    def to_bytes(self) -> bytes:
        """Return it as a printing process is asked for it."""
        images = {address: b64encode(data).decode() for address, data in self.images.items()}
        return canonical({"letter": self.context, "images": images})

    @classmethod
    def from_bytes(cls, data: bytes) -> "IssuedLetter":
        """Read it back."""
        asked = json.loads(data)
        return cls(asked["letter"], {address: b64decode(image) for address, image in asked["images"].items()})


@dataclass(frozen=True, slots=True)
class Claims:
    """What an engine vouches for in each file; tests hold it to that with a validator."""

    media_type: str
    standards: tuple[str, ...] = ()
    has_data: bool = False
    """Whether the frozen context travels inside."""
    has_field: bool = False
    """Whether a signature fills a prepared, tagged field."""
    is_repeatable: bool = False
    """Whether the same letter gives the same bytes again."""


PDF = Claims("application/pdf", ("PDF/A-3a", "PDF/UA-1"), has_data=True, has_field=True, is_repeatable=True)
"""Of the letter itself, whichever engine prints it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of a letter, and the versions of the libraries that shaped them."""

    data: bytes
    made_with: Mapping[str, str]


class RenderFailed(Unprepared):
    """A letter could not be printed; the number stays taken, ``reason`` is for administrators."""

    code = "render_failed"

    def __init__(self, text: Text, reason: str = "") -> None:
        super().__init__(text)
        self.reason = reason

    @classmethod
    def because(cls, reason: str) -> "RenderFailed":
        """Return the refusal with what the engine said."""
        return cls(T("Surat tidak dapat dicetak: {reason}.", reason=reason), reason)


class PrinterStopped(RuntimeError):
    """The printing process died or ran out of time; another attempt may do better."""


class Renderer(Protocol):
    """An engine."""

    @property
    def claims(self) -> Claims:
        """What it vouches for."""

    def render(self, letter: IssuedLetter) -> Rendered:
        """Return the file.

        Raises:
            RenderFailed: the engine refused or warned.
            PrinterStopped: it ran out of time or memory.
        """
