"""What officials did on paper: recorded with the scan by one person, confirmed or refused by another."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.transfers.domain import RECORDED_ACT_LABELS, STANCE_LABELS
from mutasi_flow.transfers.forms import ANSWERED, read_paper_act, read_version
from mutasi_flow.transfers.queries import TransferCard, eyes_of, get_card
from mutasi_flow.transfers.queries.paper_acts import get_paper_act
from mutasi_flow.transfers.receiving import examined_file, examines, safe_headers, scans
from mutasi_flow.transfers.routes import VOICE_OF_KIND
from mutasi_flow.transfers.service import confirm_paper_act, record_paper_act, refuse_paper_act
from mutasi_flow.transfers.service.paper_acts import find_tasks_on_paper, may_record
from mutasi_flow.transfers.status import WAITED_FOR
from mutasi_flow.transfers.visibility import Part

pages = Blueprint("paper_acts", __name__)

CLERKS = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_FILE_FOR)


def _get(number: str) -> TransferCard:
    """Return the transfer for whoever may record from paper here.

    Raises:
        NotFound: it is not one of those.
    """
    card = get_card(current_session(), number, current_actor())
    if not may_record(card, current_actor()):
        raise NotFound
    return card


def _show(card: TransferCard, form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    given: dict[str, Any] = {
        "tasks": [
            (str(task.id), f"{translate(WAITED_FOR[task.kind])}: {task.holder_label}".rstrip(": "))
            for task in find_tasks_on_paper(session, card)
        ],
        "officials": [
            (str(key), name) for key, name in access.list_holders(session, Role.DECIDER, card.from_path, today)
        ],
        "acts": [(act.value, translate(label)) for act, label in RECORDED_ACT_LABELS.items()],
        "stances": [(stance.value, translate(STANCE_LABELS[stance])) for stance in ANSWERED],
    }
    return render_template("transfers/paper_act.html", card=card, form=form, **given), form.status


@pages.get("/telaah/<number>/surat-pejabat")
@requires(*CLERKS)
def ask(number: str) -> Answer:
    """Ask what the letter says, and for its scan."""
    return _show(_get(number), Form({"act": "opinion"}))


@pages.post("/telaah/<number>/surat-pejabat")
@requires(*CLERKS)
@examines
@scans
@writes
def record(number: str) -> Answer:
    """Record it; it waits for a second person."""
    card, form = _get(number), read_form()
    with form.catching():
        new = read_paper_act(form, examined_file())
        files, actor, clock = current_runtime().files, current_actor(), current_clock()
        record_paper_act(current_session(), files, number, new, actor=actor, clock=clock)
        show_notice(T("Tercatat. Setelah orang kedua mengesahkan, catatan ini dihitung."))
        return redirect(url_for("paper_acts.ask", number=number), 303)
    return _show(card, form)


@pages.get("/telaah/<number>/surat-pejabat/<int:act_id>")
@requires()
def read(number: str, act_id: int) -> Answer:
    """Send the scan to whoever sees the transfer."""
    session, actor, clock = current_session(), current_actor(), current_clock()
    card = get_card(session, number, actor)
    row = get_paper_act(session, card.id, act_id)
    voice = VOICE_OF_KIND[inbox.get_task(session, row.task_id).kind] if row.task_id else None
    is_shown = voice is None or eyes_of(session, card, actor, clock).allows(voice, Part.PAPER, row.recorded_at)
    if not (is_shown or may_record(card, actor)):
        raise NotFound
    headers = safe_headers(row.media_type, f"surat-{row.id}.{row.file_key.rsplit('.', 1)[-1]}")
    return current_runtime().files.get(row.file_key), 200, headers


@pages.post("/telaah/<number>/surat-pejabat/<int:act_id>/sahkan")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def confirm(number: str, act_id: int) -> Answer:
    """Confirm what was recorded."""
    version, clock = read_version(read_form()), current_clock()
    confirm_paper_act(current_session(), number, act_id, actor=current_actor(), clock=clock, expected_version=version)
    show_notice(T("Disahkan. Catatan dari surat itu kini dihitung."))
    return redirect(url_for("review.show", number=number), 303)


@pages.post("/telaah/<number>/surat-pejabat/<int:act_id>/tolak")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def refuse(number: str, act_id: int) -> Answer:
    """Refuse what was recorded."""
    form = read_form()
    reason = form.text("reason", T("Alasan"))
    form.check()
    refuse_paper_act(current_session(), number, act_id, reason, actor=current_actor(), clock=current_clock())
    show_notice(T("Catatan itu ditolak dan tidak dihitung."))
    return redirect(url_for("review.show", number=number), 303)
