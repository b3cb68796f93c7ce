"""One file before those who verify, decide and issue: what was asked, said and checked, and what a move does."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.domain import INTEREST_LABELS
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.consultation import load_summary
from mutasi_flow.transfers.deliberation import READY, may_bundle
from mutasi_flow.transfers.documents import (
    NOT_BY_WHO_ATTACHED,
    STANDING_LABELS,
    Item,
    choose_reasons,
    load_checklist,
    load_reasons,
    may_judge,
)
from mutasi_flow.transfers.domain import REASON_CATEGORIES, RECORDED_ACT_LABELS, STANCE_LABELS, VOICE_LABELS
from mutasi_flow.transfers.domain.links import LINK_LABELS
from mutasi_flow.transfers.forms import read_picks, read_press, read_version
from mutasi_flow.transfers.gates import Press, Question, ask
from mutasi_flow.transfers.pages.shown import (
    CONSEQUENCES,
    current_destinations,
    effect_of,
    evidence_of,
    shown_partners,
    until_words,
)
from mutasi_flow.transfers.queries import (
    TransferCard,
    eyes_of,
    find_card_by_id,
    get_card,
    list_opinions,
    list_records,
    load_route,
    load_status,
    load_waiting,
    may_see,
    view_rows,
)
from mutasi_flow.transfers.queries.paper_acts import list_paper_acts
from mutasi_flow.transfers.queries.revocations import find_revoked
from mutasi_flow.transfers.review import may_link
from mutasi_flow.transfers.routes import OUTCOME_LABELS, attention_of
from mutasi_flow.transfers.service import (
    ACTING_ONLY,
    ask_companions,
    available_steps,
    consider_wish,
    find_obstacle,
    is_only_acting,
    list_companions,
    list_offers,
    list_own_steps,
    may_attach,
    may_exempt,
    perform,
    perform_together,
    write_weighing,
)
from mutasi_flow.transfers.service.inviting import may_invite_peer
from mutasi_flow.transfers.service.paper_acts import may_judge_act, may_record
from mutasi_flow.transfers.service.pertek import may_record as may_record_pertek
from mutasi_flow.transfers.status import STATE_LABELS, WAITED_FOR
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import STEP_OF, Action, Step, steps_from

pages = Blueprint("review", __name__)

OFFICE = (
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_DECREE,
    Permission.TRANSFERS_REVIEW,
)
MAIN_STEPS = (Action.CONCLUDE_CONSULTATION, Action.APPROVE, Action.DECREE)
"""The one green button of each state."""
TOGETHER = (Action.APPROVE, Action.DECREE)
"""Steps that linked transfers take together."""


WORDS_OF_FILE: dict[str, Any] = {
    "task_labels": WAITED_FOR,
    "outcomes": OUTCOME_LABELS,
    "voices": VOICE_LABELS,
    "stances": STANCE_LABELS,
    "standings": STANDING_LABELS,
    "not_by_who_attached": NOT_BY_WHO_ATTACHED,
    "acts_on_paper": RECORDED_ACT_LABELS,
    "consequences": CONSEQUENCES,
    "link_labels": LINK_LABELS,
    "states": STATE_LABELS,
    "categories": {one.code: one for one in REASON_CATEGORIES},
}


def _may_weigh(card: TransferCard, actor: Actor) -> bool:
    """Whether this reader writes how opinions were weighed."""
    able = actor.apart_from(card.employee_id)
    return not card.bars(actor.employee_id) and any(able.may(one, card.from_path) for one in OFFICE[:2])


def _may_exempt(card: TransferCard, actor: Actor) -> bool:
    """Whether this reader records exemptions, as the matrix of authorities says too."""
    step, today = STEP_OF[Action.APPROVE], current_clock().today()
    return may_exempt(card, actor) and find_obstacle(current_session(), card, step, actor, today) is None


def _steps(card: TransferCard, question: Question) -> dict[str, Any]:
    """What this reader may do now: the main step with what stands in its way, and the others."""
    session, actor, today = question.session, question.actor, question.today
    allowed = available_steps(card, actor)
    steps = list_own_steps(session, card, allowed, actor, today)
    others = next((words for step in allowed if (words := find_obstacle(session, card, step, actor, today))), None)
    main = next((step for step in steps if step.action in MAIN_STEPS), None)
    is_kept = main is None and any(is_only_acting(step, card, actor) for step in steps_from(card.state))
    return {
        "main": main,
        "kept": ACTING_ONLY if is_kept else others,
        "obstacles": _obstacles(card, question, main.action) if main else (),
        "companions": list_companions(session, card) if main and main.action in TOGETHER else (),
        "others": [step for step in steps if step.action not in MAIN_STEPS],
        "usual_start": question.start,
        "standing": question.pertek,
        "may_note": may_record_pertek(card, actor),
        "may_attach": may_attach(card, actor),
        "may_exempt": _may_exempt(card, actor),
        "may_bundle": card.state in READY and may_bundle(card, actor),
        "refusals": choose_reasons(load_reasons(question.session), question.today),
        "written": {one.document for one in list_offers(question.session, card, actor, question.clock)},
        "may_weigh": _may_weigh(card, actor),
    }


def _obstacles(card: TransferCard, question: Question, action: Action) -> tuple[Text, ...]:
    """What stands in the way of the main step, here and on the files that go with it."""
    others = ask_companions(question.session, card, action, question.actor, question.clock)
    return (*ask(action, question), *others)


def _own_letters(card: TransferCard, checklist: Sequence[Item], actor: Actor) -> set[int]:
    """Return the letters that stand for a unit's answer and that this reader attached."""
    verifier = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    papers = [item.paper for item in checklist if item.paper]
    return {one.id for one in papers if not may_judge(one.kind, one.uploaded_by_id, verifier)}


def _on_paper(card: TransferCard, actor: Actor) -> dict[str, Any]:
    """What officials did on paper, and what this reader may do about it."""
    rows = list_paper_acts(current_session(), card.id)
    return {
        "paper_acts": [(row, may_judge_act(row, card, actor)) for row in rows],
        "may_record": may_record(card, actor),
        "may_invite": may_invite_peer(current_session(), card, actor),
    }


def _around(card: TransferCard) -> dict[str, Any]:
    """What hangs on the file: what the move does, where else it may lead, what its route asks for and has on record."""
    session = current_session()
    return {
        "effect": effect_of(card),
        "wishes": current_destinations(card),
        "attention": attention_of(load_route(session, card.route)),
        "records": list_records(session, card.id),
        "partners": shown_partners(card),
        "revoked": find_revoked(session, card, current_actor()),
        "evidence": evidence_of(card),
        "may_link": may_link(card, current_actor()),
        "interests": INTEREST_LABELS,
    }


def _together(card: TransferCard) -> frozenset[int]:
    return frozenset(one.transfer_id for one in list_companions(current_session(), card))


def _show(card: TransferCard, form: Form) -> Answer:
    session, actor, clock = current_session(), current_actor(), current_clock()
    question = Question(session, card, actor, clock, Press(together=_together(card)))
    eyes, status = eyes_of(session, card, actor, clock), load_status(session, card, actor)
    checklist = load_checklist(session, card, clock)
    page = render_template(
        "transfers/review.html",
        card=card,
        form=form,
        person=people.get_employee_card(session, card.employee_id),
        status=status,
        until=until_words(status.due_on),
        waiting=load_waiting(session, card, actor),
        seen=view_rows(question.opinions, eyes),
        consulted=load_summary(session, card, actor, clock, question.opinions),
        recusals=inbox.list_recusals(session, ABOUT, card.id) if eyes.may_name_peers() else (),
        checklist=checklist,
        own_letters=_own_letters(card, checklist, actor),
        evaluation=question.evaluation,
        **_around(card),
        **_steps(card, question),
        **_on_paper(card, actor),
        **WORDS_OF_FILE,
    )
    return page, form.status


@pages.get("/telaah/<number>")
@requires(*OFFICE)
def show(number: str) -> Answer:
    """Show the file."""
    return _show(_get(number), read_form())


@pages.get("/telaah/tugas/<int:task_id>")
@requires(*OFFICE)
def by_task(task_id: int) -> Answer:
    """Lead from a task of the office to its file."""
    card = find_card_by_id(current_session(), inbox.get_task(current_session(), task_id).about_id)
    if card is None or not may_see(current_session(), card, current_actor()):
        raise NotFound(inbox.NO_TASK)
    return redirect(url_for("review.show", number=_get(card.number).number), 303)


def _get(number: str) -> TransferCard:
    card = get_card(current_session(), number, current_actor())
    if not any(current_actor().may(permission, card.from_path) for permission in OFFICE):
        raise NotFound
    return card


@pages.post("/telaah/<number>/<action>")
@requires(*OFFICE)
@writes
def press(number: str, action: str) -> Answer:
    """Take the main step, with the weighings written on the page."""
    if action not in set(Action):
        raise NotFound
    form, step, card = read_form(), STEP_OF[Action(action)], _get(number)
    with form.catching():
        weighed = {
            opinion.id: form.text(f"weighed-{opinion.id}", T("Pertimbangan"), required=False, max_length=4000)
            for opinion in list_opinions(current_session(), card.id)
            if form.value(f"weighed-{opinion.id}")
        }
        wanted = read_press(form, step, read_version(form), weighed)
        _take(form, card, step, wanted)
        show_notice(T("Tercatat: {step}.", step=step.label))
        return redirect(url_for("tracking.show", number=number), 303)
    return _show(card, form)


def _take(form: Form, card: TransferCard, step: Step, wanted: Press) -> None:
    """Take the step, together with the transfers that are linked with this one where it is a decision or a decree."""
    session, actor, clock = current_session(), current_actor(), current_clock()
    if step.action not in TOGETHER:
        perform(session, card.number, step.action, actor=actor, clock=clock, press=wanted)
        return
    versions = dict(read_picks(form.values("companion")))
    perform_together(session, card.number, step.action, actor=actor, clock=clock, press=wanted, versions=versions)


@pages.post("/telaah/<number>/pendapat/<int:opinion_id>")
@requires(Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECIDE)
@writes
def weigh(number: str, opinion_id: int) -> Answer:
    """Draft how an opinion was weighed."""
    form = read_form()
    text = form.text("weighed", T("Pertimbangan"), max_length=4000, multiline=True)
    form.check()
    write_weighing(
        current_session(),
        number,
        opinion_id,
        text,
        actor=current_actor(),
        clock=current_clock(),
        expected_version=read_version(form),
    )
    show_notice(T("Pertimbangan tersimpan."))
    return redirect(url_for("review.show", number=number), 303)


@pages.post("/telaah/<number>/tujuan")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def consider(number: str) -> Answer:
    """Take up another of the ranked destinations."""
    form = read_form()
    rank = form.integer("rank", T("Pilihan"), least=1, most=3)
    form.check()
    consider_wish(
        current_session(),
        number,
        rank,
        actor=current_actor(),
        clock=current_clock(),
        expected_version=read_version(form),
    )
    show_notice(T("Tujuan pilihan ke-{rank} sedang dipertimbangkan.", rank=rank))
    return redirect(url_for("review.show", number=number), 303)
