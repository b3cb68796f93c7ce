"""Making a request: whom, where to, why, check and send. Six screens, every one saved as it is sent."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotFound
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
    writes,
)
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import WHOLE_TIME
from mutasi_flow.transfers.documents import list_refused
from mutasi_flow.transfers.domain import REASON_CATEGORIES, Door
from mutasi_flow.transfers.forms import read_reason, read_version
from mutasi_flow.transfers.gates import Press, Question, ask
from mutasi_flow.transfers.pages.shown import current_destinations, draft_sections, get_editable
from mutasi_flow.transfers.queries import (
    TransferCard,
    find_card_by_id,
    find_open_number,
    list_papers,
    list_wishes,
    load_route,
    may_see,
)
from mutasi_flow.transfers.review import may_link
from mutasi_flow.transfers.routes import TASK_NAMES
from mutasi_flow.transfers.service import Destination, NewTransfer, create_draft, edit_draft, perform
from mutasi_flow.transfers.service.drafts import MOST_WISHES
from mutasi_flow.transfers.workflow import Action, State
from mutasi_flow.workload import queries as workload

pages = Blueprint("filing", __name__)


@pages.get("/usulan/baru")
@requires(Permission.SELF, Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE)
def begin() -> Answer:
    """Offer the doors that are open: for oneself, or for somebody of the own units."""
    actor, session = current_actor(), current_session()
    running = find_open_number(session, actor.employee_id) if actor.employee_id else None
    reach = (*actor.paths(Permission.TRANSFERS_FILE_FOR), *actor.paths(Permission.TRANSFERS_PROPOSE))
    q = request.args.get("q", "").strip()
    found = people.search_employees(session, q, reach).rows if q and reach else []
    return render_template("transfers/begin.html", running=running, reach=reach, q=q, found=found)


@pages.post("/usulan/baru")
@requires(Permission.SELF, Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE)
@writes
def open_file() -> Answer:
    """Open a draft; a destination that was checked before comes along, and only the reason is asked next."""
    form, actor = read_form(), current_actor()
    employee_id = form.optional_integer("employee", T("Pegawai")) or actor.employee_id
    door = form.choice("door", T("Pintu"), [door.value for door in Door], required=False) or Door.OWN.value
    wished = (_read_destination(form),) if form.value("unit") else ()
    form.check()
    if employee_id is None:
        raise InvalidInput(T("Pilih pegawai dahulu."))
    new = NewTransfer(employee_id=employee_id, door=Door(door), destinations=wished)
    number = create_draft(current_session(), new, actor, current_clock())
    page = "filing.reason" if wished else "crossing.choose" if form.flag("crosses") else "filing.choose_destination"
    return redirect(url_for(page, number=number), 303)


def _read_destination(form: Form) -> Destination:
    session = current_session()
    unit = people.find_unit_by_code(session, form.value("unit"))
    jabatan = people.find_jabatan_by_code(session, form.value("jabatan"))
    if unit is None or jabatan is None:
        raise InvalidInput(T("Pilih unit dan jabatan dari daftar."))
    return Destination(unit.id, jabatan.id)


@pages.get("/usulan/tugas/<int:task_id>")
@requires()
def by_task(task_id: int) -> Answer:
    """Lead from the task to mend a file to the file."""
    card = find_card_by_id(current_session(), inbox.get_task(current_session(), task_id).about_id)
    if card is None or not may_see(current_session(), card, current_actor()):
        raise NotFound(inbox.NO_TASK)
    return redirect(url_for("filing.sections", number=card.number), 303)


@pages.get("/usulan/<number>/isi")
@requires()
def sections(number: str) -> Answer:
    """Show the task list of a draft."""
    card = get_editable(number)
    refused = list_refused(current_session(), card, current_clock())
    return render_template(
        "transfers/sections.html",
        card=card,
        sections=draft_sections(card),
        refused=refused,
        may_link=may_link(card, current_actor()),
    )


@pages.get("/usulan/<number>/tujuan")
@requires()
def choose_destination(number: str) -> Answer:
    """Search a unit, see its posts and what they need, and add one as a wish."""
    session, card = current_session(), get_editable(number)
    q, code = request.args.get("q", "").strip(), request.args.get("unit", "")
    today = current_clock().today()
    units = people.search_units(session, q, ("",), on=today) if q else []
    unit = people.find_unit_by_code(session, code) if code else None
    posts = [row for row in workload.list_balance(session, unit.path) if row.unit_id == unit.id] if unit else []
    own = people.get_jabatan(session, card.from_jabatan_id) if card.from_jabatan_id else None
    return render_template(
        "transfers/destination.html",
        card=card,
        q=q,
        units=units,
        unit=unit,
        posts=posts,
        own=own,
        wishes=list_wishes(session, card.id) or current_destinations(card),
        most=MOST_WISHES,
    )


def _rewritten(card: TransferCard, **changes: object) -> NewTransfer:
    kept: dict[str, object] = {
        "employee_id": card.employee_id,
        "destinations": tuple(Destination(one.unit_id, one.jabatan_id) for one in current_destinations(card)),
        "reason": card.reason,
        "reason_category": card.reason_category,
        "until_on": card.until_on,
        "share": card.share,
    }
    return NewTransfer(**{**kept, **changes})  # type: ignore[arg-type]


@pages.post("/usulan/<number>/tujuan")
@requires()
@writes
def save_destination(number: str) -> Answer:
    """Add a wish, or take one away."""
    session, card, form = current_session(), get_editable(number), read_form()
    kept = [Destination(one.unit_id, one.jabatan_id) for one in current_destinations(card)]
    removed = form.optional_integer("remove", T("Tujuan"))
    if removed:
        kept = [one for rank, one in enumerate(kept, start=1) if rank != removed]
    else:
        kept.append(_read_destination(form))
    new = _rewritten(card, destinations=tuple(kept))
    edit_draft(session, number, new, actor=current_actor(), clock=current_clock(), expected_version=read_version(form))
    return redirect(url_for("filing.choose_destination", number=number), 303)


@pages.get("/usulan/<number>/alasan")
@requires()
def reason(number: str) -> Answer:
    """Ask why."""
    card = get_editable(number)
    until = card.until_on.isoformat() if card.until_on else ""
    form = Form(
        {"reason": card.reason, "reason_category": card.reason_category, "until_on": until, "share": str(card.share)}
    )
    return render_template("transfers/reason.html", card=card, form=form, categories=REASON_CATEGORIES)


@pages.post("/usulan/<number>/alasan")
@requires()
@writes
def save_reason(number: str) -> Answer:
    """Keep the reason."""
    card, form = get_editable(number), read_form()
    with form.catching():
        until = form.optional_day("until_on", T("Penempatan sementara sampai"))
        share = form.optional_integer("share", T("Bagian waktu kerja"), most=WHOLE_TIME) or WHOLE_TIME
        category, text = read_reason(form, needs_category=card.revokes_id is None)
        new = _rewritten(card, reason=text, reason_category=category, until_on=until, share=share)
        version = read_version(form)
        edit_draft(
            current_session(), number, new, actor=current_actor(), clock=current_clock(), expected_version=version
        )
        return redirect(url_for("papers.index", number=number), 303)
    page = render_template("transfers/reason.html", card=card, form=form, categories=REASON_CATEGORIES)
    return page, form.status


@pages.get("/usulan/<number>/periksa")
@requires()
def check(number: str) -> Answer:
    """Show all answers before sending, with what the rules say and what stands in the way."""
    return _show_check(get_editable(number), Form({}))


def _show_check(card: TransferCard, form: Form) -> Answer:
    session = current_session()
    action = Action.SUBMIT if card.state is State.DRAFT else Action.RESUBMIT
    question = Question(session, card, current_actor(), current_clock(), Press())
    page = render_template(
        "transfers/check.html",
        card=card,
        form=form,
        action=action,
        wishes=list_wishes(session, card.id) or current_destinations(card),
        papers=list_papers(session, card.id),
        refusals=ask(action, question),
        evaluation=question.evaluation if card.to_unit_id or card.crossing else None,
        categories={one.code: one for one in REASON_CATEGORIES},
    )
    return page, form.status


@pages.post("/usulan/<number>/kirim")
@requires()
@writes
def send(number: str) -> Answer:
    """Send the request and show the receipt."""
    card, form = get_editable(number), read_form()
    if not form.flag("declared"):
        form.fail("declared", T("Centang pernyataan dahulu, lalu kirim."))
        return _show_check(card, form)
    action = Action.SUBMIT if card.state is State.DRAFT else Action.RESUBMIT
    press = Press(expected_version=read_version(form))
    perform(current_session(), number, action, actor=current_actor(), clock=current_clock(), press=press)
    show_notice(T("Usulan {number} terkirim.", number=number))
    return redirect(url_for("filing.receipt", number=number), 303)


@pages.get("/usulan/<number>/bukti")
@requires()
def receipt(number: str) -> Answer:
    """Show the receipt: number, what happens next, until when."""
    card = get_editable(number, sent=True)
    if card.submitted_at is None:
        raise NotFound
    return render_template(
        "transfers/receipt.html",
        card=card,
        route=load_route(current_session(), card.route),
        task_names=TASK_NAMES,
        has_peers=people.get_office(current_session()).has_module("peers"),
    )
