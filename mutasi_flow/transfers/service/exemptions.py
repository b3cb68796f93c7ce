"""Granting exemptions from rules, on a paper; never by whom the transfer concerns, nor by Plh. or Plt."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.rules.domain import Verdict
from mutasi_flow.rules.queries import load_rulebook
from mutasi_flow.transfers import documents, trail
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import PaperKind
from mutasi_flow.transfers.gates import Press, Question
from mutasi_flow.transfers.model import Exemption, Paper
from mutasi_flow.transfers.queries import TransferCard, find_card, find_card_for_update
from mutasi_flow.transfers.queries.visible import reads
from mutasi_flow.transfers.service.authority import find_obstacle
from mutasi_flow.transfers.service.perform import ACTING_ONLY, is_own_side
from mutasi_flow.transfers.workflow import STEP_OF, Action, State

_OPEN = frozenset({State.DRAFT, State.RETURNED, State.PROPOSED, State.CONSULTED, State.APPROVED})


@dataclass(frozen=True, slots=True)
class NewExemption:
    """What is granted: the rule, who granted it and why; number and date stand on the uploaded letter."""

    rule: str
    official: str
    reason: str
    letter: Upload


def may_exempt(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may record exemptions for this transfer.

    A draft is open to deciders for this alone: a rule that stops the submission must be lifted before it.
    """
    is_person = card.bars(actor.employee_id)
    is_applicant = is_person or is_own_side(card, actor) or actor.account_id == card.created_by_id
    return not is_applicant and actor.may(Permission.TRANSFERS_DECIDE, card.from_path)


def get_exemptible(session: Session, number: str, actor: Actor, on: date, *, lock: bool = False) -> TransferCard:
    """Return the transfer for somebody who decides over its unit, on the day as the matrix of authorities says.

    Raises:
        NotFound: there is none in the actor's units.
        NotPermitted: it is the actor's own transfer or request, or the role is held as Plh. or Plt.
    """
    card = find_card_for_update(session, number) if lock else find_card(session, number)
    reading = (Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_REVIEW)
    if card is None or not any(actor.may(permission, card.from_path) for permission in reading):
        raise NotFound(T("Usulan {number} tidak ditemukan.", number=number))
    if card.is_secret and not reads(session, actor, card.id, card.employee_id, card.door):
        raise NotFound(T("Usulan {number} tidak ditemukan.", number=number))
    if not actor.may(Permission.TRANSFERS_DECIDE, card.from_path):
        raise NotPermitted(ACTING_ONLY)
    if not may_exempt(card, actor):
        raise NotPermitted(T("Pengecualian tidak dapat dicatat oleh pegawai atau pengusul sendiri."))
    other = find_obstacle(session, card, STEP_OF[Action.APPROVE], actor, on)
    if other is not None:
        raise NotPermitted(other)
    return card


def list_blocking(session: Session, card: TransferCard, actor: Actor, clock: Clock) -> tuple[Verdict, ...]:
    """Return the verdicts that stop the transfer now."""
    return Question(session, card, actor, clock, Press()).evaluation.blocks


def grant_exemption(
    session: Session, files: FileStore, number: str, new: NewExemption, *, actor: Actor, clock: Clock
) -> int:
    """Record an exemption on its paper, and return its key.

    Raises:
        NotFound, NotPermitted: see :func:`get_exemptible`.
        Conflict: the transfer is closed or decreed.
        InvalidInput: official, reason, number, date or scan is missing, or the letter is dated ahead.
        Refused: the rule does not stop this transfer now, or nobody may exempt from it.
    """
    card = get_exemptible(session, number, actor, clock.today(), lock=True)
    if card.state not in _OPEN:
        raise Conflict(T("Usulan ini sudah selesai, jadi pengecualian tidak dapat dicatat lagi."))
    for field, written in (("official", new.official), ("exemption_reason", new.reason)):
        if not written.strip():
            raise InvalidInput(T("Isi pejabat yang mengecualikan dan alasannya."), field)
    at, today = clock.now(), clock.today()
    if new.letter.letter_on is None or new.letter.letter_on > today:
        raise InvalidInput(T("Isi tanggal surat, paling akhir hari ini."), "letter_on")
    verdict = next((one for one in list_blocking(session, card, actor, clock) if one.code == new.rule), None)
    if verdict is None:
        raise Refused(T("Aturan ini tidak sedang menghalangi usulan."))
    version = next(one for one in load_rulebook(session).in_force(today) if one.rule.code == new.rule)
    if version.exempted_by is None:
        raise Refused(T("Tidak ada yang dapat mengecualikan aturan ini."))
    paper_id = documents.attach(session, files, card, new.letter, actor=actor, at=at)
    _keep_former_letters(session, card.id, paper_id)
    given = {
        "rule": new.rule,
        "rule_version": version.key,
        "authority": version.exempted_by.value,
        "official": new.official.strip(),
        "letter_number": new.letter.letter_number.strip(),
        "paper_id": paper_id,
        "reason": new.reason.strip(),
    }
    recorder = actor.using(Permission.TRANSFERS_DECIDE, card.from_path)
    statement = insert(Exemption).values(
        transfer_id=card.id,
        to_unit_id=card.to_unit_id,
        to_jabatan_id=card.to_jabatan_id,
        letter_on=new.letter.letter_on,
        recorded_at=at,
        recorded_by_id=actor.account_id,
        recorded_by=f"{recorder.name} ({recorder.capacity})",
        **given,
    )
    exemption_id: int = session.execute(statement.returning(Exemption.id)).scalar_one()
    payload = {"exemption": exemption_id, "letter_on": new.letter.letter_on.isoformat(), **given}
    trail.record(session, card.id, "exemption_granted", actor=recorder, payload=payload, at=at)
    return exemption_id


def _keep_former_letters(session: Session, transfer_id: int, paper_id: int) -> None:
    """Another exemption's letter takes the place of none: each stays the ground of its own."""
    session.execute(
        update(Paper)
        .where(
            Paper.transfer_id == transfer_id,
            Paper.kind == PaperKind.EXEMPTION,
            Paper.replaced_by_id == paper_id,
        )
        .values(replaced_by_id=None)
    )
