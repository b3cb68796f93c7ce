"""The desk of an official who signs: what waits, one run at a time, and what became of it."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import InvalidInput, Refused
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    limiter,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.decrees.signing import queries, service
from mutasi_flow.decrees.signing.domain import MOST_REFUSALS, OUTCOME_LABELS, RUN_LABELS, Outcome, RunState, is_alive
from mutasi_flow.decrees.signing.process import LONGEST_SECRET, hand_over, request_code
from mutasi_flow.decrees.signing.queries import RunRow
from mutasi_flow.letters.domain import METHOD_LABELS, SecretKind, SigningMethod
from mutasi_flow.letters.sign import DEMO_SECRET, SigningRefused, get_signer, secrets_taken
from mutasi_flow.transfers.pages.shown import LETTER_LABELS
from mutasi_flow.transfers.service.signing import OFFICERS

pages = Blueprint("signing_runs", __name__)

FIELDS = {SecretKind.PASSPHRASE: "frasa", SecretKind.ONE_TIME: "kode"}
MISSING = {
    SecretKind.PASSPHRASE: T("Isi frasa sandi sertifikat Anda."),
    SecretKind.ONE_TIME: T("Isi kode sekali pakai yang Anda terima."),
}
CODES = "10 per hour"
"""So often an official may have a code sent; counted per web process."""
REFRESH_SECONDS = 4
COLOURS = {Outcome.WAITING: "blue", Outcome.SIGNED: "green", Outcome.BLOCKED: "yellow", Outcome.LEFT: "grey"}


def has_desk(actor: Actor) -> bool:
    """Whether letters may wait here for the actor: for who signs decrees, and who certifies excerpts and copies."""
    return actor.has(Permission.TRANSFERS_DECREE) or service.is_certifier(
        current_session(), actor, current_clock().today()
    )


def _show_desk(form: Form) -> Answer:
    session, actor, settings = current_session(), current_actor(), current_runtime().settings
    waiting, has_more = service.list_waiting(session, actor, current_clock())
    page = render_template(
        "decrees/desk.html",
        waiting=waiting,
        has_more=has_more,
        form=form,
        open_run=queries.find_open_run(session, actor.account_id),
        ended=queries.list_ended_runs(session, actor.account_id),
        run_labels=RUN_LABELS,
        labels=LETTER_LABELS,
        method=settings.signing_method,
        method_labels=METHOD_LABELS,
    )
    return page, form.status


@pages.get("/tanda-tangan")
@requires(*OFFICERS)
def index() -> Answer:
    """Show what waits for the visitor's signature, and the run that is open."""
    return _show_desk(Form())


@pages.post("/tanda-tangan")
@requires(*OFFICERS)
@writes
def create() -> Answer:
    """Put the chosen letters into a run."""
    form = read_form()
    with form.catching():
        chosen = None if form.value("act") == "all" else set(form.keys("surat"))
        method = get_signer(current_runtime().settings).method
        actor, clock = current_actor(), current_clock()
        run = service.open_run(current_session(), chosen, method=method, actor=actor, clock=clock)
        return redirect(url_for("signing_runs.show", run_id=run.id), 303)
    return _show_desk(form)


def _get(run_id: int) -> RunRow:
    return queries.get_run(current_session(), run_id, current_actor().account_id)


def _show(run: RunRow, form: Form) -> Answer:
    session, now = current_session(), current_clock().now()
    is_working = run.state is RunState.SIGNING and is_alive(run.beat_at, now)
    page = render_template(
        "decrees/run.html",
        run=run,
        form=form,
        is_working=is_working,
        was_cut=run.state is RunState.SIGNING and not is_working,
        progress=(progress := queries.get_progress(session, run.id)),
        minutes_left=progress.minutes_left(run.started_at, now) if is_working else None,
        rows=queries.list_run_letters(session, run.id),
        tries_left=max(0, MOST_REFUSALS - len(queries.list_refusals(session, run.account_id, now))),
        state_label=RUN_LABELS[run.state],
        kinds=secrets_taken(current_runtime().settings),
        outcomes=OUTCOME_LABELS,
        colours=COLOURS,
        labels=LETTER_LABELS,
        method_label=METHOD_LABELS[run.method],
        demo_secret=DEMO_SECRET if run.method is SigningMethod.DEMO else "",
    )
    refresh = {"Refresh": f"{REFRESH_SECONDS}; url={url_for('signing_runs.show', run_id=run.id)}"}
    return page, form.status, refresh if is_working else {}


@pages.get("/tanda-tangan/<int:run_id>")
@requires(*OFFICERS)
def show(run_id: int) -> Answer:
    """Show how far the run is; it asks for the passphrase when no process is at work."""
    return _show(_get(run_id), Form())


def _read_secret() -> tuple[SecretKind, bytes]:
    """Return what was typed.

    Raises:
        InvalidInput: nothing, too much, or what is not used here.
    """
    kind = SecretKind.ONE_TIME if FIELDS[SecretKind.ONE_TIME] in request.form else SecretKind.PASSPHRASE
    typed = request.form.get(FIELDS[kind], "")
    secret = ("".join(typed.split()) if kind is SecretKind.ONE_TIME else typed).encode()
    if kind not in secrets_taken(current_runtime().settings) or not secret or len(secret) > LONGEST_SECRET:
        raise InvalidInput(MISSING[kind], field=FIELDS[kind])
    return kind, secret


def _have_code_sent(run: RunRow) -> None:
    try:
        request_code(current_runtime(), run)
    except SigningRefused as refusal:  # what the service says belongs beside the form
        raise Refused(refusal.text) from refusal


def _whose() -> str:
    return str(current_actor().account_id)


@pages.post("/tanda-tangan/<int:run_id>/kode")
@limiter.limit(CODES, key_func=_whose)
@requires(*OFFICERS)
def ask_code(run_id: int) -> Answer:
    """Have the service send the visitor a one-time code for what waits in the run."""
    run, form = _get(run_id), Form()
    with form.catching():
        _have_code_sent(run)
        show_notice(T("Kode sekali pakai sedang dikirim kepada Anda. Ketik di bawah segera sesudah diterima."))
        return redirect(url_for("signing_runs.show", run_id=run.id, _anchor="kode"), 303)
    return _show(run, form)


@pages.post("/tanda-tangan/<int:run_id>/frasa-sandi")
@requires(*OFFICERS)
def start(run_id: int) -> Answer:
    """Hand what was typed to a process of its own; here it is neither kept nor compared, and no digest of it is."""
    run, form = _get(run_id), Form()
    with form.catching():
        kind, secret = _read_secret()
        hand_over(current_runtime(), run.id, secret, kind)
        return redirect(url_for("signing_runs.show", run_id=run.id), 303)
    return _show(run, form)


@pages.post("/tanda-tangan/<int:run_id>/berhenti")
@requires(*OFFICERS)
@writes
def stop(run_id: int) -> Answer:
    """End the run; what was signed stays signed."""
    run = _get(run_id)
    because = T("Dihentikan oleh penanda tangan.")
    service.end_run(current_session(), run.id, because, current_actor(), current_clock().now())
    show_notice(T("Dihentikan. Yang sudah ditandatangani tetap berlaku; sisanya menunggu lagi."))
    return redirect(url_for("signing_runs.show", run_id=run.id), 303)
