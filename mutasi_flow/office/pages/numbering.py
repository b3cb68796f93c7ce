"""How each register writes its numbers, before the administrator."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
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
from mutasi_flow.letters.domain import COUNTING_REGISTERS, REGISTER_LABELS, Shape
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.queries.numbers import Numbering, load_numbering
from mutasi_flow.letters.service import shape_register

pages = Blueprint("numbering", __name__)


def _example(book: Numbering) -> str:
    return book.write(book.last + 1, "", current_clock().today())


@pages.get("/admin/penomoran")
@requires(Permission.ADMIN)
def index() -> Answer:
    """Show each register of this year with the number that comes next."""
    session, year = current_session(), current_clock().today().year
    books = [load_numbering(session, name, year) for name in COUNTING_REGISTERS]
    rows = [(book, "" if book.is_elsewhere else _example(book)) for book in books]
    return render_template("office/numbering.html", rows=rows, registers=REGISTER_LABELS, year=year)


def _kinds(register: str) -> list[tuple[str, str, object]]:
    """Return the kinds of letter that are written into a register: field, name, label."""
    return [(f"kind-{kind.name}", kind.name, kind.label) for kind in LETTER_KINDS if kind.register == register]


def _page(book: Numbering, form: Form) -> Answer:
    page = render_template(
        "office/numbering_register.html", form=form, book=book, kinds=_kinds(book.register), registers=REGISTER_LABELS
    )
    return page, form.status


def _load(register: str) -> Numbering:
    if register not in COUNTING_REGISTERS:
        raise NotFound
    return load_numbering(current_session(), register, current_clock().today().year)


@pages.get("/admin/penomoran/<register>")
@requires(Permission.ADMIN)
def show(register: str) -> Answer:
    """Show how one register writes its numbers."""
    book = _load(register)
    kept: dict[str, str | list[str]] = {
        "pattern": book.shape.pattern,
        "classification": book.shape.classification,
        "unit": book.shape.unit,
        "is_elsewhere": ["ya"] if book.is_elsewhere else [],
    }
    kept |= {field: book.shape.patterns.get(name, "") for field, name, _label in _kinds(register)}
    return _page(book, Form(kept))


@pages.post("/admin/penomoran/<register>")
@requires(Permission.ADMIN)
@writes
def change(register: str) -> Answer:
    """Keep another way; it holds from the next number on."""
    form, book = read_form(), _load(register)
    with form.catching():
        texts = {name: form.text(name, label, required=False, max_length=120) for name, label in _FIELDS.items()}
        kinds = {
            name: form.text(field, T("Pola"), required=False, max_length=120) for field, name, _ in _kinds(register)
        }
        shape = Shape(**texts, patterns={name: pattern for name, pattern in kinds.items() if pattern})
        form.check()
        actor, at, elsewhere = current_actor(), current_clock().now(), form.flag("is_elsewhere")
        shape_register(current_session(), register, book.year, shape, is_elsewhere=elsewhere, actor=actor, at=at)
        show_notice(T("Penomoran disimpan, berlaku mulai nomor berikutnya."))
        return redirect(url_for("numbering.index"), 303)
    return _page(book, form)


_FIELDS = {"pattern": T("Pola nomor surat"), "classification": T("Kode klasifikasi"), "unit": T("Singkatan unit")}
