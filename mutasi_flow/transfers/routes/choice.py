"""Which route a transfer begins on: the most particular one in force; what is particular is counted, not guessed."""

from collections.abc import Iterable
from datetime import date

from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.transfers.routes.route import Case, PostKind, Route

TEACHERS = ("guru", "kepala sekolah", "pengawas sekolah", "kepala tk", "kepala sd", "kepala smp")
HEALTH_STAFF = (
    "administrator kesehatan",
    "apoteker",
    "asisten apoteker",
    "asisten penata anestesi",
    "bidan",
    "dokter",
    "entomolog kesehatan",
    "epidemiolog kesehatan",
    "fisikawan medis",
    "fisioterapis",
    "kepala puskesmas",
    "nutrisionis",
    "okupasi terapis",
    "penata anestesi",
    "perawat",
    "perekam medis",
    "pranata laboratorium kesehatan",
    "psikolog klinis",
    "radiografer",
    "refraksionis",
    "teknisi gigi",
    "tenaga sanitasi lingkungan",
    "terapis",
)
"""How the names of functional jabatan of these kinds begin in the reference lists of SIASN."""


def post_kind(kind: JabatanKind | None, name: str) -> PostKind | None:
    """Return the kind of post as routes tell them apart; None when the jabatan is not known."""
    if kind is None:
        return None
    if kind is JabatanKind.STRUCTURAL:
        return PostKind.MANAGERIAL
    if kind is JabatanKind.GENERAL:
        return PostKind.GENERAL
    words = name.casefold()
    if words.startswith(TEACHERS):
        return PostKind.TEACHER
    return PostKind.HEALTH if words.startswith(HEALTH_STAFF) else PostKind.FUNCTIONAL


def applies(route: Route, case: Case, on: date) -> bool:
    """Whether a route is for this case on this day."""
    scope = route.scope
    return (
        (not scope.moves or case.move in scope.moves)
        and (not scope.posts or case.post in scope.posts)
        and (not scope.doors or case.door in scope.doors)
        and route.from_on <= on
        and (route.to_on is None or on <= route.to_on)
    )


def particularity(route: Route) -> tuple[int, bool, int, date, int, int]:
    """More criteria go first; among equals the office's own, then fewer values, then the younger version."""
    scope = (route.scope.moves, route.scope.posts, route.scope.doors)
    values = sum(len(one) for one in scope)
    criteria = sum(bool(one) for one in scope)
    return criteria, route.id is not None, -values, route.from_on, route.version, route.id or 0


def choose(routes: Iterable[Route], case: Case, on: date) -> Route | None:
    """Return the route for a case on a day, or None when none is for it."""
    return max((route for route in routes if applies(route, case, on)), key=particularity, default=None)
