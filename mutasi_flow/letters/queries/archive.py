"""Letters as an archive takes them over: row, frozen context and every record of a signature."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from mutasi_flow.letters.model import Letter, LetterSignature
from mutasi_flow.letters.queries.rows import LetterRow
from mutasi_flow.letters.queries.signatures import SignatureRow

PAGE = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """Which letters: of one register, of one year, or (empty, None) of all."""

    register: str = ""
    year: int | None = None

    def __str__(self) -> str:
        """Words that stay the same for the same letters."""
        return f"register={self.register or '*'} year={self.year or '*'}"

    def holds(self) -> ColumnElement[bool]:
        """Return the condition on letters."""
        register = Letter.register == self.register if self.register else true()
        return and_(register, Letter.year == self.year if self.year is not None else true())


@dataclass(frozen=True, slots=True)
class Archived:
    """One letter with all that is kept about it."""

    row: LetterRow
    register: str
    year: int
    sequence: int | None
    context: Mapping[str, Any]
    signatures: tuple[SignatureRow, ...]


_LETTERS = select(
    *(getattr(Letter, name) for name in LetterRow._fields),
    Letter.register,
    Letter.year,
    Letter.sequence,
    Letter.context,
).order_by(Letter.id)
_SIGNATURES = select(*(getattr(LetterSignature, name) for name in SignatureRow._fields)).order_by(LetterSignature.id)


def list_archived(session: Session, scope: Scope, after_id: int = 0, limit: int = PAGE) -> Sequence[Archived]:
    """Return letters in the order of their keys; confidential ones are left out until they are announced."""
    wanted = _LETTERS.where(scope.holds(), Letter.id > after_id, ~Letter.is_secret).limit(limit)
    rows = session.execute(wanted).all()
    length, signed = len(LetterRow._fields), defaultdict[int, list[SignatureRow]](list)
    ids = [row[0] for row in rows]
    for one in session.execute(_SIGNATURES.where(LetterSignature.letter_id.in_(ids))):
        signature = SignatureRow(*one)
        signed[signature.letter_id].append(signature)
    return [
        Archived(LetterRow(*row[:length]), register, year, sequence, context, tuple(signed[row[0]]))
        for row, (register, year, sequence, context) in ((row, row[length:]) for row in rows)
    ]


def count_secret(session: Session, scope: Scope) -> int:
    """Return how many letters are left out because they are still confidential."""
    return session.execute(select(func.count()).where(scope.holds(), Letter.is_secret)).scalar_one()


def count_bytes(session: Session, scope: Scope) -> int:
    """Return how large the files are that :func:`list_archived` tells of: prints, and all that shows a signature."""
    wanted = (scope.holds(), ~Letter.is_secret)
    printed = select(func.sum(Letter.size_bytes)).where(*wanted)
    signed = select(func.sum(LetterSignature.size_bytes)).join(Letter, Letter.id == LetterSignature.letter_id)
    return (session.scalar(printed) or 0) + (session.scalar(signed.where(*wanted)) or 0)
