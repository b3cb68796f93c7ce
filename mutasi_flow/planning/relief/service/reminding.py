"""Asking both heads what came of help that has ended; apart from the rest, which needs the solver."""

from typing import TYPE_CHECKING

from sqlalchemy import update

from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.inbox.service import notify
from mutasi_flow.people import queries as people
from mutasi_flow.planning.relief.model import ReliefHelper
from mutasi_flow.planning.relief.queries.requests import list_ended

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime


def ask_for_reviews(runtime: "Runtime") -> int:
    """Ask both heads of whoever's help has ended, once; return how many ended."""
    today, at = runtime.clock.today(), runtime.clock.now()
    with runtime.database.writing() as session:
        ended = list_ended(session, today)
        for one in ended:
            text = T("Bantuan {name} di {unit} selesai. Tulis apa hasilnya.", name=one.name, unit=one.to_unit)
            heads = {
                people.head_of(session, unit_id, but=one.employee_id) for unit_id in (one.to_unit_id, one.from_unit_id)
            }
            notify(
                session,
                [
                    NewNotice(
                        "relief", text, at, employee_id=head, address=f"/bantuan-sementara/{one.request_id}#nilai"
                    )
                    for head in sorted(head for head in heads if head is not None)
                ],
            )
            session.execute(update(ReliefHelper).where(ReliefHelper.id == one.id).values(reminded_at=at))
    return len(ended)
