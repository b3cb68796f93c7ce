"""The web application: the web floor, the subjects' pages, and what machines ask of a service."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Flask, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.orm import Session

from mutasi_flow import wiring
from mutasi_flow.access import queries as access
from mutasi_flow.access.service import note_seen, write_readings
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.web import Answer, Frame, Visitor, current_runtime, current_session, make_app, public
from mutasi_flow.core.web.measures import CONTENT_TYPE, find_measures, is_watcher
from mutasi_flow.inbox.offers import install_task_kinds
from mutasi_flow.people.queries import find_office
from mutasi_flow.settings import Settings

machines = Blueprint("machines", __name__)


@dataclass(frozen=True)
class _AccountsAtTheDoor:
    """Finds visitors among the accounts."""

    def by_session_key(self, session: Session, key: str, today: date) -> Visitor | None:
        return _visitor(access.find_by_session_key(session, key, today), key)

    def note_seen(self, key: str, at: datetime) -> None:
        with current_runtime().database.writing() as session:
            note_seen(session, key, at)

    def by_token(self, session: Session, token: str, today: date) -> Visitor | None:
        return _visitor(access.find_by_token(session, token, today), "")

    def by_account(self, session: Session, account_id: int, today: date) -> Actor | None:
        try:
            return access.load_actor(session, account_id, today)
        except NotFound:
            return None


def _visitor(identity: access.Identity | None, key: str) -> Visitor | None:
    if identity is None:
        return None
    return Visitor(identity.actor, key, identity.locale, identity.must_change_password, seen_at=identity.seen_at)


@machines.get("/healthz")
@public
def alive() -> Answer:
    """Say that the process answers."""
    return jsonify(status="ok")


@machines.get("/readyz")
@public
def ready() -> Answer:
    """Say that the database answers too; else 503 (the error pages turn a lost database into that)."""
    current_session().execute(text("SELECT 1"))
    return jsonify(status="ready", database=current_runtime().database.engine.dialect.name)


@machines.get("/metrics")
@public
def figures() -> Answer:
    """Show the figures of this process to Prometheus, and to nobody else; they name no person."""
    if not is_watcher(current_runtime().settings.metrics_token.get_secret_value()):
        raise NotFound
    return current_app.response_class(find_measures(current_app).render(), content_type=CONTENT_TYPE)


def create_app(settings: Settings, runtime: Runtime | None = None) -> Flask:
    """Return the application; ``runtime`` may be one that is open already (tests, one process for web and worker)."""
    frame = Frame(
        menu=wiring.MENU,
        footer=wiring.FOOTER,
        office_name=_office_name,
        sign_in_endpoint=wiring.SIGN_IN_ENDPOINT,
        sign_out_endpoint=wiring.SIGN_OUT_ENDPOINT,
        account_endpoint=wiring.ACCOUNT_ENDPOINT,
        password_endpoint=wiring.PASSWORD_ENDPOINT,
        keep_readings=_keep_readings,
        ways_of_reading=wiring.WAYS_OF_READING,
        recalls=wiring.RECALLS,
    )
    app = make_app(runtime or open_runtime(settings), _AccountsAtTheDoor(), frame)
    for blueprint in (machines, *wiring.BLUEPRINTS):
        app.register_blueprint(blueprint)
    install_task_kinds(app, wiring.TASK_KINDS)
    return app


def _keep_readings(readings: frozenset[tuple[str, int]], actor: Actor, way: str, at: datetime) -> None:
    database = current_runtime().database
    with database.reading() as session:
        new = access.list_unwritten(session, actor, readings, way, at)
    if new:
        with database.writing() as session:
            write_readings(session, actor, new, way, at)


def _office_name(session: Session) -> str:
    office = find_office(session)
    return office.region if office is not None else ""
