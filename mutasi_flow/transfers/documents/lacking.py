"""What a file lacks before it may be sent, or before its consultation may be concluded."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.documents.checklist import (
    Item,
    Standing,
    choose_for,
    is_signed_by_sending,
    load_checklist,
    standing_of_paper,
)
from mutasi_flow.transfers.documents.matrix import Maker, Need, Requirement, lapses_on
from mutasi_flow.transfers.documents.reasons import load_reasons, ready_part
from mutasi_flow.transfers.documents.shipped import maker_of
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.queries import TransferCard, list_papers

_ABSENT: Mapping[Standing, Text] = {
    Standing.MISSING: T("Dokumen wajib belum ada: {document}."),
    Standing.BY_SENDING: T("Dokumen wajib belum ada: {document}."),
    Standing.PREPARED: T("Surat belum ditandatangani: {document}."),
    Standing.REFUSED: T("Dokumen perlu diganti: {document}."),
    Standing.LAPSED: T("Dokumen lewat masa berlaku, minta yang baru: {document}."),
}
_UNCHECKED: Mapping[Standing, Text] = {
    Standing.SCANNING: T("Dokumen masih diperiksa dari virus: {document}."),
    Standing.WAITING: T("Dokumen wajib belum diperiksa: {document}."),
}


def _say(items: Sequence[Item], words: Mapping[Standing, Text]) -> tuple[Text, ...]:
    return tuple(T(words[item.standing].message, document=item.name) for item in items if item.standing in words)


def list_absent(session: Session, card: TransferCard, actor: Actor, clock: Clock) -> tuple[Text, ...]:
    """Name each required paper that is missing, refused or too old, before the file is sent.

    Who sends the own request signs it by that, so nobody has to print it; what a unit or the office signs here comes
    after the sending.
    """
    is_signing = actor.employee_id is not None and actor.employee_id == card.employee_id and card.door is Door.OWN

    def needs_none(row: Requirement) -> bool:
        return _is_for_later(row) or (is_signing and maker_of(row) is Maker.EMPLOYEE)

    return _name_lacking(session, card, clock, needs_none, _ABSENT)


def _is_for_later(row: Requirement) -> bool:
    return maker_of(row) not in {Maker.EMPLOYEE, Maker.NOBODY}


def list_unchecked(session: Session, card: TransferCard, clock: Clock) -> tuple[Text, ...]:
    """Name each required paper that is absent or not yet found good, before the consultation is concluded."""
    words = {**_ABSENT, **_UNCHECKED}
    return _name_lacking(session, card, clock, lambda row: is_signed_by_sending(row, card), words)


def list_refused(session: Session, card: TransferCard, clock: Clock) -> Sequence[Item]:
    """Return the papers that were refused and not replaced yet."""
    return [item for item in load_checklist(session, card, clock) if item.standing is Standing.REFUSED]


def name_refused(session: Session, card: TransferCard, clock: Clock) -> str:
    """Name the refused papers with their ready reasons, for a notice: what was added in own words is not for it."""
    refused = [(item, item.paper) for item in list_refused(session, card, clock)]
    if not refused:
        return ""
    reasons = load_reasons(session)
    said = [(str(item.name), ready_part(reasons, paper.verdict_reason) if paper else "") for item, paper in refused]
    return "; ".join(f"{name} ({reason.rstrip('.')})" if reason else name for name, reason in said)


def _name_lacking(
    session: Session,
    card: TransferCard,
    clock: Clock,
    needs_none: Callable[[Requirement], bool],
    words: Mapping[Standing, Text],
) -> tuple[Text, ...]:
    """Say what is wrong with the required papers; old files from elsewhere have none.

    The road asks this at two presses, so the whole list is read only when an upload alone does not settle it.
    """
    if card.before_system:
        return ()
    chosen = choose_for(session, card, clock)
    required = {row.document: row for row in chosen if row.need is Need.REQUIRED and not needs_none(row)}
    if not required or _are_settled(session, card, required, clock.today(), words):
        return ()
    items = load_checklist(session, card, clock, chosen)
    return _say([item for item in items if item.requirement.document in required], words)


def _are_settled(
    session: Session,
    card: TransferCard,
    required: Mapping[str, Requirement],
    today: date,
    words: Mapping[Standing, Text],
) -> bool:
    papers = {paper.kind: paper for paper in list_papers(session, card.id)}
    return all(
        document in papers
        and standing_of_paper(papers[document], lapses_on(row, papers[document].letter_on), today) not in words
        for document, row in required.items()
    )
