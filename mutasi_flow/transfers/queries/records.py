"""What hangs on a transfer: wishes, opinions, papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import STANDING_IN
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.domain import ADVERSE, PaperVerdict, Stance, Voice
from mutasi_flow.transfers.model import Opinion, Paper, TransferWish
from mutasi_flow.transfers.routes import RECORDED


@dataclass(frozen=True, slots=True)
class WishRow:
    """A ranked destination."""

    rank: int
    unit_id: int
    unit_code: str
    unit: str
    jabatan_id: int
    jabatan_code: str
    jabatan: str


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """An opinion with the name of who gave it (peers' names are for those with the permission only)."""

    id: int
    voice: Voice
    employee_id: int | None
    employee_name: str | None
    capacity: str
    stance: Stance
    reason: str
    answers: dict[str, Any]
    letter: str
    given_at: datetime
    weighed: str
    weighed_confirmed_at: datetime | None

    @property
    def is_by_substitute(self) -> bool:
        """Whether a colleague answered during the person's absence."""
        return self.capacity.startswith(STANDING_IN)

    @property
    def needs_weighing(self) -> bool:
        """Whether approval waits for a written answer to this opinion."""
        return self.stance in ADVERSE and not self.weighed.strip()


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An uploaded paper that has not been replaced."""

    id: int
    kind: str
    filename: str
    media_type: str
    file_key: str
    sha256: str
    size_bytes: int
    uploaded_at: datetime
    letter_number: str
    letter_on: date | None
    verdict: PaperVerdict
    verdict_reason: str
    scan: str
    uploaded_by_id: int | None


_WISHES = Prepared(
    select(TransferWish.rank, Unit.id, Unit.code, Unit.name, Jabatan.id, Jabatan.code, Jabatan.name)
    .join(Unit, Unit.id == TransferWish.unit_id)
    .join(Jabatan, Jabatan.id == TransferWish.jabatan_id)
    .where(TransferWish.transfer_id == bindparam("transfer_id"))
    .order_by(TransferWish.rank)
)

_OPINION: Select[*tuple[Any, ...]] = (
    select(
        Opinion.id,
        Opinion.voice,
        Opinion.employee_id,
        Employee.name,
        Opinion.capacity,
        Opinion.stance,
        Opinion.reason,
        Opinion.answers,
        Opinion.letter,
        Opinion.given_at,
        Opinion.weighed,
        Opinion.weighed_confirmed_at,
    )
    .outerjoin(Employee, Employee.id == Opinion.employee_id)
    .order_by(Opinion.id)
)
_OPINIONS = Prepared(_OPINION.where(Opinion.transfer_id == bindparam("transfer_id")))

_PAPERS = Prepared(
    select(
        Paper.id,
        Paper.kind,
        Paper.filename,
        Paper.media_type,
        Paper.file_key,
        Paper.sha256,
        Paper.size_bytes,
        Paper.uploaded_at,
        Paper.letter_number,
        Paper.letter_on,
        Paper.verdict,
        Paper.verdict_reason,
        Paper.scan,
        Paper.uploaded_by_id,
    )
    .where(Paper.transfer_id == bindparam("transfer_id"), Paper.replaced_by_id.is_(None))
    .order_by(Paper.id)
)


def list_wishes(session: Session, transfer_id: int) -> Sequence[WishRow]:
    """Return the ranked destinations, dearest first."""
    return [WishRow(*row) for row in run(session, _WISHES, {"transfer_id": transfer_id})]


def list_opinions(session: Session, transfer_id: int) -> Sequence[OpinionRow]:
    """Return all opinions in the order they came."""
    return [OpinionRow(*row) for row in run(session, _OPINIONS, {"transfer_id": transfer_id})]


def list_opinions_of(session: Session, transfer_ids: Sequence[int]) -> Mapping[int, Sequence[OpinionRow]]:
    """Return all opinions about several transfers, by key of the transfer."""
    found: dict[int, list[OpinionRow]] = {transfer_id: [] for transfer_id in transfer_ids}
    wanted = _OPINION.add_columns(Opinion.transfer_id).where(Opinion.transfer_id.in_(transfer_ids))
    for *columns, transfer_id in session.execute(wanted):
        found[transfer_id].append(OpinionRow(*columns))
    return found


@dataclass(frozen=True, slots=True)
class GivenOpinion:
    """An opinion as whoever gave it reads it again, with the decider's answer once it is given."""

    stance: Stance
    reason: str
    given_at: datetime
    weighed: str
    weighed_confirmed_at: datetime | None


def find_given_opinion(session: Session, task_id: int) -> GivenOpinion | None:
    """Return what was answered to a task that asked for an opinion."""
    columns = (Opinion.stance, Opinion.reason, Opinion.given_at, Opinion.weighed, Opinion.weighed_confirmed_at)
    row = session.execute(select(*columns).where(Opinion.task_id == task_id)).one_or_none()
    return GivenOpinion(*row) if row else None


def list_papers(session: Session, transfer_id: int) -> Sequence[PaperRow]:
    """Return the papers in force, oldest first."""
    return [PaperRow(*row) for row in run(session, _PAPERS, {"transfer_id": transfer_id})]


@dataclass(frozen=True, slots=True)
class FormerPaper:
    """A paper as it lies in the file, also one that was replaced."""

    id: int
    kind: str
    filename: str
    media_type: str
    file_key: str
    sha256: str
    size_bytes: int
    uploaded_at: datetime
    uploaded_by_id: int | None
    letter_number: str
    letter_on: date | None
    verdict: PaperVerdict
    verdict_reason: str
    scan: str
    replaced_by_id: int | None


def list_all_papers(session: Session, transfer_id: int) -> Sequence[FormerPaper]:
    """Return every paper that ever came, oldest first."""
    wanted = [getattr(Paper, field.name) for field in fields(FormerPaper)]
    statement = select(*wanted).where(Paper.transfer_id == transfer_id).order_by(Paper.id)
    return [FormerPaper(*row) for row in session.execute(statement)]


def list_papers_of_kind(session: Session, transfer_id: int, kind: str) -> Sequence[PaperRow]:
    """Return the papers of one kind in force, with verdict and the date of the letter: "how old is the clearance?"."""
    return [paper for paper in list_papers(session, transfer_id) if paper.kind == kind]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What a person put on record about a transfer: the team's session, the pertek, the inauguration."""

    kind: str
    outcome: str
    reason: str
    answers: dict[str, Any]
    done_at: datetime


_RECORDS = Prepared(
    select(Task.kind, Task.outcome, Task.reason, Task.answers, Task.done_at)
    .where(
        Task.about_kind == "transfer",
        Task.about_id == bindparam("transfer_id"),
        Task.kind.in_(tuple(RECORDED)),
        Task.status == TaskStatus.DONE,
    )
    .order_by(Task.id)
)


def list_records(session: Session, transfer_id: int) -> Sequence[RecordRow]:
    """Return what was put on record about a transfer, the oldest first."""
    return [RecordRow(*row) for row in run(session, _RECORDS, {"transfer_id": transfer_id})]
