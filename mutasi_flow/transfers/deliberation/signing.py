"""The other signatures on minutes: members sign with their own account or in ink, or refuse and say why.

Whoever closed the sitting or wrote the correction has signed by it. Minutes hold whether or not the others sign; what
each of them did is recorded: by themselves, of the file that they could read, or by the secretary with the scan of the
page. A record made by mistake is recorded anew: the last one counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers.deliberation.calling import chain_of, note
from mutasi_flow.transfers.deliberation.closing import list_written
from mutasi_flow.transfers.deliberation.hearing import LONGEST_REMARK
from mutasi_flow.transfers.deliberation.records import Board, SeatRow
from mutasi_flow.transfers.deliberation.rights import get_board, is_seated, may_prepare, sees_item
from mutasi_flow.transfers.domain.team import Presence, Signed
from mutasi_flow.transfers.model.deliberation import MinutesSignature

_WRITING = frozenset({"sitting_closed", "minutes_corrected"})


@dataclass(frozen=True, slots=True)
class Said:
    """What one member did; a refusal has its reason."""

    outcome: Signed
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewSignatures:
    """What members did with minutes on one day, by employee; ``scan`` shows the signatures."""

    found: Mapping[int, Said]
    signed_on: date
    scan: Examined | None = None


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A record that counts; ``id`` is 0 while nothing is recorded of the member."""

    id: int
    seat: SeatRow
    outcome: Signed | None = None
    signed_on: date | None = None
    reason: str = ""
    file_key: str = ""
    media_type: str = ""
    recorded_at: datetime | None = None

    @property
    def is_by_account(self) -> bool:
        """Whether the member signed with the own account, and on no page that was scanned."""
        return self.outcome is Signed.SIGNED and not self.file_key


def _signer_of(session: Session, sitting_id: int, letter_id: int) -> int | None:
    """Return who signed minutes by writing them."""
    for row in audit.trail(session, chain_of(sitting_id)):
        written = (
            {row.payload.get("letter_id"), *row.payload.get("plans", {}).values()} if row.action in _WRITING else ()
        )
        if letter_id in written and row.actor_id is not None:
            return access.employee_of(session, row.actor_id)
    return None


def list_signatures(session: Session, board: Board, letter_id: int) -> Sequence[SignatureRow]:
    """Return every member who was there beside the signer of the minutes, and what is recorded of them."""
    signer = _signer_of(session, board.sitting.id, letter_id)
    wanted = select(MinutesSignature).where(MinutesSignature.letter_id == letter_id).order_by(MinutesSignature.id)
    kept = {one.employee_id: one for one in session.scalars(wanted)}
    rows = []
    for seat in board.seats:
        if seat.presence is not Presence.PRESENT or seat.employee_id == signer:
            continue
        one = kept.get(seat.employee_id)
        given = (one.id, seat, one.outcome, one.signed_on, one.reason, one.file_key) if one else (0, seat)
        more = (one.media_type, one.recorded_at) if one else ()
        rows.append(SignatureRow(*given, *more))
    return rows


def find_minutes(session: Session, board: Board, letter_id: int, actor: Actor) -> LetterRow:
    """Return minutes of a sitting for whoever may see all that they name.

    Raises:
        NotFound: there are none for this person.
    """
    written = list_written(session, board)
    letter = next((one for one in written if one.id == letter_id), None)
    if letter is None or not all(sees_item(session, item, actor) for item in board.items):
        raise NotFound
    return letter


def record_signatures(
    session: Session,
    files: FileStore,
    sitting_id: int,
    letter_id: int,
    new: NewSignatures,
    *,
    actor: Actor,
    clock: Clock,
) -> int:
    """Record what members did with minutes; return of how many.

    Raises:
        NotFound: there are no such minutes for this person, or no such member signs them or has not signed already with
            the own account.
        NotPermitted: the person neither leads the sitting nor is its secretariat.
        InvalidInput: nothing is said, a day cannot be, a refusal has no reason, or a signature no scan.
    """
    board = get_board(session, sitting_id, actor, lock=True)
    letter = find_minutes(session, board, letter_id, actor)
    if not may_prepare(board, actor):
        raise NotPermitted
    rows = [row for row in list_signatures(session, board, letter_id) if not row.is_by_account]
    _check(new, {row.seat.employee_id: row.seat.name for row in rows}, letter.dated_on, clock.today())
    is_shown = any(one.outcome is Signed.SIGNED for one in new.found.values())
    if is_shown and new.scan is None:
        raise InvalidInput(T("Pilih berkas dahulu."), "file")
    file_key = files.put(new.scan.data, new.scan.suffix) if new.scan and is_shown else ""
    _keep(session, board, letter, new, file_key, actor=actor, at=clock.now())
    return len(new.found)


def sign_own(session: Session, sitting_id: int, letter_id: int, said: Said, *, actor: Actor, clock: Clock) -> str:
    """Sign minutes with the own account, or refuse to; return their number.

    Raises:
        NotFound: there are no such minutes for this person.
        NotPermitted: the person was not there, or has signed by writing them.
        Conflict: they are not printed yet, so nobody can have read them; or the person has signed already.
        InvalidInput: a refusal has no reason.
    """
    board = get_board(session, sitting_id, actor, lock=True)
    letter, own = find_minutes(session, board, letter_id, actor), find_own(session, board, letter_id, actor)
    if own is None:
        raise NotPermitted(T("Berita acara ditandatangani anggota yang hadir."))
    if not letter.file_key:
        raise Conflict(T("Berkas surat ini masih disiapkan. Coba lagi sebentar."))
    if own.outcome is Signed.SIGNED:
        raise Conflict(T("Anda sudah menandatangani berita acara ini."))
    _check_reason(said, own.seat.name, "reason")
    new = NewSignatures({own.seat.employee_id: said}, clock.today())
    _keep(session, board, letter, new, "", actor=actor, at=clock.now())
    return letter.number


def find_own(session: Session, board: Board, letter_id: int, actor: Actor) -> SignatureRow | None:
    """Return what is recorded of the actor; None for whoever does not sign these minutes."""
    if not is_seated(board, actor):
        return None
    rows = list_signatures(session, board, letter_id)
    return next((one for one in rows if one.seat.employee_id == actor.employee_id), None)


def _keep(
    session: Session, board: Board, letter: LetterRow, new: NewSignatures, file_key: str, *, actor: Actor, at: datetime
) -> None:
    is_signed = {key: one.outcome is Signed.SIGNED for key, one in new.found.items()}
    rows = [
        {
            "letter_id": letter.id,
            "employee_id": key,
            "outcome": one.outcome,
            "signed_on": new.signed_on,
            "reason": "" if is_signed[key] else one.reason.strip(),
            "file_key": file_key if is_signed[key] else "",
            "media_type": new.scan.media_type if new.scan and is_signed[key] else "",
            "recorded_by_id": actor.account_id,
            "recorded_at": at,
        }
        for key, one in new.found.items()
    ]
    session.execute(insert(MinutesSignature), rows)
    payload = {
        "letter": letter.number,
        "letter_id": letter.id,
        "sha256": letter.sha256,
        "signed_on": new.signed_on.isoformat(),
        "signed": [key for key, signed in is_signed.items() if signed],
        "refused": [key for key, signed in is_signed.items() if not signed],
        "file": file_key,
    }
    note(session, board.sitting.id, "minutes_signed", actor=actor, payload=payload, at=at)


def _check(new: NewSignatures, names: Mapping[int, str], earliest: date, today: date) -> None:
    if not new.found:
        raise InvalidInput(T("Belum ada yang dipilih."), "signed_on")
    if set(new.found) - set(names):
        raise NotFound(T("Anggota tim tidak ditemukan."))
    if not earliest <= new.signed_on <= today:
        raise InvalidInput(T("Tanggal ini antara tanggal berita acara dan hari ini."), "signed_on")
    for key, one in new.found.items():
        _check_reason(one, names[key], f"reason-{key}")


def _check_reason(said: Said, name: str, field: str) -> None:
    if said.outcome is Signed.REFUSED and not said.reason.strip():
        raise InvalidInput(T("{name} tidak bersedia: tuliskan alasannya.", name=name), field)
    if len(said.reason) > LONGEST_REMARK:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REMARK), field)
