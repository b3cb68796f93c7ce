"""Pieces that the layouts of several kinds share: the frame of a letter, signatures, numbered points."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mutasi_flow.letters.contexts import PublicFacts, Row, Signatory, Signature
from mutasi_flow.letters.contexts.supporting import OWN_ACCOUNT
from mutasi_flow.letters.domain import group_code
from mutasi_flow.letters.layout.blocks import Box, Check, Footnote, Head, Layout, Part, Point, Signing, Title

DAYS = re.compile(
    r"\b\d{1,2} (?:Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember) \d{4}\b"
)
UNSIGNED = "Surat ini belum ditandatangani dan baru sah setelah ditandatangani pejabat yang berwenang."
DEMO = "CONTOH: bukan surat resmi."
SEEN = "ttd."


class Frozen(Protocol):
    """What every frozen letter says."""

    @property
    def public(self) -> PublicFacts: ...  # noqa: D102 - as in TransferDecree
    @property
    def signature(self) -> Signature: ...  # noqa: D102
    @property
    def signatory(self) -> Signatory: ...  # noqa: D102
    @property
    def verification_url(self) -> str: ...  # noqa: D102
    @property
    def emblem(self) -> str: ...  # noqa: D102
    @property
    def paper(self) -> str: ...  # noqa: D102
    @property
    def is_demo(self) -> bool: ...  # noqa: D102
    @property
    def seat(self) -> str: ...  # noqa: D102
    @property
    def dated_words(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Issue:
    """What a letter was given when it was issued."""

    number: str
    code: str
    issued_at: datetime


def keep_days_whole(text: str) -> str:
    """Return running text in which no line ends in the middle of a date."""
    return DAYS.sub(lambda day: day[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


def lay_out(letter: Frozen, issue: Issue, parts: Sequence[Part], unsigned: str = UNSIGNED) -> Layout:
    """Return the parts as a letter with its foot, which says ``unsigned`` as long as nobody has signed."""
    signature = letter.signature
    notice = unsigned if signature.method == "none" else signature.note
    check = f"Periksa keasliannya di {letter.verification_url} dengan kode {group_code(issue.code)}."
    return Layout(
        title=f"{letter.public.label} {issue.number}",
        author=letter.public.office,
        about=letter.public.subject,
        issued_at=issue.issued_at,
        paper=letter.paper,
        footnote=Footnote(f"{notice} {check}".strip(), DEMO if letter.is_demo else ""),
        parts=tuple(parts),
    )


def letterhead(letter: Frozen, lines: tuple[str, ...]) -> tuple[Head, ...]:
    """Return the ruled head of a letter of the office; a letter of a person has none."""
    return (Head(letter.emblem, lines, is_ruled=True),) if lines else ()


def titled(title: str, issue: Issue) -> Title:
    """Return the title of an ordinary letter with its number."""
    return Title((title,), f"NOMOR {issue.number}")


def check_of(letter: Frozen, issue: Issue) -> Check:
    """Return how the letter is checked."""
    return Check(
        label="Kode pemeriksaan:",
        code=group_code(issue.code),
        address=f"{letter.verification_url}/{issue.code}",
        name="Kode QR ke halaman pemeriksaan surat ini",
    )


def signing_of(letter: Frozen, *place: str) -> Signing:
    """Return the signature of a letter; what somebody signed by an act under the own account has no field to fill."""
    by, signature = letter.signatory, letter.signature
    box = Box(signature.lines, is_field=signature.method != OWN_ACCOUNT)
    return Signing(by.lines, by.name, by.below, place, box)


def established(letter: Frozen) -> tuple[str, str]:
    """Return where and when a decree was established."""
    return (f"Ditetapkan di {letter.seat}", f"pada tanggal {letter.dated_words}")


def dated(letter: Frozen) -> str:
    """Return place and day of an ordinary letter."""
    return f"{letter.seat}, {letter.dated_words}"


def points_of(texts: Sequence[str]) -> tuple[Point, ...]:
    """Return paragraphs, numbered when there are several."""
    if len(texts) == 1:
        return (Point(texts[0]),)
    return tuple(Point(text, f"{place}.") for place, text in enumerate(texts, start=1))


def rows_of(*pairs: tuple[str, str]) -> tuple[Row, ...]:
    """Return labelled values."""
    return tuple(Row(label, value) for label, value in pairs)
