"""Routes from the shell: list, show, check, and exchange them as YAML."""

from dataclasses import replace
from pathlib import Path

import click

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotPermitted
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.transfers.cli.road import find_actor
from mutasi_flow.transfers.queries import list_own_routes, load_route
from mutasi_flow.transfers.routes import ROUTES, Finding, Route, blocks
from mutasi_flow.transfers.routes.exchange import from_yaml, to_yaml
from mutasi_flow.transfers.routes.writing import write
from mutasi_flow.transfers.service.routes import find_faults, publish

route = click.Group("route", help="Alur usulan: daftar, isi, pemeriksaan, pertukaran.")
_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))


def _read(file: Path) -> Route:
    try:
        return from_yaml(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise InvalidInput(T("Berkas ini bukan teks UTF-8.")) from None


def _listed(findings: tuple[Finding, ...]) -> list[dict[str, object]]:
    return [{"text": str(one.text), "blocking": one.is_blocking} for one in findings]


@command("list", help="Semua alur: bawaan dan milik kantor.")
def list_all(shell: Shell) -> None:
    """Print all routes."""
    with shell.runtime.database.reading() as session:
        found = (*ROUTES.values(), *list_own_routes(session))
    items = [{"route": one.key, "label": str(one.label), "own": one.id is not None} | _days(one) for one in found]
    shell.answer({"items": items}, [f"{one.key:<24} {one.label}" for one in found])


def _days(one: Route) -> dict[str, object]:
    return {"from": one.from_on if one.id else None, "to": one.to_on}


@command("show", help="Satu alur.")
@click.argument("key")
def show(shell: Shell, *, key: str) -> None:
    """Print one route."""
    with shell.runtime.database.reading() as session:
        found = load_route(session, key)
    shell.answer(write(found), [to_yaml(found).rstrip()])


@command("export", help="Tulis satu alur sebagai YAML.")
@click.argument("key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(shell: Shell, *, key: str, file: Path) -> None:
    """Write one route to a file."""
    with shell.runtime.database.reading() as session:
        found = load_route(session, key)
    file.write_text(to_yaml(found), encoding="utf-8")
    shell.answer({"route": found.key, "file": str(file)}, [str(file)])


@command("check", help="Periksa alur dalam berkas YAML, tanpa menyimpannya.")
@_FILE
def check(shell: Shell, *, file: Path) -> int:
    """Say what stands against a route; exit 1 when it may not be published."""
    given = _read(file)
    with shell.runtime.database.reading() as session:
        findings = find_faults(session, given, shell.runtime.clock.today())
    shell.answer({"findings": _listed(findings)}, [str(one.text) for one in findings])
    return DATA if blocks(findings) else 0


@command("import", help="Terbitkan alur dari berkas YAML.")
@_FILE
@click.option("--as", "username", required=True, help="Nama pengguna yang bertindak.")
def import_file(shell: Shell, *, file: Path, username: str) -> None:
    """Publish a route; without a first day it holds from today."""
    given, clock = _read(file), shell.runtime.clock
    with shell.runtime.database.writing() as session:
        actor = find_actor(shell, session, username)
        if not actor.has(Permission.ADMIN):
            raise NotPermitted
        dated = given if given.from_on.year > 1 else replace(given, from_on=clock.today())
        new = publish(session, dated, actor=actor, today=clock.today(), at=clock.now())
    shell.answer({"route": new.key, "from": new.from_on}, [new.key])


for _command in (list_all, show, export, check, import_file):
    route.add_command(_command)
