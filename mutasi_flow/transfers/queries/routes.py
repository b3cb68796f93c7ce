"""The routes an office has: the shipped ones and its own versions, and which of them a transfer walks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import EmploymentStatus
from mutasi_flow.people.queries import OfficeCard
from mutasi_flow.transfers.domain import Direction, LegalKind
from mutasi_flow.transfers.model import RouteVersion
from mutasi_flow.transfers.queries.cards import TransferCard
from mutasi_flow.transfers.routes import DEFAULTS, INTERNAL, ROUTES, Case, MoveKind, Route, choose, post_kind
from mutasi_flow.transfers.routes.taxonomy import Change, Node, imut_path
from mutasi_flow.transfers.routes.writing import read

CHOSEN, PUBLISHED = "route", "own_routes"
"""Marks on the office's row: the order chosen for all internal moves, and how many versions it has published.

The row is read at every submission anyway, so an office without routes of its own pays no statement for them.
"""
_OF_PERSON = frozenset({MoveKind.A, MoveKind.PPPK})
_COLUMNS = (
    RouteVersion.id,
    RouteVersion.code,
    RouteVersion.version,
    RouteVersion.content,
    RouteVersion.from_on,
    RouteVersion.to_on,
)
_ALL = Prepared(select(*_COLUMNS).order_by(RouteVersion.id))
_BY_KEY = Prepared(
    select(*_COLUMNS).where(RouteVersion.code == bindparam("code"), RouteVersion.version == bindparam("version"))
)


def _route(row: Sequence[Any]) -> Route:
    key, code, version, content, from_on, to_on = row
    return replace(read(content), code=code, version=version, from_on=from_on, to_on=to_on, id=key)


def list_own_routes(session: Session) -> Sequence[Route]:
    """Return every version that the office published, the oldest first."""
    return [_route(row) for row in run(session, _ALL)]


def load_route(session: Session, key: str) -> Route:
    """Return the route a transfer walks; a file that has not been sent has none yet and reads the general one.

    The office's own version is read once per transaction.

    Raises:
        Refused: nobody knows a route of this name here.
    """
    if key in ROUTES or not key:
        return ROUTES.get(key, INTERNAL)
    loaded: dict[str, Route] = session.info.setdefault("routes", {})
    if key not in loaded:
        code, _, version = key.rpartition("/")
        known = {"code": code, "version": int(version)} if version.isascii() and version.isdigit() else None
        row = run(session, _BY_KEY, known).first() if known else None
        if row is None:
            raise Refused(
                T(
                    "Alur “{key}” tidak dikenal di sini. Pulihkan alur itu, atau pasang versi aplikasi yang baru.",
                    key=key,
                )
            )
        loaded[key] = _route(row)
    return loaded[key]


def chosen_route(office: OfficeCard) -> Route | None:
    """Return the order that the office chose for all its internal moves; None when the kind of post decides.

    Raises:
        Refused: the office's row names a route that is not known.
    """
    key = str(office.modules.get(CHOSEN, ""))
    if key and key not in ROUTES:
        raise Refused(T("Alur “{key}” pada pengaturan kantor tidak dikenal. Pilih alur lain lebih dahulu.", key=key))
    return ROUTES[key] if key else None


def move_of(kind: LegalKind, status: EmploymentStatus) -> MoveKind:
    """Return what kind of move routes take it for: contract employees go their own way."""
    is_contract = kind is LegalKind.A and status is EmploymentStatus.PPPK
    return MoveKind.PPPK if is_contract else MoveKind(kind.value)


def case_of(card: TransferCard) -> Case:
    """Return what decides on which route a transfer begins."""
    if card.crossing is Direction.OUT:
        return Case(MoveKind(card.kind.value), None, card.door)
    if card.revokes_id is not None:
        return Case(MoveKind.REVOCATION, post_kind(card.to_jabatan_kind, card.to_jabatan), card.door)
    inside = MoveKind.TEMPORARY if card.until_on is not None else move_of(card.kind, card.employee_status)
    move = MoveKind.INCOMING if card.crossing is Direction.IN else inside
    return Case(move, post_kind(card.to_jabatan_kind, card.to_jabatan), card.door)


def classify(card: TransferCard) -> tuple[Node, ...]:
    """Return where a transfer stands in the tree of I-MUT, root first; empty where the tree has no place for it."""
    change = Change(
        level=card.to_jabatan_level,
        post=card.to_jabatan,
        unit=card.to_unit,
        is_other_unit=card.from_unit_id != card.to_unit_id,
        is_other_post=card.from_jabatan_id != card.to_jabatan_id,
    )
    return imut_path(case_of(card), change)


def choose_for(session: Session, office: OfficeCard, case: Case, on: date) -> Route:
    """Return the route on which a transfer of this kind begins on a day.

    Raises:
        Refused: no route is for it.
    """
    general = chosen_route(office)
    base = DEFAULTS if general is None or case.move not in _OF_PERSON else (general,)
    own = list_own_routes(session) if office.modules.get(PUBLISHED) else ()
    route = choose((*base, *own), case, on)
    if route is None:
        raise Refused(T("Belum ada alur untuk usulan seperti ini. Minta administrator menerbitkannya."))
    return route


def is_confidential_for(session: Session, case: Case, on: date) -> bool:
    """Whether a transfer of this kind would begin on a confidential route; where none is for it, it is like any other."""
    try:
        return choose_for(session, people.get_office(session), case, on).is_confidential
    except Refused:
        return False
