"""Moves out of this government and into it: where to or where from, and what the authority above both decided."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for

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
from mutasi_flow.inbox.domain import Answer as TaskAnswer
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import LegalKind
from mutasi_flow.transfers.forms import read_version
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.pages.requirements import LEGAL_KINDS
from mutasi_flow.transfers.pages.shown import get_editable, get_own_task
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.receiving import examined_file, examines, scans
from mutasi_flow.transfers.routes import LEAVE, OUTCOME_LABELS, OUTER, OUTSIDE_AGREED, RECORDED, TASK_NAMES
from mutasi_flow.transfers.service import Destination, complete_task
from mutasi_flow.transfers.service.crossing import (
    CROSSING,
    OUTER_PAPER,
    Incoming,
    Newcomer,
    Other,
    attach_decision,
    find_crossing,
    go_outside,
    open_incoming,
)
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.workload import queries as workload

pages = Blueprint("crossing", __name__)

AUTHORITIES = {LegalKind.B: "Gubernur", LegalKind.C: "Menteri Dalam Negeri", LegalKind.D: "Kepala BKN"}
"""Who usually decides, filled in beforehand."""
OUTER_KINDS = (OUTER, LEAVE)


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, translate(LEGAL_KINDS[kind])) for kind in CROSSING]


def _read_other(form: Form) -> tuple[LegalKind, Other]:
    kind = form.choice("kind", T("Jenis perpindahan"), [one.value for one in CROSSING]) or CROSSING[0].value
    other = Other(
        form.text("government", T("Instansi")),
        form.text("unit", T("Unit"), required=False),
        form.text("post", T("Jabatan"), required=False),
    )
    return LegalKind(kind), other


def _ask_way_out(card: TransferCard, form: Form) -> Answer:
    return render_template("transfers/crossing_out.html", card=card, form=form, kinds=_kinds()), form.status


@pages.get("/usulan/<number>/keluar")
@requires()
def choose(number: str) -> Answer:
    """Ask which government outside is meant."""
    card = get_editable(number)
    found = find_crossing(current_session(), card.id)
    known = {"government": found.government, "unit": found.unit, "post": found.post} if found else {}
    return _ask_way_out(card, Form({"kind": card.kind.value, **known}))


@pages.post("/usulan/<number>/keluar")
@requires()
@writes
def go(number: str) -> Answer:
    """Let the draft lead out of this government."""
    card, form = get_editable(number), read_form()
    with form.catching():
        kind, other = _read_other(form)
        form.check()
        version = read_version(form)
        go_outside(
            current_session(),
            number,
            kind,
            other,
            actor=current_actor(),
            clock=current_clock(),
            expected_version=version,
        )
        return redirect(url_for("filing.reason", number=number), 303)
    return _ask_way_out(card, form)


def _ask_incoming(form: Form) -> Answer:
    session = current_session()
    unit = people.find_unit_by_code(session, form.value("to_unit"))
    jabatan = people.find_jabatan_by_code(session, form.value("to_post"))
    page = render_template("transfers/crossing_in.html", form=form, kinds=_kinds(), unit=unit, jabatan=jabatan)
    return page, form.status


def _choose_place(unit: people.UnitCard | None) -> Answer:
    session, q, named = current_session(), request.args.get("q", "").strip(), request.args.get("nama", "").strip()
    rows = workload.list_balance(session, unit.path) if unit else ()
    return render_template(
        "transfers/crossing_place.html",
        q=q,
        units=people.search_units(session, q, ("",), on=current_clock().today()) if q else (),
        unit=unit,
        posts=[row for row in rows if unit is not None and row.unit_id == unit.id],
        named=named,
        found=people.search_jabatan(session, named) if named else (),
    )


@pages.get("/usulan/masuk")
@requires(Permission.TRANSFERS_FILE_FOR)
def begin() -> Answer:
    """Let the post be found by its name; then ask who is to come, and from where."""
    unit = people.find_unit_by_code(current_session(), request.args.get("unit", ""))
    jabatan = people.find_jabatan_by_code(current_session(), request.args.get("jabatan", ""))
    if unit is None or jabatan is None:
        return _choose_place(unit)
    return _ask_incoming(Form({"to_unit": unit.code, "to_post": jabatan.code}))


@pages.post("/usulan/masuk")
@requires(Permission.TRANSFERS_FILE_FOR)
@writes
def open_file() -> Answer:
    """Open the file of somebody of another government."""
    form = read_form()
    with form.catching():
        kind, other = _read_other(form)
        person = Newcomer(
            form.text("nip", T("NIP")),
            form.text("name", T("Nama")),
            title_before=form.text("title_before", T("Gelar depan"), required=False, max_length=64),
            title_after=form.text("title_after", T("Gelar belakang"), required=False, max_length=64),
        )
        reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        destination = _read_destination(form)
        form.check()
        new = Incoming(person, kind, other, destination, reason)
        number = open_incoming(current_session(), new, actor=current_actor(), clock=current_clock())
        return redirect(url_for("filing.sections", number=number), 303)
    return _ask_incoming(form)


def _read_destination(form: Form) -> Destination:
    session = current_session()
    unit = people.find_unit_by_code(session, form.text("to_unit", T("Kode unit tujuan")))
    jabatan = people.find_jabatan_by_code(session, form.text("to_post", T("Kode jabatan tujuan")))
    if unit is None and "to_unit" not in form.errors:
        form.fail("to_unit", T("Unit tujuan tidak dikenal."))
    if jabatan is None and "to_post" not in form.errors:
        form.fail("to_post", T("Jabatan tujuan tidak dikenal."))
    return Destination(unit.id if unit else 0, jabatan.id if jabatan else 0)


@pages.get("/putusan-luar/tugas/<int:task_id>")
@requires(Permission.TRANSFERS_VERIFY)
def by_task(task_id: int) -> Answer:
    """Lead from a task to its transfer."""
    _task, card = get_own_task(task_id, OUTER_KINDS)
    return redirect(url_for("crossing.ask", number=card.number), 303)


def _find_task(number: str) -> tuple[int, str, TransferCard]:
    session = current_session()
    card = get_card(session, number, current_actor())
    waiting = (task for task in inbox.open_tasks(session, ABOUT, card.id) if task.kind in OUTER_KINDS)
    task = next((one for one in waiting if inbox.may_complete(session, one, current_actor())), None)
    if task is None:
        raise NotFound
    return task.id, task.kind, card


def _ask_decision(kind: str, card: TransferCard, form: Form) -> Answer:
    outcomes = [(outcome, translate(OUTCOME_LABELS[outcome])) for outcome in RECORDED[kind]]
    page = render_template(
        "transfers/crossing_decision.html",
        card=card,
        form=form,
        title=TASK_NAMES[kind],
        outcomes=outcomes,
        leaves=kind == LEAVE,
    )
    return page, form.status


@pages.get("/usulan/<number>/putusan-luar")
@requires(Permission.TRANSFERS_VERIFY)
def ask(number: str) -> Answer:
    """Ask what the authority decided, with its scan."""
    _task_id, kind, card = _find_task(number)
    return _ask_decision(kind, card, Form({"authority": AUTHORITIES.get(card.kind, "")}))


@pages.post("/usulan/<number>/putusan-luar")
@requires(Permission.TRANSFERS_VERIFY)
@examines
@scans
@writes
def record(number: str) -> Answer:
    """Record it; the file ends by it, goes on, or is opened again."""
    task_id, kind, card = _find_task(number)
    form, session, clock = read_form(), current_session(), current_clock()
    with form.catching():
        answer, decided_on = _read_decision(form, kind)
        form.check()
        upload = Upload(OUTER_PAPER, form.filename("file"), examined_file(), str(answer.answers["paper"]), decided_on)
        attach_decision(session, current_runtime().files, card, upload, actor=current_actor(), clock=clock)
        complete_task(session, task_id, current_actor(), clock, answer)
        show_notice(T("Tercatat: {task}.", task=TASK_NAMES[kind]))
        return redirect(url_for("tracking.show", number=number), 303)
    return _ask_decision(kind, card, form)


def _read_decision(form: Form, kind: str) -> tuple[TaskAnswer, date]:
    outcome = form.choice("outcome", T("Hasil"), RECORDED[kind])
    agreed = outcome == OUTSIDE_AGREED
    decided_on = form.day("paper_on", T("Tanggal surat"), latest=current_clock().today())
    starts_on = form.optional_day("effective_on", T("Mulai bertugas"))
    if agreed and kind == LEAVE and starts_on is None:
        form.fail("effective_on", T("Isi tanggal mulai bertugas di tempat baru."))
    given = {
        "authority": form.text("authority", T("Pejabat yang memutus")),
        "paper": form.text("paper", T("Nomor surat")),
        "paper_on": decided_on.isoformat(),
        "effective_on": starts_on.isoformat() if starts_on else "",
    }
    reason = form.text("reason", T("Alasan"), required=not agreed, max_length=LONGEST_REASON, multiline=True)
    return TaskAnswer(outcome, reason, given), decided_on
