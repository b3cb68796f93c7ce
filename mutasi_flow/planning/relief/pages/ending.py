"""The end of a help: another last day is asked for, and both heads say what came of it."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
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
from mutasi_flow.planning.relief.domain import LONGEST_REASON, OUTCOME_LABELS, QUESTIONS, Outcome, Side, Stage
from mutasi_flow.planning.relief.pages.helping import WORDS
from mutasi_flow.planning.relief.queries import requests
from mutasi_flow.planning.relief.queries.requests import HelperRow
from mutasi_flow.planning.relief.service import arranging, asking, reviewing

pages = Blueprint("relief_ending", __name__)


def _helper(helper_id: int) -> HelperRow:
    return requests.get_helper(current_session(), helper_id, current_actor())


def _running(helper_id: int) -> HelperRow:
    """Return whose last day the visitor may ask to change."""
    found = _helper(helper_id)
    runs = found.stage(current_clock().today()) in {Stage.COMING, Stage.RUNNING}
    if not (runs and asking.may_ask(current_actor(), found.to_path)):
        raise NotFound(T("Bantuan ini tidak ada."))
    return found


def _due(helper_id: int, side: str) -> tuple[HelperRow, Side]:
    """Return whose help the visitor is to judge, and for which side."""
    found, actor, today = _helper(helper_id), current_actor(), current_clock().today()
    given = [one.side for one in requests.list_reviews(current_session(), [found.id])]
    meant = next((one for one in reviewing.sides_of(actor, found, given, today) if one == side), None)
    if meant is None:
        raise NotFound(T("Tidak ada bantuan yang menunggu penilaian Anda di sini."))
    return found, meant


@pages.get("/bantuan-sementara/pegawai/<int:helper_id>/masa")
@requires(Permission.TRANSFERS_PROPOSE)
def ask_end(helper_id: int) -> Answer:
    """Ask which last day is wanted."""
    return render_template("planning/relief_end.html", form=Form(), helper=_running(helper_id))


@pages.post("/bantuan-sementara/pegawai/<int:helper_id>/masa")
@requires(Permission.TRANSFERS_PROPOSE)
@writes
def want_other_end(helper_id: int) -> Answer:
    """Keep which last day is wanted, and tell who decides it."""
    found, form = _running(helper_id), read_form()
    with form.catching():
        until = form.day("until_on", T("Hari terakhir yang diminta"))
        because = form.text("because", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        form.check()
        session, actor, clock = current_session(), current_actor(), current_clock()
        arranging.want_other_end(session, found.id, until, because, actor=actor, clock=clock)
        show_notice(T("Permintaan diteruskan kepada perencana dan penanda tangan SK."))
        return redirect(url_for("relief.show", request_id=found.request_id), 303)
    return render_template("planning/relief_end.html", form=form, helper=found), form.status


def _judge(form: Form, found: HelperRow, side: Side) -> Answer:
    choices = [(one.value, translate(label)) for one, label in OUTCOME_LABELS[side].items()]
    question = QUESTIONS[side]
    page = render_template(
        "planning/relief_review.html", form=form, helper=found, side=side, choices=choices, question=question, **WORDS
    )
    return page, form.status


@pages.get("/bantuan-sementara/pegawai/<int:helper_id>/nilai/<side>")
@requires(Permission.SUPERVISE)
def judge(helper_id: int, side: str) -> Answer:
    """Ask what came of it."""
    return _judge(Form(), *_due(helper_id, side))


@pages.post("/bantuan-sementara/pegawai/<int:helper_id>/nilai/<side>")
@requires(Permission.SUPERVISE)
@writes
def review(helper_id: int, side: str) -> Answer:
    """Keep what came of it."""
    form, (found, meant) = read_form(), _due(helper_id, side)
    with form.catching():
        outcome = form.member("outcome", QUESTIONS[meant], Outcome)
        words = form.text("words", T("Apa hasilnya"), max_length=LONGEST_REASON, multiline=True)
        form.check()
        session, actor, clock = current_session(), current_actor(), current_clock()
        reviewing.review(session, found.id, meant, outcome, words, actor=actor, clock=clock)
        show_notice(T("Penilaian tersimpan. Terima kasih."))
        return redirect(url_for("relief.index"), 303)
    return _judge(form, found, meant)
