"""What several pages of the road show: the card for its author, sections of a draft, words for choices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted
from mutasi_flow.core.forms import LARGEST_INT
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import current_actor, current_clock, current_session, read_mark
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.domain import DueMark, mark_due
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import WHOLE_TIME
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.queries import (
    EvidenceRow,
    QueueFilter,
    QueueMark,
    QueueRow,
    TransferCard,
    WishRow,
    find_card_by_id,
    find_evidence,
    get_card,
    list_cards,
    list_papers,
    list_wishes,
    may_see,
)
from mutasi_flow.transfers.queries.links import Partner, describe_link, list_partners, list_partners_of_numbers
from mutasi_flow.transfers.queries.queue import QUEUE_PAGE
from mutasi_flow.transfers.queries.views import (
    PARAMS,
    QueueView,
    SavedRow,
    build_filter,
    get_view,
    list_views,
    read_view,
)
from mutasi_flow.transfers.service.perform import is_own_side
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import Action, State
from mutasi_flow.workload import queries as workload
from mutasi_flow.workload.domain import MoveEffect

LETTER_LABELS: Mapping[str, Text] = {kind.name: kind.label for kind in LETTER_KINDS}
CONSEQUENCES: Mapping[Action, Text] = {
    Action.RETURN: T("Usulan kembali kepada pengusul untuk diperbaiki, lalu dikirim lagi."),
    Action.CONCLUDE_CONSULTATION: T("Berkas diteruskan kepada pejabat yang memutus."),
    Action.POSTPONE: T("Usulan berhenti sampai hari itu, lalu berjalan lagi dengan sendirinya."),
    Action.REJECT: T("Usulan berakhir. Pegawai membaca alasannya dan dapat mengajukan keberatan."),
    Action.APPROVE: T(
        "Usulan diteruskan kepada pejabat yang menerbitkan SK. Sampai SK terbit masih dapat dibuka kembali."
    ),
    Action.REOPEN: T("Persetujuan tidak berlaku lagi, dan usulan kembali menunggu putusan."),
    Action.DECREE: T("SK bernomor sekarang juga. Sesudah itu hanya dapat diubah atau dicabut dengan SK baru."),
}
"""What a step brings about, said beside its button; steps that end a file warn in words of their own."""


def get_own_task(task_id: int, kinds: Collection[str]) -> tuple[TaskRow, TransferCard]:
    """Return a task of one of ``kinds`` for who may do it, with the transfer it is about.

    Raises:
        NotFound: there is none that waits, or waited, for the visitor.
    """
    session = current_session()
    task = inbox.get_task(session, task_id)
    card = find_card_by_id(session, task.about_id) if task.about_kind == ABOUT else None
    if card is None or task.kind not in kinds or not inbox.may_complete(session, task, current_actor()):
        raise NotFound(inbox.NO_TASK)
    return task, card


def get_editable(number: str, *, sent: bool = False) -> TransferCard:
    """Return the transfer for its author; unless ``sent``, only while it is still with the author.

    Raises:
        NotFound: there is none for this person.
        NotPermitted: the person only reads it.
        Conflict: it has been sent already.
    """
    actor = current_actor()
    card = get_card(current_session(), number, actor)
    if not is_own_side(card, actor) and not actor.may(Permission.TRANSFERS_FILE_FOR, card.from_path):
        raise NotPermitted
    if not sent and card.state not in {State.DRAFT, State.RETURNED}:
        raise Conflict(T("Usulan ini sudah dikirim, jadi isinya tidak dapat diubah."))
    return card


def current_destinations(card: TransferCard) -> Sequence[WishRow]:
    """Return the ranked destinations; a single one may stand on the transfer itself."""
    wishes = list_wishes(current_session(), card.id)
    if wishes or card.to_unit_id is None or card.to_jabatan_id is None:
        return wishes
    return [WishRow(1, card.to_unit_id, "", card.to_unit, card.to_jabatan_id, "", card.to_jabatan)]


def effect_of(card: TransferCard) -> MoveEffect:
    """Return what the move does to both units."""
    return workload.effect_of_move(
        current_session(),
        from_unit_id=card.from_unit_id,
        from_jabatan_id=card.from_jabatan_id,
        to_unit_id=card.to_unit_id,
        to_jabatan_id=card.to_jabatan_id,
        share=card.share / WHOLE_TIME,
    )


def evidence_of(card: TransferCard) -> EvidenceRow | None:
    """Return what of a plan stands behind the transfer, for a visitor who reads that plan."""
    return find_evidence(current_session(), card.id, current_actor()) if card.door is Door.PLAN else None


@dataclass(frozen=True, slots=True)
class ShownPartner:
    """A linked transfer, and whether the visitor may open it."""

    partner: Partner
    is_open: bool


def shown_partners(card: TransferCard) -> Sequence[ShownPartner]:
    """Return with which transfers one is decided together; nothing is told of a file outside the visitor's scope."""
    session, actor = current_session(), current_actor()
    partners = list_partners(session, card.id) if card.is_linked else ()
    keys = [one.transfer_id for one in partners]
    cards = {one.id: one for one in list_cards(session, keys, actor)} if partners else {}
    return [
        ShownPartner(one, one.transfer_id in cards and may_see(session, cards[one.transfer_id], actor))
        for one in partners
    ]


def until_words(due_on: date | None) -> Text | None:
    """Say until when, and how many working days that leaves; None without a due date."""
    if due_on is None:
        return None
    today = current_clock().today()
    left = mark_due(today, due_on, today, people.list_holidays(current_session())).text
    return T("{day} ({left})", day=due_on, left=left)


def link_words(rows: Sequence[QueueRow]) -> Mapping[str, Text]:
    """Return with what each row of a queue is linked, by number."""
    found = list_partners_of_numbers(current_session(), [row.number for row in rows], current_actor())
    return {number: describe_link(partners) for number, partners in found.items()}


def queue_marks(rows: Sequence[QueueRow]) -> dict[int, DueMark]:
    """Return the clock of each row in words, by task."""
    session, clock = current_session(), current_clock()
    today, holidays = clock.today(), people.list_holidays(session)
    return {
        row.task_id: mark_due(row.opened_at.astimezone(clock.zone).date(), row.due_on, today, holidays) for row in rows
    }


@dataclass(frozen=True, slots=True)
class AskedQueue:
    """Which part of the queue the address of a page names."""

    view: QueueView
    saved: SavedRow | None
    q: str
    wanted: QueueFilter

    @property
    def address(self) -> dict[str, Any]:
        """What must stand in an address that means the same part."""
        searched = {"q": self.q} if self.q else {}
        return {"tampilan": str(self.saved.id), **searched} if self.saved else {**self.view.as_params(), **searched}


def _read_place(text: str) -> QueueMark | None:
    """Return the row after which a page goes on; what is no such row is taken for none."""
    day, _, key = text.partition(".")
    is_key = key.isascii() and key.isdigit() and len(key) < len(str(LARGEST_INT))
    try:
        return QueueMark(date.fromisoformat(day), int(key)) if is_key else None
    except ValueError:
        return None


def read_queue() -> AskedQueue:
    """Return the part of the queue that the address names: by its words, a saved view, or else the preferred view.

    Raises:
        NotFound: the saved view is not the visitor's.
    """
    session, actor, given = current_session(), current_actor(), request.values
    saved = None
    if given.get("tampilan"):
        saved = get_view(session, actor, read_mark("tampilan") or 0)
    elif not any(name in given for name in (*PARAMS, "q", "sesudah")):
        saved = next((view for view in list_views(session, actor) if view.is_preferred), None)
    view, q = read_view(saved.params if saved else given), given.get("q", "").strip()
    wanted = build_filter(session, actor, view, current_clock().today())
    wanted = replace(wanted, q=q, after=_read_place(given.get("sesudah", "")), limit=QUEUE_PAGE + 1)
    return AskedQueue(view, saved, q, wanted)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a request with its state in words."""

    title: Text
    address: str
    status: Text
    colour: str
    hint: Text | None = None


def draft_sections(card: TransferCard) -> Sequence[Section]:
    """Return the task list of a draft."""
    done, missing = (T("Selesai"), ""), (T("Belum"), "blue")
    papers = list_papers(current_session(), card.id)
    has_place = bool(card.to_unit_id or card.crossing)
    place = done if has_place else missing
    why = done if card.reason.strip() and (card.reason_category or card.revokes_id) else missing
    attached = (T("{count} dokumen", count=len(papers)), "") if papers else (T("Tidak wajib"), "grey")
    ready = has_place and bool(card.reason.strip())
    check = (T("Siap dikirim"), "green") if ready else (T("Belum dapat dikirim"), "grey")
    number = card.number
    destination = Section(T("Tujuan"), url_for("filing.choose_destination", number=number), *place)
    return [
        *(() if card.revokes_id else (destination,)),
        Section(T("Alasan"), url_for("filing.reason", number=number), *why),
        Section(T("Dokumen"), url_for("papers.index", number=number), *attached),
        Section(T("Periksa dan kirim"), url_for("filing.check", number=number), *check),
    ]
