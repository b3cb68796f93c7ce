"""Putting batches of decrees together: what fits, what does not and why, and what joins later."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
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
from mutasi_flow.decrees.batches.domain import FORM_LABELS, DecreeForm
from mutasi_flow.decrees.batches.forms import DOOR_LABELS, KIND_LABELS, read_wish
from mutasi_flow.decrees.batches.model import BATCH_NAME
from mutasi_flow.decrees.batches.queries import (
    Wish,
)
from mutasi_flow.decrees.batches.service import MAKERS, NewBatch, add_more, create_batch, sort_out
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.forms import read_version
from mutasi_flow.transfers.queries.queue import office_paths

pages = Blueprint("decree_making", __name__)

LONGEST_SEARCH = 120
EVERY_UNIT = "semua"
SHOWN = 50
"""So many of those that fit are listed before a batch is made; all of them go in."""


def _signers() -> list[tuple[int, str]]:
    """Return who may sign for the whole office or for units of the actor; a signer thinks of the own desk first."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    paths = {path for permission in MAKERS for path in actor.paths(permission)}
    found = [one for path in sorted(paths) for one in access.list_holders(session, Role.SIGNER, path, today)]
    return sorted(dict.fromkeys(found), key=lambda one: one[0] != actor.account_id)


def _units(form: Form) -> list[tuple[str, str, str]]:
    """Return the units to choose from: all, the one that was chosen, and those that were looked for."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    paths = office_paths(actor)
    chosen = people.find_unit_by_code(session, form.value("unit")) if form.value("unit") else None
    found = (
        people.search_units(session, form.value("cari")[:LONGEST_SEARCH], paths, on=today) if form.value("cari") else []
    )
    named = {chosen.code: (chosen.name, "")} if chosen is not None else {}
    named |= {unit.code: (unit.name, unit.trail or unit.code) for unit in found}
    every = (EVERY_UNIT, translate(T("Semua unit")), "")
    return [every, *((code, name, trail) for code, (name, trail) in named.items())]


def _wish(form: Form) -> Wish:
    unit = people.find_unit_by_code(current_session(), form.value("unit")) if form.value("unit") else None
    return read_wish(form, unit.path if unit is not None else "")


def _ask(form: Form) -> Answer:
    session, actor, clock, signers = current_session(), current_actor(), current_clock(), _signers()
    chosen = form.value("penanda")
    signer_id = next((key for key, _name in signers if str(key) == chosen), signers[0][0] if signers else 0)
    found = sort_out(session, _wish(form), signer_id, actor=actor, clock=clock) if signers else None
    page = render_template(
        "decrees/batch_ask.html",
        form=form,
        signers=signers,
        signer_id=signer_id,
        found=found,
        shown=SHOWN,
        longest=BATCH_NAME,
        units=_units(form),
        forms=[(one.value, translate(label)) for one, label in FORM_LABELS.items()],
        kinds=[(one.value, translate(label)) for one, label in KIND_LABELS.items()],
        doors=[(one.value, translate(label)) for one, label in DOOR_LABELS.items()],
    )
    return page, form.status


@pages.get("/sk/paket/baru")
@requires(*MAKERS)
def ask() -> Answer:
    """Show which approved transfers would go in, and which would not and why."""
    names = ("penanda", "cari", "unit", "jenis", "pintu", "bulan", "nomor")
    given = {name: request.args.get(name, "") for name in names}
    given["unit"] = given["unit"] or EVERY_UNIT
    return _ask(Form({"bentuk": DecreeForm.INDIVIDUAL.value, **given}))


@pages.post("/sk/paket")
@requires(*MAKERS)
@writes
def create() -> Answer:
    """Put them together; each is checked by a worker."""
    form, session, actor, clock = read_form(), current_session(), current_actor(), current_clock()
    with form.catching():
        name = form.text("name", T("Nama paket"), max_length=BATCH_NAME)
        signer_id = form.integer("penanda", T("Penanda tangan"), least=1)
        effective_on = form.optional_day("effective_on", T("Mulai bertugas"))
        decree_form = form.choice("bentuk", T("Bentuk SK"), set(DecreeForm), required=False)
        wish = _wish(form)
        form.check()
        new = NewBatch(name, signer_id, wish, effective_on, DecreeForm(decree_form or DecreeForm.INDIVIDUAL))
        batch_id = create_batch(session, new, actor=actor, clock=clock)
        show_notice(T("Paket {name} disusun. Setiap baris sedang diperiksa.", name=name))
        return redirect(url_for("decree_batches.show", batch_id=batch_id), 303)
    return _ask(form)


@pages.post("/sk/paket/<int:batch_id>/tambah")
@requires(*MAKERS)
@writes
def add(batch_id: int) -> Answer:
    """Put further approved transfers in, all that wait or those that are named."""
    form, session, actor = read_form(), current_session(), current_actor()
    version, wish = read_version(form), _wish(form)
    form.check()
    count = add_more(session, batch_id, wish, actor=actor, clock=current_clock(), expected_version=version)
    show_notice(T("Ditambahkan: {count} usulan. Hanya yang baru diperiksa.", count=count))
    return redirect(url_for("decree_batches.show", batch_id=batch_id), 303)
