"""A small app on the web floor, with one view of every kind, and three visitors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Flask, jsonify, redirect, render_template_string, request
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.errors import InvalidInput, Refused, Stale
from mutasi_flow.core.requests import HandledRequest
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    Frame,
    MenuItem,
    Visitor,
    current_actor,
    current_clock,
    current_session,
    make_app,
    public,
    read_form,
    read_json,
    requires,
    show_notice,
    sign_in,
    sign_out,
    translate,
    writes,
)

RINA = Visitor(Actor(1, "Rina", 11, (Grant(Permission.SELF), Grant(Permission.PLAN, "/1/"))), "1.0")
BUDI = Visitor(Actor(2, "Budi", 12, (Grant(Permission.SELF),)), "2.0", locale="en")
NEW = Visitor(Actor(3, "Sari", 13, (Grant(Permission.SELF),)), "3.0", must_change_password=True)
PEOPLE: Mapping[str, Visitor] = {visitor.session_key: visitor for visitor in (RINA, BUDI, NEW)}
NOTES = 900
"""Rows of the notes that the views write: any table serves, this one needs no other."""

FORM = """
{% extends 'base.html' %}
{% from 'components/fields.html' import error_summary, text_area %}
{% block title %}Catatan{% endblock %}
{% block content %}{{ error_summary(form) }}
<form method="post">{{ form_tokens() }}{{ text_area(form, 'note', 'Catatan') }}<button>Simpan</button></form>
{% endblock %}
"""


@dataclass(frozen=True)
class Door:
    """Knows the three visitors, by session and by token."""

    def by_session_key(self, session: Session, key: str, today: date) -> Visitor | None:
        return PEOPLE.get(key)

    def note_seen(self, key: str, at: datetime) -> None:
        raise AssertionError

    def by_token(self, session: Session, token: str, today: date) -> Visitor | None:
        return PEOPLE.get(token)

    def by_account(self, session: Session, account_id: int, today: date) -> Actor | None:
        return None


def write_note(note: str) -> None:
    """Write one row in the transaction of the request."""
    values = {"account_id": NOTES, "key": note, "fingerprint": "", "status": 0, "location": "", "body": ""}
    current_session().execute(insert(HandledRequest).values(created_at=current_clock().now(), **values))


def notes(runtime: Runtime) -> list[str]:
    """Return the notes that were committed."""
    statement = select(HandledRequest.key).where(HandledRequest.account_id == NOTES).order_by(HandledRequest.key)
    with runtime.database.reading() as session:
        return list(session.scalars(statement))


def build(runtime: Runtime) -> Flask:
    """Return the app."""
    frame = Frame(
        menu=(
            MenuItem(T("Beranda"), "home"),
            MenuItem(T("Rencana"), "planner", (Permission.PLAN,)),
            MenuItem(T("Kantor"), "planner", (Permission.ADMIN,)),
        ),
        footer=(MenuItem(T("Bantuan"), "home"),),
        office_name=lambda _session: "Kabupaten Sagara",
        sign_in_endpoint="enter",
        sign_out_endpoint="leave",
        password_endpoint="password",
    )
    app = make_app(runtime, Door(), frame)
    for add in (_add_pages, _add_form, _add_failures, _add_programs):
        add(app)
    return app


def _add_pages(app: Flask) -> None:
    @app.get("/masuk")
    @public
    def enter() -> Answer:
        if "key" in request.args:
            sign_in(request.args["key"])
        return render_template_string("{% extends 'base.html' %}{% block title %}Masuk{% endblock %}")

    @app.post("/keluar")
    @public
    def leave() -> Answer:
        sign_out()
        return redirect("/", 303)

    @app.get("/sandi")
    @requires(Permission.SELF)
    def password() -> Answer:
        return "ganti"

    @app.get("/")
    @requires(Permission.SELF)
    def home() -> Answer:
        at = datetime(2026, 11, 22, 12, 40, tzinfo=UTC)
        page = "{% extends 'base.html' %}{% block title %}Beranda{% endblock %}{% block content %}{{ words }}{% endblock %}"
        return render_template_string(page, words=translate(T("{at} {label}", at=at, label=T("Menu utama"))))

    @app.get("/rencana")
    @requires(Permission.PLAN, Permission.ADMIN)
    def planner() -> Answer:
        return "rencana " * 200


def _add_form(app: Flask) -> None:
    @app.route("/catatan", methods=["GET", "POST"])
    @requires(Permission.SELF)
    @writes
    def note() -> Answer:
        form = read_form()
        with form.catching():
            if request.method == "POST":
                text = form.text("note", T("Catatan"), max_length=20, multiline=True)
                form.check()
                write_note(text)
                if text == "kurang":
                    raise Refused(T("Belum boleh."), (T("Masih kurang satu hal."),))
                if text == "salah":
                    raise InvalidInput(T("Kata ini tidak dapat dipakai."), "note")
                show_notice(T("Catatan tersimpan."))
                return redirect("/", 303)
        return render_template_string(FORM, form=form), form.status


def _add_failures(app: Flask) -> None:
    @app.post("/basi")
    @requires(Permission.SELF)
    @writes
    def stale() -> Answer:
        write_note("basi")
        raise Stale(T("Usulan ini sudah berubah."), (T("{name} mengembalikannya.", name="Budi"),))

    @app.get("/rusak")
    @public
    def broken() -> Answer:
        message = "disengaja"
        raise RuntimeError(message)

    @app.get("/tugas/<int:task_id>")
    @public
    def task(task_id: int) -> Answer:
        return str(task_id)


def _add_programs(app: Flask) -> None:
    @app.post("/api/v1/notes")
    @requires(Permission.SELF)
    @writes
    def add_note() -> Answer:
        note = str(read_json().get("note", ""))
        if not note:
            raise InvalidInput(T("Tulis catatan."), "note")
        write_note(note)
        return jsonify(note=note, by=current_actor().name), 201

    @app.get("/api/v1/rusak")
    @public
    def broken_for_programs() -> Answer:
        message = "disengaja"
        raise RuntimeError(message)
