"""Numbers of letters: a format with slots, filled from the book of one register and year.

Shapes in use differ from office to office (``800.1.3.3/048/BKPSDM/2026``, ``800.1.3.3/Kep.411/BKPSDM/10/2026``,
``B/91/KPTS/IV/2026``), so the shape is a setting and only the slots are fixed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SLOTS = ("klas", "urut", "unit", "bulan", "bulan_romawi", "tahun")
REQUIRED_SLOTS = ("urut", "tahun")
LONGEST_NUMBER = 120
CLASSIFICATION = "800.1.3.1"
"""Archive code of transfers (Permendagri 83/2022); an office that files otherwise writes its own into the pattern."""
DECREE_REGISTER = "sk"
"""The book of decrees."""
IMPORTED_REGISTER = "import"
"""Letters with a number of somebody else's book."""
SUPPORT_REGISTER = "surat"
"""The book of letters that go with a transfer."""
MINUTES_REGISTER = "ba"
"""The book of minutes."""
COPY_REGISTER = "salinan"
"""Excerpts and certified copies: they bear the number of their decree and take none."""
COUNTING_REGISTERS = (DECREE_REGISTER, SUPPORT_REGISTER, MINUTES_REGISTER)
"""The books that give numbers of their own."""
MARKS: Mapping[str, str] = MappingProxyType({SUPPORT_REGISTER: "SP.", MINUTES_REGISTER: "BA."})
"""What stands before the sequence in a register, so that two books of one office never give the same number."""
REGISTER_LABELS: dict[str, Text] = {
    DECREE_REGISTER: T("Surat keputusan"),
    SUPPORT_REGISTER: T("Surat pendukung"),
    MINUTES_REGISTER: T("Berita acara"),
    COPY_REGISTER: T("Petikan dan salinan"),
    IMPORTED_REGISTER: T("Surat dengan nomor dari luar"),
}
_SLOT = re.compile(r"\{([a-z_]+)(?::(\d))?\}")
_TOUCHING = re.compile(r"[\d}]\{urut(?::\d)?\}|\{urut(?::\d)?\}[\d{]")
_READ_AS: Mapping[str, str] = MappingProxyType(
    {
        "klas": ".+?",
        "urut": r"\D{0,6}?0*(?P<urut>\d+)",
        "unit": ".+?",
        "bulan": r"\d{1,2}",
        "bulan_romawi": "[IVX]+",
        "tahun": r"\d{4}",
    }
)


class ReservedState(StrEnum):
    """What became of a number that was set aside."""

    RESERVED = "reserved"
    USED = "used"
    VOID = "void"
    """Stays in the book without a letter; nobody gets it again."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How one register writes its numbers in one year; what is empty is as the office says for all registers.

    ``patterns`` holds a pattern of its own for some kinds of letter; all count in the same sequence.
    """

    pattern: str = ""
    classification: str = ""
    unit: str = ""
    patterns: Mapping[str, str] = field(default_factory=dict)

    def pattern_of(self, kind: str, usual: str) -> str:
        """Return the pattern for a kind of letter."""
        return self.patterns.get(kind) or self.pattern or usual

    @property
    def has_own_pattern(self) -> bool:
        """Whether the register writes its numbers in its own way; then no mark is put before the sequence."""
        return bool(self.pattern or self.patterns)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "pattern": self.pattern,
            "classification": self.classification,
            "unit": self.unit,
            "patterns": dict(self.patterns),
        }


def shape_from(stored: Mapping[str, Any]) -> Shape:
    """Return the shape that was stored; an empty one where nothing was."""
    return Shape(**{name: stored[name] for name in ("pattern", "classification", "unit", "patterns") if name in stored})


@dataclass(frozen=True, slots=True)
class NumberParts:
    """What a number is made of; ``classification`` is the archive code (Permendagri 83/2022), ``unit`` the office."""

    classification: str
    sequence: int
    unit: str
    dated_on: date
    mark: str = ""


def roman_month(month: int) -> str:
    """Return the month (1–12) in Roman numerals, as letter numbers write it."""
    return ROMAN_MONTHS[month - 1]


def check_number_format(text: str) -> str:
    """Return ``text`` when it can number letters without repeating itself.

    Raises:
        InvalidInput: an unknown slot, a stray brace, or no slot for the sequence or the year.
    """
    found = _SLOT.findall(text)
    for name, width in found:
        if name not in SLOTS or (width and name != "urut"):
            raise InvalidInput(
                T(
                    "Bagian {slot} tidak dikenal dalam pola nomor. Yang dapat dipakai: {known}.",
                    slot="{" + name + (f":{width}" if width else "") + "}",
                    known=", ".join("{" + slot + "}" for slot in SLOTS),
                ),
                field="number_format",
            )
    missing = [slot for slot in REQUIRED_SLOTS if slot not in {name for name, _ in found}]
    if missing or set("{}") & set(_SLOT.sub("", text)):
        raise InvalidInput(
            T("Pola nomor harus memuat {urut} dan {tahun}, tanpa kurung kurawal lain.", urut="{urut}", tahun="{tahun}"),
            field="number_format",
        )
    if _TOUCHING.search(text):
        raise InvalidInput(
            T("Pisahkan {urut} dari angka dan dari bagian lain dengan tanda, misalnya garis miring.", urut="{urut}"),
            field="number_format",
        )
    return text


def skeleton(pattern: str, *, classification: str, unit: str, mark: str = "") -> str:
    """Return what all numbers of a pattern have in common; two registers with the same one would repeat each other."""
    known = {"klas": classification, "unit": unit, "urut": f"{mark}#", "bulan": "%", "bulan_romawi": "%", "tahun": "@"}
    return _SLOT.sub(lambda slot: known[slot.group(1)], pattern).casefold()


def read_sequence(pattern: str, number: str) -> int | None:
    """Return the place in its book that a number of another office tells, or None when it is written in another way."""
    parts = _SLOT.split(pattern)
    text, seen = re.escape(parts[0]), False
    for place in range(1, len(parts), 3):
        name = parts[place]
        said = _READ_AS.get(name, ".+?")
        text += re.sub(r"\?P<\w+>", "?:", said) if name == "urut" and seen else said
        seen = seen or name == "urut"
        text += re.escape(parts[place + 2])
    found = re.fullmatch(text, number.strip(), re.IGNORECASE)
    return int(found["urut"]) if found else None


def find_gaps(sequences: Collection[int], first: int | None = None) -> Sequence[tuple[int, int]]:
    """Return the runs of places (both ends included) between the known ones at which nothing is known.

    ``first`` is where the book begins; without it the lowest known place is.
    """
    known = sorted(set(sequences))
    before = (first if first is not None else known[0]) - 1 if known else 0
    gaps: list[tuple[int, int]] = []
    for place in known:
        if place > before + 1:
            gaps.append((before + 1, place - 1))
        before = max(before, place)
    return gaps


def format_number(pattern: str, parts: NumberParts) -> str:
    """Fill ``pattern``; ``{urut:3}`` pads the sequence with zeros to three digits.

    Raises:
        InvalidInput: the pattern is unusable, or the number gets longer than a letter can print.
    """
    check_number_format(pattern)
    values = {
        "klas": parts.classification,
        "unit": parts.unit,
        "bulan": f"{parts.dated_on.month:02}",
        "bulan_romawi": roman_month(parts.dated_on.month),
        "tahun": str(parts.dated_on.year),
    }

    def fill(slot: re.Match[str]) -> str:
        name, width = slot.group(1), int(slot.group(2) or 1)
        return f"{parts.mark}{parts.sequence:0{width}}" if name == "urut" else values[name]

    number = _SLOT.sub(fill, pattern)
    if len(number) > LONGEST_NUMBER:
        raise InvalidInput(
            T("Nomor surat menjadi {length} huruf; paling panjang {limit}.", length=len(number), limit=LONGEST_NUMBER),
            field="number_format",
        )
    return number
