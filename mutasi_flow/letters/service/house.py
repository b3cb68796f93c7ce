"""What the office settles about its letters: regulations to cite, and the switches of the page. Rows are added, not changed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts.legal import ALWAYS, EVERYBODY, LEGAL_BASES
from mutasi_flow.letters.domain import (
    CITING_KINDS,
    FIRST_LABELS,
    LONGEST_BASIS,
    PAPERS,
    describe_character,
    missing_characters,
)
from mutasi_flow.letters.model import LegalBasisRow, LetterStyle
from mutasi_flow.people.domain import EmploymentStatus
from mutasi_flow.people.service.trail import note_office

STEP = 10
"""Between two shipped regulations there is room for the office's own."""


@dataclass(frozen=True, slots=True)
class NewBasis:
    """A regulation to be cited from a day on; empty ``statuses`` and ``kinds`` mean everybody and every kind."""

    text: str
    position: int
    from_on: date
    to_on: date | None = None
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewStyle:
    """The switches of letters from a day on."""

    from_on: date
    has_invocation: bool = True
    first_label: str = FIRST_LABELS[0]
    paper: str = "F4"
    certifier_title: str = ""
    certifier_name: str = ""
    certifier_rank: str = ""
    certifier_nip: str = ""
    state_emblem: str = ""
    """Digest of a stored picture."""
    regional_emblem: str = ""


def seed_bases(session: Session, at: datetime) -> int:
    """Write the shipped regulations, unless the office has some; return how many were written."""
    if session.execute(select(LegalBasisRow.id).limit(1)).first() is not None:
        return 0
    rows = [
        {
            "position": place * STEP,
            "text": one.text,
            "from_on": one.valid_from,
            "to_on": None if one.valid_to == ALWAYS else one.valid_to,
            "statuses": [] if one.statuses == EVERYBODY else sorted(one.statuses),
            "kinds": sorted(one.kinds),
            "added_at": at,
        }
        for place, one in enumerate(LEGAL_BASES, start=1)
    ]
    session.execute(insert(LegalBasisRow), rows)
    return len(rows)


def add_basis(session: Session, basis: NewBasis, *, actor: Actor, at: datetime) -> int:
    """Add a regulation; letters dated from its first day on cite it. Return its key.

    Raises:
        InvalidInput: it is empty, too long or cannot be printed, ends before it begins, or names what is not known.
    """
    text = " ".join(basis.text.split()).rstrip(".; ")
    if not text or len(text) >= LONGEST_BASIS:
        raise InvalidInput(T("Tulis peraturannya, paling banyak {most} huruf.", most=LONGEST_BASIS), "text")
    if missing := missing_characters(text):
        signs = ", ".join(describe_character(sign) for sign in missing[:3])
        raise InvalidInput(T("Huruf {characters} tidak dapat dicetak di surat.", characters=signs), "text")
    if basis.to_on is not None and basis.to_on < basis.from_on:
        raise InvalidInput(T("Hari terakhir tidak boleh sebelum hari pertama."), "to_on")
    if not set(basis.statuses) <= set(EmploymentStatus):
        raise InvalidInput(T("Status pegawai ini tidak dikenal."), "statuses")
    if not set(basis.kinds) <= CITING_KINDS:
        raise InvalidInput(T("Jenis surat ini tidak memuat dasar hukum."), "kinds")
    given: dict[str, Any] = {**asdict(basis), "text": f"{text};", "statuses": sorted(basis.statuses)}
    given["kinds"] = sorted(basis.kinds)
    values = {**given, "added_by_id": actor.account_id, "added_at": at}
    key: int = session.execute(insert(LegalBasisRow).values(values).returning(LegalBasisRow.id)).scalar_one()
    note_office(session, actor, "legal_basis_added", {"id": key, **_written(given)}, at)
    return key


def end_basis(session: Session, key: int, to_on: date | None, *, actor: Actor, at: datetime) -> None:
    """Say on which day a regulation may be cited for the last time; None: no end is known after all.

    Raises:
        NotFound: there is no such row.
        InvalidInput: it would end before it begins.
    """
    from_on = session.execute(select(LegalBasisRow.from_on).where(LegalBasisRow.id == key)).scalar()
    if from_on is None:
        raise NotFound(T("Dasar hukum ini tidak ada."))
    if to_on is not None and to_on < from_on:
        raise InvalidInput(T("Hari terakhir tidak boleh sebelum hari pertama."), "to_on")
    session.execute(update(LegalBasisRow).where(LegalBasisRow.id == key).values(to_on=to_on))
    note_office(session, actor, "legal_basis_ended", {"id": key, **_written({"to_on": to_on})}, at)


def add_style(session: Session, style: NewStyle, *, actor: Actor, today: date, at: datetime) -> int:
    """Add switches that hold from their first day on; letters already written stay as they are. Return the key.

    Raises:
        InvalidInput: they begin in the past, name an unknown choice, or only half of who certifies.
    """
    if style.from_on < today:
        raise InvalidInput(T("Baris berlaku paling awal hari ini."), "from_on")
    if style.first_label not in FIRST_LABELS or style.paper not in PAPERS:
        raise InvalidInput(T("Pilihan ini tidak dikenal."), "paper")
    if bool(style.certifier_name.strip()) != bool(style.certifier_title.strip()):
        raise InvalidInput(T("Isi jabatan dan nama pengesah, atau kosongkan keduanya."), "certifier_name")
    given = {name: one.strip() if isinstance(one, str) else one for name, one in asdict(style).items()}
    values = {**given, "added_by_id": actor.account_id, "added_at": at}
    key: int = session.execute(insert(LetterStyle).values(values).returning(LetterStyle.id)).scalar_one()
    note_office(session, actor, "letter_style_added", {"id": key, **_written(given)}, at)
    return key


def _written(values: dict[str, Any]) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in values.items()}
