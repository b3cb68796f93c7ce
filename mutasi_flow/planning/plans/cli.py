"""Plans of the database from the shell; ``mutasi plan`` makes plans from files."""

from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.catalogue import say, write_day
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.planning.plans import schemas
from mutasi_flow.planning.plans.domain import PLAN_LABELS, SCENARIO_LABELS
from mutasi_flow.planning.plans.queries import (
    PAGE,
    code_places,
    counts_of,
    find_snapshot,
    get_plan,
    get_scenario,
    list_moves,
    list_plans,
    list_scenarios,
)

OFFICE_READER = Actor(account_id=None, name="", grants=(Grant(Permission.BALANCE_READ),))
"""Who owns the shell of the server reads every plan."""
plans = click.Group("plans", help="Rencana di basis data: daftar, isi, mutasinya.")
_AS = click.option("--as", "username", default="", help="Nama pengguna yang membaca; kosong: seluruh kantor.")


def _reader(shell: Shell, session: Session, username: str) -> Actor:
    if not username:
        return OFFICE_READER
    account_id = access.find_account_id(session, username)
    if account_id is None:
        raise InvalidInput(T("Akun {username} tidak ada.", username=username))
    return access.load_actor(session, account_id, shell.runtime.clock.today())


@command("list", help="Daftar rencana, yang terbaru lebih dahulu.")
@_AS
def list_all(shell: Shell, *, username: str) -> None:
    """Print the plans."""
    with shell.runtime.database.reading() as session:
        rows = list_plans(session, _reader(shell, session, username))
        counts = counts_of(session, [row.id for row in rows])
    items = [schemas.plan_json(row, counts.get(row.id, 0)) for row in rows]
    shell.answer({"items": items}, [f"{row.id:>4}  {say(PLAN_LABELS[row.state]):<22}  {row.name}" for row in rows])


@command("show", help="Satu rencana dengan skenarionya dan angka hasilnya.")
@click.argument("plan_id", type=click.IntRange(1))
@_AS
def show(shell: Shell, *, plan_id: int, username: str) -> None:
    """Print one plan with its scenarios."""
    with shell.runtime.database.reading() as session:
        plan = get_plan(session, plan_id, _reader(shell, session, username))
        rows, taken = list_scenarios(session, plan.id), find_snapshot(session, plan.id)
    whole = schemas.whole_plan_json(plan, len(rows), taken)
    document = {**whole, "scenarios": [schemas.scenario_json(row, say) for row in rows]}
    lines = [f"{plan.name}  {write_day(plan.effective_on)}  {say(PLAN_LABELS[plan.state])}"]
    lines += [f"{row.id:>4}  {say(SCENARIO_LABELS[row.state]):<22}  {row.moves or 0:>6}  {row.name}" for row in rows]
    shell.answer(document, lines)


@command("moves", help="Semua mutasi dalam hasil terakhir satu skenario.")
@click.argument("scenario_id", type=click.IntRange(1))
@_AS
def moves(shell: Shell, *, scenario_id: int, username: str) -> None:
    """Print the moves of the latest result of a scenario."""
    with shell.runtime.database.reading() as session:
        _plan, row = get_scenario(session, scenario_id, _reader(shell, session, username))
        if row.solution_id is None:
            raise NotFound(T("Skenario ini belum pernah dihitung."))
        items = list(_all_moves(session, row.solution_id))
    document = {"solution": row.solution_id, "items": items}
    lines = [f"{one['employee'] or '-':<18}  {one['from_unit']} → {one['to_unit']}  {one['reason']}" for one in items]
    shell.answer(document, lines)


def _all_moves(session: Session, solution_id: int) -> Iterator[dict[str, Any]]:
    after = 0
    while rows := list_moves(session, solution_id, after=after, limit=PAGE):
        yield from schemas.moves_json(solution_id, rows, code_places(session, rows), PAGE)["items"]
        after = rows[-1].place


for _command in (list_all, show, moves):
    plans.add_command(_command)
