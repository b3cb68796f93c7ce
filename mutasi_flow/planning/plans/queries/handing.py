"""A solution to take along: everything, for whoever reads all of it on other pages; else the tables that the board shows.

The input tells sanctions, relatives and wishes of everybody in the plan, and so does what follows from them: which rule
keeps how many from a post, and whom relatives keep away.
"""

import csv
import io
from collections.abc import Mapping, Sequence

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.files import FileStore
from mutasi_flow.planning.plans.queries.archives import pack, unpack
from mutasi_flow.planning.plans.queries.board import UNFILLED
from mutasi_flow.planning.plans.queries.rows import SolutionRow
from mutasi_flow.planning.tables import BALANCE, MOVES, UNITS, as_csv
from mutasi_flow.planning.unfilled import RULES
from mutasi_flow.planning.unfilled import UNFILLED as SHORT

_READERS = (
    Permission.PLAN,
    Permission.EMPLOYEES_WRITE,
    Permission.TRANSFERS_VERIFY,
    Permission.AUDIT_READ,
)
"""Planners calculate with it, staff and verifiers keep it, auditors check it."""
_ABOUT_PEOPLE = frozenset({"selisih_kompetensi", "minat_ke", *RULES})
_TABLES: Mapping[str, Sequence[str]] = {
    "moves.csv": [name for name in MOVES if name not in _ABOUT_PEOPLE],
    "balance.csv": BALANCE,
    "balance_units.csv": UNITS,
    UNFILLED: [name for name in SHORT if name not in _ABOUT_PEOPLE],
}
_PICTURE = "balance_units.svg"


def reads_input(actor: Actor, unit_path: str) -> bool:
    """Whether the actor reads all that a plan about these units was made from, whomever it is about."""
    return any(actor.may(permission, unit_path) for permission in _READERS)


def hand_out(store: FileStore, solution: SolutionRow, *, whole: bool) -> bytes:
    """Return an archive: input and plan as the command that checks them reads them, or the tables without people's data.

    Raises:
        NotFound, Unprepared: a file is gone or damaged.
    """
    plan = unpack(store.get(solution.plan_key))
    if whole:
        data = {f"data/{name}": found for name, found in unpack(store.get(solution.input_key)).items()}
        return pack(data | {f"rencana/{name}": found for name, found in plan.items()})
    tables = {name: _keep(plan[name], columns) for name, columns in _TABLES.items()}
    return pack({f"rencana/{name}": found for name, found in {**tables, _PICTURE: plan[_PICTURE]}.items()})


def _keep(table: bytes, columns: Sequence[str]) -> bytes:
    rows = csv.DictReader(io.StringIO(table.decode(), newline=""))
    return as_csv(columns, (tuple(row[name] for name in columns) for row in rows)).encode()
