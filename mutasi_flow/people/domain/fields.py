"""What a kind of particulars is made of: its fields, how each is written, and about whom or what it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mutasi_flow.core.texts import Text


class Shape(StrEnum):
    """How a field is written."""

    CHOICE = "choice"
    EMPLOYEE = "employee"
    UNIT = "unit"
    JABATAN = "jabatan"
    WORDS = "words"
    NUMBER = "number"


class Owner(StrEnum):
    """About whom or what a row speaks."""

    EMPLOYEE = "employee"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind; ``name`` is its column in the table, ``header`` its column in sheets."""

    name: str
    label: Text
    shape: Shape
    header: str
    meaning: Text
    choices: Mapping[str, Text] = field(default_factory=dict)
    is_required: bool = True
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParticularKind:
    """A kind of particulars; ``name`` is also the word of sheets and addresses."""

    name: str
    label: Text
    hint: Text
    owner: Owner
    fields: tuple[Field, ...]
    is_own: bool = False
    """Whether employees may state it about themselves."""
    most: int = 0
    """The largest number that may be written."""
    module: str = ""
    """With which module of the office it is shown; empty: always."""
