"""Writing the matrix of who decides and who signs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import MOVE_KINDS, Act, SigningForm
from mutasi_flow.access.model import AuthorityRow
from mutasi_flow.access.service.guard import require
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Unit
from mutasi_flow.people.service.trail import note_office

_CRITERIA = ("act", "move_kind", "post_kind", "level", "unit_id")


@dataclass(frozen=True, slots=True)
class NewAuthority:
    """A row to add; empty criteria stand for "any"."""

    act: Act
    official_unit_id: int
    title: str
    from_on: date
    form: SigningForm = SigningForm.OWN
    via: str = ""
    decree_number: str = ""
    decree_on: date | None = None
    to_on: date | None = None
    move_kind: str = ""
    post_kind: str = ""
    level: str = ""
    unit_id: int | None = None


def _check(session: Session, new: NewAuthority) -> None:
    if new.move_kind and new.move_kind not in MOVE_KINDS:
        raise InvalidInput(T("Jenis mutasi ini tidak dikenal."), "move_kind")
    if new.post_kind and new.post_kind not in set(JabatanKind):
        raise InvalidInput(T("Jenis jabatan ini tidak dikenal."), "post_kind")
    if not new.title.strip():
        raise InvalidInput(T("Tuliskan nama jabatan pejabatnya seperti tercetak di surat."), "title")
    if new.form is not SigningForm.OWN and not (new.decree_number.strip() and new.decree_on):
        raise InvalidInput(T("Isi nomor dan tanggal keputusan pendelegasian untuk a.n. atau u.b."), "decree_number")
    if new.form is SigningForm.UB and not new.via.strip():
        raise InvalidInput(T("Untuk u.b., tuliskan jabatan yang diwakili, misalnya Sekretaris Daerah."), "via")
    if new.to_on is not None and new.to_on < new.from_on:
        raise InvalidInput(T("Tanggal berakhir lebih awal daripada tanggal mulai."), "to_on")
    for unit_id in (new.official_unit_id, new.unit_id):
        if unit_id is not None and session.get(Unit, unit_id) is None:
            raise NotFound(T("Unit ini tidak ada."))


def _overlaps(session: Session, new: NewAuthority) -> bool:
    same = [getattr(AuthorityRow, name).is_not_distinct_from(getattr(new, name)) for name in _CRITERIA]
    known = session.execute(select(AuthorityRow.from_on, AuthorityRow.to_on).where(*same))
    return any(start <= (new.to_on or date.max) and new.from_on <= (end or date.max) for start, end in known)


def add_authority(session: Session, new: NewAuthority, *, actor: Actor, at: datetime) -> int:
    """Add a row of the matrix and return its key.

    Raises:
        NotPermitted: the actor is no administrator.
        InvalidInput: a criterion is unknown, or the title, the delegation decree or the days are missing or wrong.
        NotFound: no such unit.
        Conflict: a row with the same criteria holds in these days.
    """
    require(actor, Permission.ADMIN)
    _check(session, new)
    if _overlaps(session, new):
        raise Conflict(T("Sudah ada baris untuk hal yang sama pada masa itu. Akhiri dahulu baris tersebut."))
    given = {
        "act": new.act,
        "move_kind": new.move_kind,
        "post_kind": new.post_kind,
        "level": new.level.strip(),
        "unit_id": new.unit_id,
        "official_unit_id": new.official_unit_id,
        "title": new.title.strip(),
        "form": new.form,
        "via": new.via.strip() if new.form is SigningForm.UB else "",
        "decree_number": new.decree_number.strip(),
    }
    days = {"decree_on": new.decree_on, "from_on": new.from_on, "to_on": new.to_on}
    key: int = session.execute(insert(AuthorityRow).values(**given, **days).returning(AuthorityRow.id)).scalar_one()
    written = {name: value and value.isoformat() for name, value in days.items()}
    note_office(session, actor, "authority_added", {"id": key, **given, **written}, at)
    return key


def end_authority(
    session: Session, authority_id: int, last_day: date, *, actor: Actor, today: date, at: datetime
) -> None:
    """Let a row end; what was decided and signed under it stays.

    Raises:
        NotPermitted: the actor is no administrator.
        NotFound: no such row.
        InvalidInput: the last day lies before yesterday, or before the first day.
    """
    require(actor, Permission.ADMIN)
    first_day = session.scalar(select(AuthorityRow.from_on).where(AuthorityRow.id == authority_id))
    if first_day is None:
        raise NotFound
    if last_day < max(today - timedelta(days=1), first_day - timedelta(days=1)):
        raise InvalidInput(T("Hari terakhir paling awal kemarin."), "to_on")
    session.execute(update(AuthorityRow).where(AuthorityRow.id == authority_id).values(to_on=last_day))
    note_office(session, actor, "authority_ended", {"id": authority_id, "to_on": last_day.isoformat()}, at)
