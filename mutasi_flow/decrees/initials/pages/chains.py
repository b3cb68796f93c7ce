"""Who initials which letters: chains as rows with a first day, and a form for the next one."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
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
from mutasi_flow.decrees.initials.domain import ROLE_WORDS, Chain, Step, chain_for
from mutasi_flow.decrees.initials.forms import LINES, read_steps
from mutasi_flow.decrees.initials.queries import list_chains, load_chains, names_of_units
from mutasi_flow.decrees.initials.service import MOST_CHAINS_PAST, set_chain
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.pages.shown import LETTER_LABELS
from mutasi_flow.transfers.service.collective import COLLECTIVE
from mutasi_flow.transfers.service.decree import SIGNED

pages = Blueprint("initial_chains", __name__)
KINDS = {kind: label for kind, label in LETTER_LABELS.items() if kind in SIGNED | {COLLECTIVE}}
"""Excerpts and copies have none: they are certified to say what the decree says, which has been through its own."""


def _page(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    rows = list_chains(session)
    chains = load_chains(session)
    units = {step.unit_id for row in rows for step in row.chain.steps}
    page = render_template(
        "decrees/initial_chains.html",
        form=form,
        present=[(label, chain_for(chains, kind, today)) for kind, label in KINDS.items()],
        rows=rows[:MOST_CHAINS_PAST],
        kind_labels=KINDS,
        kinds=[(kind, translate(label)) for kind, label in KINDS.items()],
        roles=[(role.value, translate(label)) for role, label in ROLE_WORDS.items()],
        role_words=ROLE_WORDS,
        units=names_of_units(session, units),
        lines=LINES,
    )
    return page, form.status


@pages.get("/admin/paraf")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the chains."""
    return _page(Form({"from_on": current_clock().today().isoformat(), "role-1": next(iter(ROLE_WORDS)).value}))


def _with_unit(form: Form, place: int, step: Step, code: str) -> Step:
    if not code:
        return step
    unit = people.find_unit_by_code(current_session(), code)
    if unit is None:
        form.fail(f"unit-{place}", T("Unit dengan kode {code} tidak dikenal.", code=code))
    return step if unit is None else Step(step.title, step.role, unit.id)


@pages.post("/admin/paraf")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a chain."""
    form, clock = read_form(), current_clock()
    with form.catching():
        kind = form.choice("kind", T("Jenis surat"), list(KINDS))
        from_on = form.day("from_on", T("Berlaku mulai"))
        source = form.text("source", T("Dasar"), required=False)
        steps = [_with_unit(form, place, *one) for place, one in enumerate(read_steps(form), start=1)]
        form.check()
        chain, actor = Chain(0, kind, from_on, tuple(steps)), current_actor()
        set_chain(current_session(), chain, source=source, actor=actor, today=clock.today(), at=clock.now())
        show_notice(T("Rantai paraf disimpan. Surat bertanggal sebelumnya tidak berubah."))
        return redirect(url_for("initial_chains.show"), 303)
    return _page(form)
