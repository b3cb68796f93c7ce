"""Opinions: one screen, three choices, a reason where it is needed."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
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
    translate,
    writes,
)
from mutasi_flow.inbox.domain import INTEREST_LABELS
from mutasi_flow.inbox.domain import Answer as TaskAnswer
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.domain import Voice, label_stance
from mutasi_flow.transfers.forms import ANSWERED, read_opinion, read_version
from mutasi_flow.transfers.forms.consultation import read_declared
from mutasi_flow.transfers.pages.shown import effect_of, get_own_task, until_words
from mutasi_flow.transfers.queries import TransferCard, find_given_opinion, load_matrix
from mutasi_flow.transfers.routes import VOICE_OF_KIND
from mutasi_flow.transfers.service import complete_task, may_step_aside
from mutasi_flow.transfers.service import step_aside as declare
from mutasi_flow.transfers.service.inviting import invite_peer
from mutasi_flow.transfers.status import TASK_LABELS
from mutasi_flow.transfers.visibility import READER_LABELS, Moment, Part, Reader

pages = Blueprint("opinions", __name__)


def _show(task: TaskRow, card: TransferCard, form: Form) -> Answer:
    page = render_template(
        "transfers/opinion.html",
        task=task,
        card=card,
        voice=VOICE_OF_KIND[task.kind],
        is_peer=VOICE_OF_KIND[task.kind] is Voice.PEER,
        stances=[(stance.value, label_stance(VOICE_OF_KIND[task.kind], stance)) for stance in ANSWERED],
        effect=effect_of(card),
        may_step_aside=may_step_aside(current_session(), task, card, current_actor()),
        until=until_words(task.due_on),
        agency=people.get_office(current_session()).agency,
        readers=[translate(one) for one in _readers(VOICE_OF_KIND[task.kind])],
        form=form,
    )
    return page, form.status


def _readers(voice: Voice) -> list[Text]:
    """Name who reads the words of an opinion, as the matrix says today."""
    matrix, today = load_matrix(current_session()), current_clock().today()
    kept = (Reader.GIVER, Reader.ADMINISTRATOR)
    return [
        label
        for reader, label in READER_LABELS.items()
        if reader not in kept
        and matrix.moment(voice, reader, Part.REASON, given_on=today, today=today) is not Moment.NEVER
    ]


@pages.get("/tanggapan/<int:task_id>")
@requires(Permission.SELF, Permission.TRANSFERS_FILE_FOR)
def show(task_id: int) -> Answer:
    """Ask for an opinion: who moves where, what it does to the units, three choices; afterwards show what was said."""
    task, card = get_own_task(task_id, VOICE_OF_KIND)
    given = find_given_opinion(current_session(), task_id)
    if given is not None:
        return render_template(
            "transfers/opinion_given.html",
            task=task,
            card=card,
            given=given,
            words=label_stance(VOICE_OF_KIND[task.kind], given.stance),
        )
    return _show(task, card, read_form())


@pages.post("/telaah/<number>/rekan")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def invite(number: str) -> Answer:
    """Ask one more colleague, who stays unnamed."""
    version = read_version(read_form())
    invite_peer(current_session(), number, actor=current_actor(), clock=current_clock(), expected_version=version)
    show_notice(T("Satu rekan lagi diundang."))
    return redirect(url_for("review.show", number=number), 303)


@pages.post("/tugas/<int:task_id>/mundur")
@requires()
@writes
def step_aside(task_id: int) -> Answer:
    """Take a declared conflict of interest; the task passes to another."""
    task, card, form = *_own(task_id), read_form()
    with form.catching():
        declare(current_session(), task_id, read_declared(form), actor=current_actor(), clock=current_clock())
        show_notice(T("Tercatat. Anda tidak lagi menangani usulan ini."))
        return redirect(url_for("inbox.tasks"), 303)
    return _ask_aside(task, card, form)


@pages.get("/tugas/<int:task_id>/mundur")
@requires()
def ask_aside(task_id: int) -> Answer:
    """Ask why somebody steps aside."""
    return _ask_aside(*_own(task_id), read_form())


def _own(task_id: int) -> tuple[TaskRow, TransferCard]:
    task, card = get_own_task(task_id, TASK_LABELS)
    if not may_step_aside(current_session(), task, card, current_actor()):
        raise NotFound
    return task, card


def _ask_aside(task: TaskRow, card: TransferCard, form: Form) -> Answer:
    interests = [(one.value, translate(label)) for one, label in INTEREST_LABELS.items()]
    is_peer = VOICE_OF_KIND.get(task.kind) is Voice.PEER
    page = render_template(
        "transfers/aside.html", task=task, card=card, form=form, interests=interests, is_peer=is_peer
    )
    return page, form.status


@pages.post("/tanggapan/<int:task_id>")
@requires(Permission.SELF, Permission.TRANSFERS_FILE_FOR)
@writes
def give(task_id: int) -> Answer:
    """Keep an opinion."""
    task, card = get_own_task(task_id, VOICE_OF_KIND)
    form = read_form()
    with form.catching():
        given = read_opinion(form, is_peer=VOICE_OF_KIND[task.kind] is Voice.PEER)
        answer = TaskAnswer(given.stance, given.reason, given.answers)
        complete_task(current_session(), task_id, current_actor(), current_clock(), answer)
        show_notice(T("Terima kasih. Tanggapan Anda tersimpan."))
        return redirect(url_for("inbox.tasks"), 303)
    return _show(task, card, form)
