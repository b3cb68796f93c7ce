"""Bundles for I-MUT: one press, a page that tells how it went file by file, and the ZIP."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
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
from mutasi_flow.transfers.external.package import Shape, load_shape, set_shape
from mutasi_flow.transfers.forms import read_picks
from mutasi_flow.transfers.queries import find_card, may_see
from mutasi_flow.transfers.service.packaging import MOST_AT_ONCE, ask_package, get_package

pages = Blueprint("package", __name__)


@pages.post("/usulan/<number>/imut")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def ask_one(number: str) -> Answer:
    """Ask for the bundle of one transfer."""
    package_id = ask_package(current_session(), [number], actor=current_actor(), clock=current_clock())
    return redirect(url_for("package.show", package_id=package_id), 303)


@pages.get("/antrean/imut")
@requires(Permission.TRANSFERS_VERIFY)
def look() -> Answer:
    """Show which transfers were ticked, before the press."""
    picked = dict(read_picks(request.args.getlist("pilih")[: MOST_AT_ONCE + 1]))
    session, actor = current_session(), current_actor()
    found = (find_card(session, number) for number in picked)
    cards = [card for card in found if card is not None and may_see(session, card, actor)]
    return render_template("transfers/package_ask.html", cards=cards)


@pages.post("/antrean/imut")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def ask_many() -> Answer:
    """Ask for one bundle of the ticked transfers."""
    numbers = [number for number, _version in read_picks(read_form().values("pilih"))]
    package_id = ask_package(current_session(), numbers, actor=current_actor(), clock=current_clock())
    return redirect(url_for("package.show", package_id=package_id), 303)


@pages.get("/imut/<int:package_id>")
@requires(Permission.TRANSFERS_VERIFY)
def show(package_id: int) -> Answer:
    """Show whether it is made, and which transfers were left out and why, file by file."""
    asked = get_package(current_session(), package_id, current_actor(), current_clock())
    return render_template("transfers/package.html", asked=asked)


@pages.get("/imut/<int:package_id>/kiriman.zip")
@requires(Permission.TRANSFERS_VERIFY)
def send(package_id: int) -> Answer:
    """Send the ZIP."""
    asked = get_package(current_session(), package_id, current_actor(), current_clock())
    if not asked.is_open:
        raise NotFound(T("Kiriman ini belum ada atau sudah lewat sehari. Minta yang baru."))
    data = current_runtime().files.get(asked.file_key)
    answer = attach(data, "application/zip", f"imut-{asked.made_at:%Y%m%d}-{asked.id}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _settings(form: Form) -> Answer:
    return render_template("transfers/package_settings.html", form=form), form.status


@pages.get("/admin/imut")
@requires(Permission.ADMIN)
def settings() -> Answer:
    """Show how files are named and how large one may be."""
    shape = load_shape(current_session())
    return _settings(Form({"pattern": shape.pattern, "largest_kb": str(shape.largest_kb)}))


@pages.post("/admin/imut")
@requires(Permission.ADMIN)
@writes
def shape() -> Answer:
    """Set both."""
    form = read_form()
    with form.catching():
        wanted = Shape(form.text("pattern", T("Pola nama")), form.integer("largest_kb", T("Ukuran"), least=1))
        form.check()
        set_shape(current_session(), wanted, actor=current_actor(), at=current_clock().now())
        show_notice(T("Nama dan ukuran berkas kiriman I-MUT tersimpan."))
        return redirect(url_for("package.settings"), 303)
    return _settings(form)
