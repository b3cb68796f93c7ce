"""What officials did on paper, as recorded: what waits for a second person, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.access.model import Account
from mutasi_flow.core.catalogue import name_paper
from mutasi_flow.core.errors import NotFound
from mutasi_flow.transfers.domain import PaperVerdict, RecordedAct
from mutasi_flow.transfers.model import PaperAct


@dataclass(frozen=True, slots=True)
class PaperActRow:
    """One recorded act with the names of who recorded and who confirmed or refused it."""

    id: int
    transfer_id: int
    act: RecordedAct
    task_id: int | None
    official_account_id: int | None
    official: str
    capacity: str
    stance: str
    reason: str
    letter_number: str
    letter_on: date
    media_type: str
    file_key: str
    sha256: str
    recorded_by_id: int | None
    recorded_by: str
    recorded_at: datetime
    verdict: PaperVerdict
    verdict_reason: str
    judged_by: str | None

    @property
    def letter(self) -> str:
        """Number and date of the letter."""
        return name_paper(self.letter_number, self.letter_on)


_recorder, _judge = aliased(Account), aliased(Account)
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        PaperAct.id,
        PaperAct.transfer_id,
        PaperAct.act,
        PaperAct.task_id,
        PaperAct.official_account_id,
        PaperAct.official,
        PaperAct.capacity,
        PaperAct.stance,
        PaperAct.reason,
        PaperAct.letter_number,
        PaperAct.letter_on,
        PaperAct.media_type,
        PaperAct.file_key,
        PaperAct.sha256,
        PaperAct.recorded_by_id,
        _recorder.name,
        PaperAct.recorded_at,
        PaperAct.verdict,
        PaperAct.verdict_reason,
        _judge.name,
    )
    .join(_recorder, _recorder.id == PaperAct.recorded_by_id)
    .outerjoin(_judge, _judge.id == PaperAct.judged_by_id)
    .order_by(PaperAct.id)
)


def list_paper_acts(session: Session, transfer_id: int) -> Sequence[PaperActRow]:
    """Return what was recorded about a transfer, oldest first."""
    return [PaperActRow(*row) for row in session.execute(_ROWS.where(PaperAct.transfer_id == transfer_id))]


def get_paper_act(session: Session, transfer_id: int, act_id: int) -> PaperActRow:
    """Return one recorded act of the transfer.

    Raises:
        NotFound: it is not one of this transfer.
    """
    found = next((row for row in list_paper_acts(session, transfer_id) if row.id == act_id), None)
    if found is None:
        raise NotFound
    return found
