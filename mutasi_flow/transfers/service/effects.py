"""What an action means beyond the new state: tasks, notices, letter, placement. One function per action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Authority, Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound, Refused
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.letters.service import Issued
from mutasi_flow.people import queries as people_queries
from mutasi_flow.people import service as people
from mutasi_flow.transfers import consultation, documents
from mutasi_flow.transfers.domain import Direction, Door
from mutasi_flow.transfers.gates import Press, Question
from mutasi_flow.transfers.model import RuleEvaluation, Transfer
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id
from mutasi_flow.transfers.queries.routes import load_route
from mutasi_flow.transfers.routes import DECIDE, Route
from mutasi_flow.transfers.service import collective, secrecy, tasks
from mutasi_flow.transfers.service import decree as decree_letter
from mutasi_flow.transfers.service.collective import Joining
from mutasi_flow.transfers.service.decree import Change, Signer
from mutasi_flow.transfers.workflow import OPEN_STATES, Action, State

_SEND = Prepared(
    update(Transfer)
    .where(Transfer.id == bindparam("transfer_id"))
    .values(submitted_at=bindparam("submitted"), route=bindparam("new_route"), is_secret=bindparam("secret"))
)
_START = Prepared(
    update(Transfer).where(Transfer.id == bindparam("transfer_id")).values(effective_on=bindparam("start"))
)

_KEEP = Prepared(insert(RuleEvaluation), ("transfer_id", "act", "evaluated_on", "evaluated_at", "sha256", "verdicts"))


@dataclass(frozen=True)
class Moment:
    """One press on one transfer, as the effects see it; ``card`` is the transfer before the press."""

    session: Session
    card: TransferCard
    actor: Actor
    clock: Clock
    press: Press
    at: datetime
    question: Question
    authority: Authority | None = None
    """Row of the matrix under which the step is taken; None: the head of region."""

    @property
    def today(self) -> date:
        """The day of the press at the office."""
        return self.question.today


Facts = dict[str, Any]
Effect = Callable[[Moment], Facts]


def _tell(moment: Moment, event: str, text: Text) -> None:
    tasks.tell_both_sides(moment.session, moment.card, event=event, text=text, at=moment.at)


def _tell_of_decree(moment: Moment) -> None:
    tell = tasks.tell_employee if moment.press.in_batch and not moment.card.is_secret else tasks.tell_both_sides
    tell(moment.session, moment.card, event="decreed", text=tasks.decree_is_out(moment.card.number), at=moment.at)


def _close(moment: Moment) -> None:
    inbox.close_all(moment.session, "transfer", moment.card.id, moment.at)


def _tell_partners(moment: Moment) -> None:
    """Tell the office of each linked transfer that one of them has ended."""
    for one in () if moment.card.is_secret else moment.question.partners:
        if one.state in OPEN_STATES:
            text = T(
                "Usulan {number} dikaitkan dengan {other}, yang kini berhenti. Periksa kaitannya.",
                number=one.number,
                other=moment.card.number,
            )
            address = f"/usulan/{one.number}/kaitan"
            role, unit_id = Role.VERIFIER.value, one.from_unit_id
            notice = NewNotice("partner_ended", text, moment.at, role=role, unit_id=unit_id, address=address)
            inbox.notify(moment.session, [notice])


def _keep_evaluation(moment: Moment) -> Facts:
    """Keep what every rule said at this act, with its words and version; return what the trail names of it."""
    question = moment.question
    evaluation, summary = question.evaluation, question.evaluation.summary()
    kept = {
        "transfer_id": moment.card.id,
        "act": question.act,
        "evaluated_on": evaluation.on,
        "evaluated_at": moment.at,
        "sha256": summary["sha256"],
        "verdicts": evaluation.kept,
    }
    run(moment.session, _KEEP, kept)
    return summary


def _is_secret(moment: Moment, route: Route) -> bool:
    """Whether the file is confidential from here on; what was sent before stays as it is, announced or not."""
    session, card = moment.session, moment.card
    is_secret = card.is_secret if card.submitted_at is not None else route.is_confidential
    secrecy.change_secrecy(session, card, is_secret=is_secret, at=moment.at)
    if is_secret and card.submitted_at is None:
        secrecy.fill_list(session, card, route, today=moment.today, at=moment.at)
    return is_secret


def _submit(moment: Moment) -> Facts:
    session, card = moment.session, moment.card
    office = people_queries.get_office(session)
    route = tasks.choose_route(session, card, office, moment.today)
    on_route = replace(card, route=route.key, is_secret=_is_secret(moment, route))
    values = {"submitted": moment.at, "new_route": route.key, "secret": on_route.is_secret}
    run(session, _SEND, {"transfer_id": card.id, **values})
    if card.submitted_at is not None:
        _close(moment)
    tasks.open_stages(session, on_route, State.PROPOSED, office=office, today=moment.today, at=moment.at)
    if card.filed_for or card.door is not Door.OWN:
        text = T("Usulan mutasi {number} untuk Anda sudah diajukan.", number=card.number)
        tasks.tell_employee(session, on_route, event="filed_for_you", text=text, at=moment.at)
    return {"route": route.key, "eligibility": _keep_evaluation(moment)}


def _return(moment: Moment) -> Facts:
    _close(moment)
    refused = documents.name_refused(moment.session, moment.card, moment.clock)
    tasks.open_for_author(moment.session, moment.card, today=moment.today, at=moment.at, refused=refused)
    return {}


def _withdraw(moment: Moment) -> Facts:
    _close(moment)
    _put_aside(moment)
    _tell_partners(moment)
    return {}


def _conclude(moment: Moment) -> Facts:
    session, card = moment.session, moment.card
    lapsed = tasks.lapse_overdue(session, card, today=moment.today, at=moment.at)
    tasks.finish_office_tasks(session, card, moment.actor, moment.at)
    tasks.open_stages(session, card, State.CONSULTED, today=moment.today, at=moment.at)
    return {"silences": len(lapsed)} if lapsed else {}


def _postpone(moment: Moment) -> Facts:
    until = moment.press.until or moment.today
    tasks.stop_clocks(moment.session, moment.card, moment.today, until)
    text = T("Usulan {number} ditunda sampai {until}.", number=moment.card.number, until=until)
    _tell(moment, "postponed", text)
    return {"until": until.isoformat()}


def _reject(moment: Moment) -> Facts:
    _close(moment)
    _put_aside(moment)
    _tell_partners(moment)
    _tell(moment, "rejected", T("Ada putusan atas usulan {number}.", number=moment.card.number))
    return {}


def _approve(moment: Moment) -> Facts:
    session, card = moment.session, moment.card
    for opinion_id, text in moment.press.weighed.items():
        if text.strip():
            consultation.weigh(session, card, opinion_id, text, moment.actor)
    tasks.tell_answered(session, card, consultation.confirm_weighing(session, card, moment.at), at=moment.at)
    if moment.press.effective_on:
        run(session, _START, {"transfer_id": card.id, "start": moment.press.effective_on})
    tasks.finish_office_tasks(session, card, moment.actor, moment.at)
    tasks.open_stages(session, card, State.APPROVED, today=moment.today, at=moment.at)
    _tell(moment, "approved", T("Usulan {number} disetujui. SK sedang disiapkan.", number=card.number))
    return {"eligibility": _keep_evaluation(moment)}


def _reopen(moment: Moment) -> Facts:
    _close(moment)
    session, card = moment.session, moment.card
    first = load_route(session, card.route).stage_of(DECIDE)
    tasks.open_stages(session, card, State.CONSULTED, first=first, today=moment.today, at=moment.at)
    _tell(moment, "reopened", T("Putusan atas usulan {number} dibuka kembali.", number=card.number))
    return {}


def _cancel(moment: Moment) -> Facts:
    _close(moment)
    _put_aside(moment)
    _tell_partners(moment)
    return {}


def _leave(moment: Moment) -> Facts:
    """End the file by what another authority decided; the person leaves on the day named, at once when it has come."""
    session, card, start = moment.session, moment.card, moment.question.start
    run(session, _START, {"transfer_id": card.id, "start": start})
    tasks.finish_office_tasks(session, card, moment.actor, moment.at)
    text = T("Putusan pindah keluar untuk usulan {number} sudah dicatat.", number=card.number)
    _tell(moment, "decreed", text)
    return {"effective_on": start.isoformat(), "eligibility": _keep_evaluation(moment)}


def _put_aside(moment: Moment) -> None:
    """A file of somebody who was to come has ended otherwise: the record without a unit counts as nobody at work."""
    if moment.card.crossing is Direction.IN:
        people.set_aside(moment.session, moment.actor, moment.card.employee_id, moment.at)


def _decree(moment: Moment) -> Facts:
    session, card = moment.session, moment.card
    if card.crossing is Direction.OUT:
        return _leave(moment)
    if card.revokes_id is not None:
        return _decree_revocation(moment, get_card_by_id(session, card.revokes_id))
    start = moment.question.start
    run(session, _START, {"transfer_id": card.id, "start": start})
    letter = _issue(moment, start)
    if not card.is_secret:
        on_decree = replace(card, effective_on=start)
        secrecy.place(session, on_decree, letter.number, actor=moment.actor, today=moment.today, at=moment.at)
    tasks.finish_office_tasks(session, card, moment.actor, moment.at)
    tasks.open_stages(session, card, State.DECREED, today=moment.today, at=moment.at)
    _tell_of_decree(moment)
    return {
        "letter": letter.number,
        "letter_id": letter.id,
        "effective_on": start.isoformat(),
        "eligibility": _keep_evaluation(moment),
    }


def _issue(moment: Moment, start: date) -> Issued:
    """Issue the decree, or put the person on the one of the batch."""
    session, card, batch_id = moment.session, moment.card, moment.press.collective
    signer = Signer(moment.actor, moment.authority)
    if batch_id is not None:
        joining = Joining(batch_id, start, moment.today, moment.at, signer)
        return collective.join(session, card, joining)
    zone = moment.clock.zone
    return decree_letter.issue(
        session, card, effective_on=start, dated_on=moment.today, at=moment.at, zone=zone, signer=signer
    )


def _decree_revocation(moment: Moment, revoked: TransferCard) -> Facts:
    """Issue the letter that a filed revocation asked for; ``perform`` revokes the transfer itself with it."""
    session, card = moment.session, moment.card
    standing = decree_letter.find_standing(session, revoked)
    if standing is None:
        raise Refused(
            T("SK usulan {number} sudah tidak berlaku, jadi tidak perlu dicabut lagi.", number=revoked.number)
        )
    run(session, _START, {"transfer_id": card.id, "start": moment.today})
    change = Change(card.reason, Signer(moment.actor, moment.authority), moment.at, moment.today)
    letter = decree_letter.issue_revocation(session, revoked, standing, change, card)
    tasks.finish_office_tasks(session, card, moment.actor, moment.at)
    _tell_of_decree(moment)
    return {"letter": letter.number, "letter_id": letter.id, "revokes": revoked.number}


def _return_to_origin(moment: Moment, letter_number: str) -> None:
    """After an imported decree, whose placement is not in our history: the origin on the file, if still unmoved."""
    session, card = moment.session, moment.card
    present = people_queries.get_employee_card(session, card.employee_id)
    is_at_destination = (present.unit_id, present.jabatan_id) == (card.to_unit_id, card.to_jabatan_id)
    if card.from_unit_id is None or card.from_jabatan_id is None or not is_at_destination:
        return
    people.place(
        session,
        employee_id=card.employee_id,
        unit_id=card.from_unit_id,
        jabatan_id=card.from_jabatan_id,
        from_on=moment.today,
        letter_number=letter_number,
        source="revocation",
        today=moment.today,
        at=moment.at,
        actor=moment.actor,
    )


def _put_back(moment: Moment, letter_number: str) -> None:
    """Restore the post that the person had before the decree."""
    employee_id, today = moment.card.employee_id, moment.today
    try:
        people.restore(moment.session, employee_id=employee_id, letter_number=letter_number, today=today, at=moment.at)
    except NotFound:
        if not moment.card.before_system:
            raise
        _return_to_origin(moment, letter_number)


def _revoke(moment: Moment) -> Facts:
    session, card, at = moment.session, moment.card, moment.at
    standing, revoked_by = decree_letter.find_standing(session, card), moment.press.revocation_id
    facts: Facts = {}
    if standing is not None and not card.is_secret:
        _put_back(moment, standing.number)
    if moment.press.revoked_by:
        facts["filed"] = moment.press.revoked_by
    elif standing is not None and not decree_letter.leaves_unsigned(session, standing):
        change = Change(moment.press.reason, Signer(moment.actor, moment.authority), at, moment.today)
        letter = decree_letter.issue_revocation(session, card, standing, change)
        facts["revocation"], revoked_by = letter.number, letter.id
    facts["letters"] = decree_letter.revoke_standing(session, card, at, revoked_by)
    _close(moment)
    _tell_partners(moment)
    _tell(moment, "revoked", T("SK untuk usulan {number} dicabut.", number=card.number))
    return facts


EFFECTS: Mapping[Action, Effect] = MappingProxyType(
    {
        Action.SUBMIT: _submit,
        Action.RETURN: _return,
        Action.RESUBMIT: _submit,
        Action.WITHDRAW: _withdraw,
        Action.CONCLUDE_CONSULTATION: _conclude,
        Action.POSTPONE: _postpone,
        Action.REJECT: _reject,
        Action.APPROVE: _approve,
        Action.REOPEN: _reopen,
        Action.CANCEL: _cancel,
        Action.DECREE: _decree,
        Action.REVOKE: _revoke,
    }
)
