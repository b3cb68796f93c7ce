"""The office's own rows of who reads what of an opinion."""

from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.model import OpinionSight
from mutasi_flow.transfers.visibility import MAY_NAME_PEERS, Moment, Part, Reader, Sight

_SAID = frozenset({Part.STANCE, Part.REASON})


def find_fault(row: Sight) -> Text | None:
    """Say why a row may not be; None when it may."""
    if row.reader is Reader.GIVER and row.moment is not Moment.AT_ONCE:
        return T("Pemberi tanggapan selalu membaca tanggapannya sendiri.")
    is_peers_name = row.voice is Voice.PEER and row.part is Part.IDENTITY
    if is_peers_name and row.reader not in MAY_NAME_PEERS and row.moment is not Moment.NEVER:
        return T("Nama rekan kerja hanya dapat dibuka untuk verifikator dan pengawas.")
    if row.reader is Reader.VERIFIER and row.part in _SAID and row.moment is not Moment.AT_ONCE:
        return T("Verifikator membaca sikap dan alasan langsung, supaya dapat menjawabnya.")
    is_weighed = row.reader is Reader.DECIDER and row.part in _SAID and row.voice is not Voice.PEER
    if is_weighed and row.moment not in {Moment.AT_ONCE, Moment.CONCLUDED}:
        return T("Yang memutus membaca sikap dan alasan sebelum memutus.")
    return None


def add_sight(session: Session, row: Sight, *, actor: Actor, today: date, at: datetime) -> int:
    """Add a row; it holds from its first day on, and opens nothing that was given before. Return its key.

    Raises:
        InvalidInput: it begins in the past, has no source, or would break what cannot be set.
    """
    fault = find_fault(row)
    if fault is not None:
        raise InvalidInput(fault, "moment")
    if not row.source.strip():
        raise InvalidInput(T("Tuliskan dasarnya."), "source")
    if row.from_on < today:
        raise InvalidInput(T("Baris berlaku paling awal hari ini."), "from_on")
    given = {
        "voice": row.voice,
        "reader": row.reader,
        "part": row.part,
        "moment": row.moment,
        "from_on": row.from_on,
        "source": row.source.strip(),
    }
    values = {**given, "added_by_id": actor.account_id, "added_at": at}
    key: int = session.execute(insert(OpinionSight).values(**values).returning(OpinionSight.id)).scalar_one()
    written = {**{name: str(value) for name, value in given.items()}, "from_on": row.from_on.isoformat()}
    note_office(session, actor, "opinion_sight_added", {"id": key, **written}, at)
    return key
