"""Exemptions: recorded by who decides, read by the auditor; and what the rules said at each act."""

from collections import Counter
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.sheets.write import XLSX, as_report
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
    translate,
    writes,
)
from mutasi_flow.rules.domain import ACT_LABELS, AUTHORITY_LABELS, LEVEL_LABELS, OUTCOME_LABELS, RULE_OF, fingerprint
from mutasi_flow.rules.queries import load_rulebook
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import Origin, PaperKind
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.queries import ExemptionRow, get_card, list_evaluations, list_exemptions
from mutasi_flow.transfers.receiving import examined_file, examines
from mutasi_flow.transfers.service import NewExemption, get_exemptible, grant_exemption, list_blocking

pages = Blueprint("exemptions", __name__)

LONGEST_NUMBER = 200
READERS = (
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_DECREE,
    Permission.TRANSFERS_REVIEW,
    Permission.AUDIT_READ,
)
ORIGIN_LABELS: dict[Origin, Text] = {
    Origin.OWN: T("Permintaan sendiri"),
    Origin.UNIT: T("Permintaan unit"),
    Origin.PLAN: T("Rencana mutasi"),
    Origin.WRITTEN: T("Disposisi tertulis"),
    Origin.ORAL: T("Disposisi lisan"),
}
COLUMNS: tuple[Column, ...] = (
    Column("number", "Nomor", T("Nomor usulan.")),
    Column("name", "Nama", T("Nama pegawai.")),
    Column("unit", "Unit asal", T("Unit yang ditinggalkan.")),
    Column("origin", "Asal usul", T("Siapa yang memulai usulan.")),
    Column("rule", "Aturan", T("Aturan yang dikecualikan.")),
    Column("authority", "Wewenang", T("Siapa yang menurut aturan dapat mengecualikan.")),
    Column("official", "Pejabat", T("Pejabat yang mengecualikan.")),
    Column("letter", "Nomor surat", T("Nomor surat pengecualian.")),
    Column("letter_on", "Tanggal surat", T("Tanggal surat pengecualian."), kind=CellKind.DATE),
    Column("reason", "Alasan", T("Alasan pengecualian.")),
    Column("recorded_by", "Dicatat oleh", T("Siapa yang mencatat, dengan kapasitasnya.")),
)


def _asked() -> tuple[str, Origin | None]:
    origin = request.args.get("asal", "")
    return request.args.get("pejabat", "").strip(), Origin(origin) if origin in set(Origin) else None


def _found() -> list[ExemptionRow]:
    official, origin = _asked()
    return list(list_exemptions(current_session(), current_actor(), official=official, origin=origin))


@pages.get("/pengecualian")
@requires(Permission.AUDIT_READ)
def index() -> Answer:
    """List the exemptions, counted by origin and by official."""
    official, origin = _asked()
    rows, everything = _found(), list_exemptions(current_session(), current_actor())
    return render_template(
        "transfers/exemptions.html",
        rows=rows,
        official=official,
        origin=origin,
        by_official=Counter(row.official for row in everything).most_common(),
        by_origin=Counter(row.origin for row in everything).most_common(),
        origins=ORIGIN_LABELS,
        authorities=AUTHORITY_LABELS,
        rules=RULE_OF,
    )


@pages.get("/pengecualian/unduh.xlsx")
@requires(Permission.AUDIT_READ)
def download() -> Answer:
    """Give the list as a sheet, narrowed as the page is."""
    rows: list[tuple[Cell, ...]] = [
        (
            row.number,
            row.employee_name,
            row.unit,
            translate(ORIGIN_LABELS[row.origin]),
            f"{row.rule} {translate(RULE_OF[row.rule].title)}",
            translate(AUTHORITY_LABELS[row.authority]),  # type: ignore[index]
            row.official,
            row.letter_number,
            row.letter_on,
            row.reason,
            row.recorded_by,
        )
        for row in _found()
    ]
    return attach(as_report(COLUMNS, rows), XLSX, f"pengecualian-{current_clock().today()}.xlsx")


def _show(number: str, form: Form) -> Answer:
    session, actor, clock = current_session(), current_actor(), current_clock()
    card = get_exemptible(session, number, actor, current_clock().today())
    named = {one.rule.code: one.exempted_by for one in load_rulebook(session).in_force(clock.today())}
    blocking = list_blocking(session, card, actor, clock)
    page = render_template(
        "transfers/exemption.html",
        card=card,
        form=form,
        blocking=[(one, named.get(one.code)) for one in blocking],
        choices=[(one.code, f"{one.code} {translate(one.title)}") for one in blocking if named.get(one.code)],
        authorities=AUTHORITY_LABELS,
    )
    return page, form.status


@pages.get("/usulan/<number>/pengecualian")
@requires(Permission.TRANSFERS_DECIDE)
def show(number: str) -> Answer:
    """Show what stops the transfer, and the form of an exemption."""
    return _show(number, Form())


@pages.post("/usulan/<number>/pengecualian")
@requires(Permission.TRANSFERS_DECIDE)
@examines
@writes
def grant(number: str) -> Answer:
    """Record an exemption with the scan of its letter."""
    form = read_form()
    with form.catching():
        rule = form.choice("rule", T("Aturan"), set(RULE_OF))
        official = form.text("official", T("Pejabat yang mengecualikan"))
        reason = form.text("exemption_reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        letter_number = form.text("letter_number", T("Nomor surat"), max_length=LONGEST_NUMBER)
        letter_on = form.day("letter_on", T("Tanggal surat"))
        form.check()
        letter = Upload(PaperKind.EXEMPTION, form.filename("file"), examined_file(), letter_number, letter_on)
        new = NewExemption(rule, official, reason, letter)
        grant_exemption(
            current_session(), current_runtime().files, number, new, actor=current_actor(), clock=current_clock()
        )
        show_notice(T("Pengecualian dari {rule} tercatat.", rule=rule))
        return redirect(url_for("exemptions.show", number=number), 303)
    return _show(number, form)


@pages.get("/usulan/<number>/hasil-aturan")
@requires()
def evaluations(number: str) -> Answer:
    """Show what every rule said at each act, as it was kept, to the person and to the office."""
    session, actor = current_session(), current_actor()
    card = get_card(session, number, actor)
    is_own = actor.employee_id is not None and actor.employee_id == card.employee_id
    if not is_own and not any(actor.may(permission, card.from_path) for permission in READERS):
        raise NotFound
    words: dict[str, Any] = {"acts": ACT_LABELS, "outcomes": OUTCOME_LABELS, "levels": LEVEL_LABELS}
    kept = [(one, fingerprint(one.verdicts) == one.sha256) for one in list_evaluations(session, card.id)]
    return render_template("transfers/evaluations.html", card=card, kept=kept, rules=RULE_OF, **words)
