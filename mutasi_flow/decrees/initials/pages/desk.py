"""What waits for the visitor's initial: one letter, or many in one press with a result for each."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.access.domain import ROLE_MARKS
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    attach,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.decrees.initials import queries, service
from mutasi_flow.decrees.initials.domain import ABOUT, MARK_LABELS, ROLES, Mark
from mutasi_flow.decrees.initials.forms import read_picks
from mutasi_flow.decrees.initials.service import Matter
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.render import Output
from mutasi_flow.letters.render.draft import DOCX
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.service import images_of
from mutasi_flow.transfers.pages.shown import LETTER_LABELS
from mutasi_flow.transfers.schemas import letter_filename

pages = Blueprint("initials", __name__)

HOLDERS = tuple(ROLE_MARKS[role] for role in ROLES)
COLOURS = {Mark.INITIALLED: "green", Mark.SENT_BACK: "yellow", Mark.RESTARTED: "grey"}


def _show_desk(form: Form, results: dict[int, Text | None] | None = None) -> Answer:
    session, actor, known = current_session(), current_actor(), results or {}
    page = render_template(
        "decrees/initials.html",
        desk=service.list_waiting_for(session, actor),
        form=form,
        results=[(service.find_matter(session, key, actor), refused) for key, refused in known.items()],
        labels=LETTER_LABELS,
    )
    return page, form.status


@pages.get("/paraf")
@requires(*HOLDERS)
def index() -> Answer:
    """Show what waits for the visitor's initial."""
    return _show_desk(Form())


@pages.post("/paraf")
@requires(*HOLDERS)
@writes
def give_many() -> Answer:
    """Initial the chosen letters, and say what became of each."""
    form = read_form()
    with form.catching():
        chosen = read_picks(form)
        results = service.give_many(current_session(), chosen, actor=current_actor(), clock=current_clock())
        return _show_desk(Form(), {key: refused for key, refused in results if _is_known(key)})
    return _show_desk(form)


def _is_known(letter_id: int) -> bool:
    try:
        service.find_matter(current_session(), letter_id, current_actor())
    except NotFound:
        return False
    return True


def _get(letter_id: int) -> Matter:
    return service.find_matter(current_session(), letter_id, current_actor())


def _show(matter: Matter, form: Form) -> Answer:
    session, actor = current_session(), current_actor()
    is_waiting = queries.is_waiting(session, matter.letter.id)
    may_hand_in = is_waiting and service.may_hand_in(matter, actor)
    page = render_template(
        "decrees/initial.html",
        matter=matter,
        form=form,
        marks=queries.list_marks(session, [matter.letter.id])[matter.letter.id],
        mark_labels=MARK_LABELS,
        colours=COLOURS,
        label=LETTER_LABELS[matter.letter.kind],
        is_waiting=is_waiting,
        may_draft=is_waiting and (may_hand_in or matter.may_look(actor)),
        may_give=is_waiting and matter.may_give(actor),
        may_hand_in=may_hand_in and matter.progress.is_sent_back,
        may_renew=may_hand_in and matter.progress.is_sent_back and service.may_renew(matter, actor),
    )
    return page, form.status


@pages.get("/paraf/<int:letter_id>")
@requires()
def show(letter_id: int) -> Answer:
    """Show how far a letter is, and ask whoever's turn it is."""
    return _show(_get(letter_id), Form())


@pages.post("/paraf/<int:letter_id>")
@requires(*HOLDERS)
@writes
def give(letter_id: int) -> Answer:
    """Initial the letter, or send it back with the reason."""
    matter, form = _get(letter_id), read_form()
    session, actor, clock = current_session(), current_actor(), current_clock()
    seen, note = form.value("seen"), form.value("note")
    with form.catching():
        if form.value("act") == "back":
            service.send_back(session, letter_id, seen=seen, note=note, actor=actor, clock=clock)
            show_notice(T("Dikembalikan. Yang menyiapkan surat mendapat pesan."))
        else:
            is_last = service.give(session, letter_id, seen=seen, note=note, actor=actor, clock=clock)
            show_notice(T("Diparaf. Surat siap ditandatangani.") if is_last else T("Diparaf. Surat diteruskan."))
        return redirect(url_for("initials.index"), 303)
    return _show(matter, form)


@pages.post("/paraf/<int:letter_id>/ulang")
@requires(Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE)
@writes
def hand_in(letter_id: int) -> Answer:
    """Hand a letter in again that was sent back: as it is, or as a new edition."""
    matter, form = _get(letter_id), read_form()
    session, actor, clock = current_session(), current_actor(), current_clock()
    with form.catching():
        if form.value("act") == "renew":
            service.renew(session, letter_id, form.value("note"), actor=actor, clock=clock)
            show_notice(T("Edisi baru disusun dan sedang dicetak. Paraf dimulai dari awal."))
        else:
            service.hand_in_again(session, letter_id, form.value("note"), actor=actor, clock=clock)
            show_notice(T("Diajukan ulang. Paraf dimulai dari awal."))
        return redirect(url_for("initials.show", letter_id=letter_id), 303)
    return _show(matter, form)


@pages.get("/paraf/<int:letter_id>/surat.pdf")
@requires()
def read(letter_id: int) -> Answer:
    """Send the print to whoever has a place in the chain."""
    letter = _get(letter_id).letter
    if not letter.file_key:
        raise NotFound(T("Berkas surat ini masih disiapkan."))
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'inline; filename="{letter_filename(letter.number)}"',
    }
    return current_runtime().files.get(letter.file_key), 200, headers


@pages.get("/paraf/<int:letter_id>/konsep.docx")
@requires()
def draft(letter_id: int) -> Answer:
    """Send the letter as a draft to edit, with its initials, to who prepares or initials it; it never counts as the letter."""
    matter, actor, session = _get(letter_id), current_actor(), current_session()
    context = letters.get_context(session, letter_id)
    if not (service.may_hand_in(matter, actor) or matter.may_look(actor)) or "schema" not in context:
        raise NotFound(T("Konsep surat ini tidak tersedia."))
    zone = current_clock().zone
    given = [one.cells(zone) for one in queries.list_initialled(session, [letter_id]).get(letter_id, ())]
    made = render(context, images_of(context, current_runtime()), output=Output.DRAFT, initials=given)
    name = letter_filename(matter.letter.number).removesuffix(".pdf")
    return attach(made.data, DOCX, f"konsep-{name}.docx")


@pages.get("/paraf/tugas/<int:task_id>")
@requires(*HOLDERS)
def by_task(task_id: int) -> Answer:
    """Lead the holder of a task to the letter."""
    task = inbox.get_task(current_session(), task_id)
    if task.about_kind != ABOUT or not inbox.may_complete(current_session(), task, current_actor()):
        raise NotFound(inbox.NO_TASK)
    return redirect(url_for("initials.show", letter_id=task.about_id), 303)
