"""The road from the shell: the same services, permissions and refusals as on the pages."""

from datetime import date, datetime

import click
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.service import write_readings
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.catalogue import say
from mutasi_flow.core.db import take_readings
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import schemas
from mutasi_flow.transfers.queries import (
    ListFilter,
    TransferCard,
    get_card,
    list_transfers,
    load_status,
    load_statuses,
    load_waiting,
)
from mutasi_flow.transfers.service import Press, available_steps, list_own_steps, perform
from mutasi_flow.transfers.workflow import Action, State

SHELL = "shell"
transfers = click.Group("transfers", help="Usulan mutasi: daftar, isi, langkah.")
_AS = click.option(
    "--as", "username", default="", help="Nama pengguna yang bertindak; kosong: seluruh kantor, hanya baca."
)


def find_actor(shell: Shell, session: Session, username: str) -> Actor:
    """Return the actor of an account; who owns the shell may read everything without one.

    Raises:
        InvalidInput: there is no such active account.
    """
    if not username:
        return schemas.OFFICE_READER
    account_id = access.find_account_id(session, username)
    if account_id is None:
        raise InvalidInput(T("Akun {username} tidak ada.", username=username))
    return access.load_actor(session, account_id, shell.runtime.clock.today())


def _write_down(shell: Shell, actor: Actor, readings: frozenset[tuple[str, int]]) -> None:
    """Write down what of it is confidential, before it is shown."""
    at = shell.runtime.clock.now()
    with shell.runtime.database.reading() as session:
        new = access.list_unwritten(session, actor, readings, SHELL, at)
    if new:
        with shell.runtime.database.writing() as session:
            write_readings(session, actor, new, SHELL, at)


def _document(session: Session, card: TransferCard, actor: Actor, today: date) -> dict[str, object]:
    waiting = load_waiting(session, card, actor)
    status = load_status(session, card, actor)
    steps = list_own_steps(session, card, available_steps(card, actor), actor, today)
    return schemas.transfer_json(card, status, waiting, steps, say)


def _lines(document: dict[str, object]) -> list[str]:
    return [
        f"{document['number']}  {document['employee_name']}",
        f"  {document['from_unit']} → {document['to_unit']} ({document['to_post']})",
        f"  {document['sentence']}",
        f"  {T('Sekarang di')}: {document['holder']}  {document['due_on'] or ''}".rstrip(),
    ]


@command("list", help="Daftar usulan, yang terbaru lebih dahulu.")
@_AS
@click.option("--state", type=click.Choice([state.value for state in State]))
@click.option("--unit", default="", help="Kode unit.")
@click.option("-q", "q", default="", help="Nomor, nama, atau NIP.")
@click.option("--cursor", type=int)
@click.option("--limit", type=click.IntRange(1, 100), default=25)
def list_all(
    shell: Shell, *, username: str, state: str | None, unit: str, q: str, cursor: int | None, limit: int
) -> None:
    """Print one page of transfers."""
    with shell.runtime.database.reading() as session:
        actor = find_actor(shell, session, username)
        found = people.find_unit_by_code(session, unit) if unit else None
        if unit and found is None:
            raise InvalidInput(T("Unit dengan kode {code} tidak dikenal.", code=unit))
        wanted = ListFilter(
            state=State(state) if state else None,
            unit_path=found.path if found else "",
            q=q,
            cursor=cursor,
            limit=limit,
        )
        rows = list_transfers(session, actor, wanted)
        statuses = load_statuses(session, rows, actor)
        readings = take_readings(session)
    _write_down(shell, actor, readings)
    items = [schemas.listed_json(row, statuses[row.id], say) for row in rows]
    following = str(rows[-1].id) if len(rows) == limit else None
    document = schemas.ListJson(items=items, next=following).model_dump(mode="json")
    shell.answer(document, [f"{one.number}  {one.state:<10}  {one.employee_name}  {one.sentence}" for one in items])


@command("show", help="Satu usulan: keadaan, pemegang, langkah yang tersedia.")
@click.argument("number")
@_AS
def show(shell: Shell, *, number: str, username: str) -> None:
    """Print one transfer."""
    with shell.runtime.database.reading() as session:
        actor = find_actor(shell, session, username)
        document = _document(session, get_card(session, number, actor), actor, shell.runtime.clock.today())
        readings = take_readings(session)
    _write_down(shell, actor, readings)
    shell.answer(document, _lines(document))


@command("act", help="Lakukan satu langkah atas nama sebuah akun.")
@click.argument("number")
@click.argument("action", type=click.Choice([action.value for action in Action]))
@click.option("--as", "username", required=True, help="Nama pengguna yang bertindak.")
@click.option("--reason", default="", help="Alasan.")
@click.option("--version", type=int, help="Versi usulan yang terakhir dilihat.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Ditunda sampai (YYYY-MM-DD).")
@click.option("--effective", type=click.DateTime(["%Y-%m-%d"]), help="Mulai bertugas (YYYY-MM-DD).")
def act(
    shell: Shell,
    *,
    number: str,
    action: str,
    username: str,
    reason: str,
    version: int | None,
    until: datetime | None,
    effective: datetime | None,
) -> None:
    """Take one step and print the transfer after it."""
    runtime = shell.runtime
    press = Press(
        expected_version=version,
        reason=reason,
        until=until.date() if until else None,
        effective_on=effective.date() if effective else None,
    )
    with runtime.database.writing() as session:
        actor = find_actor(shell, session, username)
        perform(session, number, Action(action), actor=actor, clock=runtime.clock, press=press)
    with runtime.database.reading() as session:
        document = _document(session, get_card(session, number, actor), actor, shell.runtime.clock.today())
    shell.answer(document, _lines(document))


for _command in (list_all, show, act):
    transfers.add_command(_command)
