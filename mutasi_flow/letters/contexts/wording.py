"""The office's own texts in place of the shipped ones: filled when the letter is issued, so that its context stays final.

A letter keeps the version with which it was frozen, because what it printed stands in its context word for word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts.house import House
from mutasi_flow.letters.contexts.parts import Clause
from mutasi_flow.letters.domain import DATA, DATA_MARK, PARTS, fill

NO_DATA = T("Naskah kantor untuk surat ini tidak memuat data pegawai. Perbaiki dahulu di halaman naskah.")
Values = Mapping[str, str | bool]
"""What slots and conditions of a text stand for."""


class Worded(Protocol):
    """A decree whose parts an office may word itself."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def kind(self) -> str: ...  # noqa: D102 - as in TransferDecree
    @property
    def considering(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def clauses(self) -> tuple[Clause, ...]: ...  # noqa: D102
    @property
    def closing(self) -> str: ...  # noqa: D102
    @property
    def copies(self) -> tuple[str, ...]: ...  # noqa: D102


W = TypeVar("W", bound=Worded)


def in_words_of(house: House, decree: W, values: Values) -> W:
    """Return the decree in the office's own words, when it has published some; data go with the clause that announces them.

    Raises:
        InvalidInput: the words leave out whom the decree is about, or cannot be filled.
    """
    if house.shows_slots:
        return _with_slots(decree, values)
    text = house.text_of(decree.kind)
    if text is None:
        return decree
    data = next((clause.rows for clause in decree.clauses if clause.rows), ())
    said = {name: fill(text.parts[name], {**values, DATA: DATA_MARK}, name) for name in PARTS}
    clauses = tuple(
        Clause(label, paragraph.replace(DATA_MARK, "").strip(), data if DATA_MARK in paragraph else ())
        for label, paragraph in zip(house.labels, said["clauses"], strict=False)
    )
    if data and not any(clause.rows for clause in clauses):
        raise InvalidInput(NO_DATA)
    return replace(
        decree,
        considering=said["considering"],
        clauses=clauses,
        closing=" ".join(said["closing"]),
        copies=tuple(dict.fromkeys(said["copies"])),
        wording=text.version,
    )


def _with_slots(decree: W, values: Values) -> W:
    """Return the decree with slots where the values stand, longer values first."""
    words = sorted(
        ((value, f"{{{{ {name} }}}}") for name, value in values.items() if isinstance(value, str) and value),
        key=lambda pair: -len(pair[0]),
    )

    def slotted(paragraphs: Sequence[str]) -> tuple[str, ...]:
        text = "\n".join(paragraphs)
        for value, slot in words:
            text = text.replace(value, slot)
        return tuple(text.splitlines())

    said = slotted([f"{one.text} {{{{ {DATA} }}}}" if one.rows else one.text for one in decree.clauses])
    return replace(
        decree,
        considering=slotted(decree.considering),
        clauses=tuple(replace(one, text=text) for one, text in zip(decree.clauses, said, strict=True)),
        closing=" ".join(slotted([decree.closing])),
        copies=slotted(decree.copies),
    )
