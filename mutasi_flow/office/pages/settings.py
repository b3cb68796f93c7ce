"""What the office says about itself on letters, and which modules are shown."""

from dataclasses import asdict, fields

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import Refused
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
from mutasi_flow.letters.domain import check_number_format
from mutasi_flow.people import queries, service
from mutasi_flow.people.domain import BUILT
from mutasi_flow.people.service.office import MOST_COMMENT_DAYS, MOST_PATIENCE
from mutasi_flow.transfers.queries import chosen_route
from mutasi_flow.transfers.routes import GENERAL

pages = Blueprint("office", __name__)

LABELS: dict[str, Text] = {
    "name": T("Nama pemerintah daerah"),
    "region": T("Nama daerah"),
    "region_kind": T("Jenis daerah"),
    "seat": T("Tempat surat ditetapkan"),
    "province": T("Provinsi"),
    "agency": T("Badan kepegawaian"),
    "head_title": T("Sebutan kepala daerah"),
    "head_name": T("Nama kepala daerah"),
    "number_format": T("Pola nomor surat"),
    "number_unit": T("Singkatan unit pada nomor surat"),
}
REGION_KINDS: dict[str, Text] = {"kabupaten": T("Kabupaten"), "kota": T("Kota"), "provinsi": T("Provinsi")}
BY_POST = "by-post"
"""Stands for "no order of the office's own": the kind of post decides."""
ORDERS: dict[str, Text] = {
    BY_POST: T("Menurut jenis jabatan dan pintu (bawaan)"),
    **{route.key: route.label for route in GENERAL},
}
REQUIRED = frozenset({"name", "region", "head_title", "number_format"})


@pages.get("/admin/kantor")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the settings of the office."""
    office = queries.get_office(current_session())
    return _page(Form({field.name: str(getattr(office, field.name)) for field in fields(service.OfficeData)}))


@pages.post("/admin/kantor")
@requires(Permission.ADMIN)
@writes
def change() -> Answer:
    """Change what letters say about the office; letters already written stay as they are."""
    form = read_form()
    data = read_office(form)
    with form.catching():
        form.check()
        check_number_format(data.number_format)
        service.change_office(current_session(), current_actor(), data, current_clock().now())
    if form.has_errors:
        return _page(form), form.status
    show_notice(T("Pengaturan kantor disimpan."))
    return redirect(url_for("office.show"), 303)


@pages.post("/admin/kantor/fitur")
@requires(Permission.ADMIN)
@writes
def switch() -> Answer:
    """Show or hide modules."""
    wanted = set(read_form().values("modules"))
    switches = {module.code: module.code in wanted for module in BUILT}
    service.switch_modules(current_session(), current_actor(), switches, current_clock().now())
    show_notice(T("Pilihan fitur disimpan."))
    return redirect(url_for("office.show"), 303)


@pages.post("/admin/kantor/rute")
@requires(Permission.ADMIN)
@writes
def choose_route() -> Answer:
    """Name the route on which new transfers begin."""
    form = read_form()
    route = form.choice("route", T("Urutan pemeriksaan"), ORDERS)
    form.check()
    order = "" if route == BY_POST else route
    service.choose_route(current_session(), current_actor(), order, current_clock().now())
    show_notice(T("Urutan pemeriksaan disimpan. Usulan yang sudah berjalan tetap pada urutannya."))
    return redirect(url_for("office.show"), 303)


@pages.post("/admin/kantor/eskalasi")
@requires(Permission.ADMIN)
@writes
def set_escalation() -> Answer:
    """Say when superiors are told about late tasks."""
    form = read_form()
    days = form.integer("days", T("Hari kerja"), least=1, most=MOST_PATIENCE)
    form.check()
    service.set_escalation(current_session(), current_actor(), days, current_clock().now())
    show_notice(T("Atasan diberi tahu setelah tugas lewat batas {days} hari kerja.", days=days))
    return redirect(url_for("office.show"), 303)


@pages.post("/admin/kantor/tanggapan")
@requires(Permission.ADMIN)
@writes
def set_comment_days() -> Answer:
    """Say how long a published plan stands open to comments at least."""
    form = read_form()
    days = form.integer("comment_days", T("Hari"), least=1, most=MOST_COMMENT_DAYS)
    form.check()
    service.set_comment_days(current_session(), current_actor(), days, current_clock().now())
    show_notice(T("Rencana yang diumumkan menerima tanggapan paling singkat {days} hari.", days=days))
    return redirect(url_for("office.show"), 303)


def read_office(form: Form) -> service.OfficeData:
    """Read what the office says about itself; the first start asks the same."""
    kind = form.choice("region_kind", LABELS["region_kind"], REGION_KINDS)
    texts = {
        name: form.text(name, label, required=name in REQUIRED)
        for name, label in LABELS.items()
        if name != "region_kind"
    }
    return service.OfficeData(**{**asdict(service.OfficeData(name="", region="")), **texts, "region_kind": kind})


def _order(office: queries.OfficeCard) -> str:
    """Return the order chosen; one that is not known here is shown as none, so that another can be chosen."""
    try:
        chosen = chosen_route(office)
    except Refused:
        return ""
    return chosen.key if chosen else BY_POST


def _page(form: Form) -> str:
    office = queries.get_office(current_session())
    return render_template(
        "office/settings.html",
        form=form,
        labels=LABELS,
        kinds=[(code, translate(label)) for code, label in REGION_KINDS.items()],
        switches=Form({"modules": [module.code for module in BUILT if office.has_module(module.code)]}),
        patience=Form({"days": str(queries.escalate_after(current_session()))}),
        window=Form({"comment_days": str(queries.comment_days(current_session()))}),
        route=Form({"route": _order(office)}),
        routes=[(key, translate(label)) for key, label in ORDERS.items()],
        modules=[(module.code, translate(module.label)) for module in BUILT],
    )
