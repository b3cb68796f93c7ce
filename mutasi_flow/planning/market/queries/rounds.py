"""Rounds, one or all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import SERVING_CODES, JabatanKind
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.planning.market.domain import RUNNING, Days, Floor, Manner, Part, RoundState
from mutasi_flow.planning.market.model import ExchangeRound


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round; field order is the order of the statement."""

    id: int
    name: str
    state: RoundState
    version: int
    manner: Manner
    floor: Floor
    kinds: Sequence[str]
    jabatan_id: int | None
    jabatan: str | None
    unit_id: int | None
    unit: str | None
    unit_path: str | None
    opens_on: date
    closes_on: date
    corrects_until: date
    effective_on: date
    seed: str
    stored_weights: Mapping[str, int]
    input_key: str | None
    found: Mapping[str, Any]
    solved_at: datetime | None
    fault: str
    verified_at: datetime | None
    published_at: datetime | None

    @property
    def days(self) -> Days:
        """Its calendar."""
        return Days(self.opens_on, self.closes_on, self.corrects_until, self.effective_on)

    @property
    def weights(self) -> dict[Part, int]:
        """Points per unit of each part."""
        return {part: int(self.stored_weights.get(part.value, 0)) for part in Part}

    def is_open_on(self, today: date) -> bool:
        """Whether somebody may join: the state says so, and the last day has not passed before a sweep saw it."""
        return self.state is RoundState.OPEN and self.opens_on <= today <= self.closes_on

    def why_not_for(self, card: EmployeeCard) -> Text | None:
        """Return why this person cannot take part; None for whom it is."""
        if card.unit_id is None or card.jabatan_id is None:
            return T("Unit atau jabatan Anda belum tercatat. Minta pengelola kepegawaian melengkapinya.")
        if card.legal_position not in SERVING_CODES:
            return T("Putaran ini untuk pegawai yang sedang bertugas.")
        if card.jabatan_kind not in {JabatanKind(kind) for kind in self.kinds} or (
            self.jabatan_id not in {None, card.jabatan_id}
        ):
            return T("Putaran ini untuk jabatan lain.")
        if not (card.unit_path or "").startswith(self.unit_path or ""):
            return T("Putaran ini untuk unit lain.")
        return None


_ROUND: Select[*tuple[Any, ...]] = (
    select(
        ExchangeRound.id,
        ExchangeRound.name,
        ExchangeRound.state,
        ExchangeRound.version,
        ExchangeRound.manner,
        ExchangeRound.floor,
        ExchangeRound.kinds,
        ExchangeRound.jabatan_id,
        Jabatan.name,
        ExchangeRound.unit_id,
        Unit.name,
        Unit.path,
        ExchangeRound.opens_on,
        ExchangeRound.closes_on,
        ExchangeRound.corrects_until,
        ExchangeRound.effective_on,
        ExchangeRound.seed,
        ExchangeRound.weights,
        ExchangeRound.input_key,
        ExchangeRound.found,
        ExchangeRound.solved_at,
        ExchangeRound.fault,
        ExchangeRound.verified_at,
        ExchangeRound.published_at,
    )
    .outerjoin(Jabatan, Jabatan.id == ExchangeRound.jabatan_id)
    .outerjoin(Unit, Unit.id == ExchangeRound.unit_id)
)


def list_rounds(session: Session, *, limit: int = 50) -> Sequence[RoundRow]:
    """Return the latest rounds, newest first."""
    statement = _ROUND.order_by(ExchangeRound.opens_on.desc(), ExchangeRound.id.desc()).limit(limit)
    return [RoundRow(*row) for row in session.execute(statement)]


def get_round(session: Session, round_id: int, *, lock: bool = False) -> RoundRow:
    """Return one; ``lock`` lets changes of it follow one another.

    Raises:
        NotFound: there is none.
    """
    if lock:
        session.execute(select(ExchangeRound.id).where(ExchangeRound.id == round_id).with_for_update())
    row = session.execute(_ROUND.where(ExchangeRound.id == round_id)).first()
    if row is None:
        raise NotFound(T("Putaran ini tidak ada."))
    return RoundRow(*row)


def list_due(session: Session) -> Sequence[int]:
    """Return the rounds at which the day must be looked at."""
    return session.scalars(select(ExchangeRound.id).where(ExchangeRound.state.in_(RUNNING))).all()
