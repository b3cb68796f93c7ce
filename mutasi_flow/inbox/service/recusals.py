"""Stepping aside: who has no part in something any more, whatever role or task the person holds."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import Interest
from mutasi_flow.inbox.model import Recusal
from mutasi_flow.inbox.queries import list_recusals

LONGEST_WORDS = 1000

_INSERT = Prepared(
    insert(Recusal.metadata.tables["recusals"]),
    columns=("about_kind", "about_id", "employee_id", "interest", "reason", "is_found", "at"),
)


def recuse(
    session: Session,
    about_kind: str,
    about_id: int,
    employee_id: int,
    interest: Interest,
    *,
    at: datetime,
    reason: str = "",
    is_found: bool = False,
) -> None:
    """Keep that an employee has no part in something; the caller hands on the tasks and writes the trail.

    Raises:
        InvalidInput: the reason is too long, or missing where the kind of conflict does not say it.
        Conflict: that is on record already.
    """
    words = reason.strip()
    if len(words) > LONGEST_WORDS:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_WORDS), field="reason")
    if interest is Interest.OTHER and not words:
        raise InvalidInput(T("Tuliskan alasannya."), field="reason")
    if any(one.employee_id == employee_id for one in list_recusals(session, about_kind, about_id)):
        raise Conflict(T("Benturan kepentingan itu sudah tercatat."))
    values = {
        "about_kind": about_kind,
        "about_id": about_id,
        "employee_id": employee_id,
        "interest": interest,
        "reason": words,
        "is_found": is_found,
        "at": at,
    }
    run(session, _INSERT, values)
