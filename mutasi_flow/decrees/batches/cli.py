"""Batches of decrees from the shell: make, watch, press, stop and go on, by the same services and permissions."""

from typing import Any

import click
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.batches.domain import DecreeForm
from mutasi_flow.decrees.batches.queries import Wish, count_left, get_readable, list_batches, load_progress
from mutasi_flow.decrees.batches.service import (
    NewBatch,
    compose_again,
    create_batch,
    pause_batch,
    press_batch,
    resume_batch,
)
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.cli.road import find_actor
from mutasi_flow.transfers.service.collective import find_collective

batch = click.Group("batch", help="Paket SK: susun, lihat, terbitkan, hentikan, lanjutkan.")
_AS = click.option("--as", "username", required=True, help="Nama pengguna yang bertindak.")


def _document(shell: Shell, session: Session, batch_id: int, actor: Actor) -> dict[str, Any]:
    found = get_readable(session, batch_id, actor)
    decree = find_collective(session, found.id) if found.is_collective else None
    progress = load_progress(session, found, shell.runtime.clock.now())
    return {
        "id": found.id,
        "name": found.name,
        "state": found.state.value,
        "form": found.form.value,
        "decree": decree.number if decree else None,
        "signer": found.signer,
        "edition": found.edition,
        "version": found.version,
        "decrees": progress.total,
        "waiting": progress.waiting,
        "issued": progress.decreed,
        "printed": progress.printed,
        "signed": progress.signed,
        "failed": progress.faults,
        "left": {state.value: count for state, count in count_left(session, batch_id).items()},
        "per_minute": round(progress.per_minute, 1),
        "minutes_left": progress.minutes_left,
    }


def _answer(shell: Shell, batch_id: int, username: str) -> None:
    with shell.runtime.database.reading() as session:
        document = _document(shell, session, batch_id, find_actor(shell, session, username))
    counted = f"{document['printed']}/{document['decrees']}"
    shell.answer(document, [f"{document['id']}  {document['state']:<8}  {counted}  {document['name']}"])


@command("list", help="Daftar paket SK, yang terbaru lebih dahulu.")
@_AS
def list_all(shell: Shell, *, username: str) -> None:
    """Print the batches that concern the user."""
    with shell.runtime.database.reading() as session:
        actor = find_actor(shell, session, username)
        items = [_document(shell, session, one.id, actor) for one in list_batches(session, actor)]
    shell.answer({"items": items}, [f"{one['id']}  {one['state']:<8}  {one['name']}" for one in items])


@command("show", help="Satu paket SK: sejauh mana, berapa surat per menit, berapa menit lagi.")
@click.argument("batch_id", type=int)
@_AS
def show(shell: Shell, *, batch_id: int, username: str) -> None:
    """Print how far one batch is."""
    _answer(shell, batch_id, username)


@command("make", help="Susun paket dari usulan yang disetujui; tanpa nomor: semua yang menunggu.")
@click.argument("name")
@click.argument("numbers", nargs=-1)
@_AS
@click.option("--signer", required=True, help="Nama pengguna penanda tangan.")
@click.option("--unit", default="", help="Kode unit asal.")
@click.option(
    "--form",
    type=click.Choice([one.value for one in DecreeForm]),
    default=DecreeForm.INDIVIDUAL.value,
    help="Satu SK untuk setiap pegawai, atau satu SK kolektif dengan lampiran.",
)
def make(
    shell: Shell, *, name: str, numbers: tuple[str, ...], username: str, signer: str, unit: str, form: str
) -> None:
    """Put approved transfers together."""
    with shell.runtime.database.writing() as session:
        actor, signer_id = find_actor(shell, session, username), access.find_account_id(session, signer)
        place = people.find_unit_by_code(session, unit) if unit else None
        if unit and place is None:
            raise InvalidInput(T("Unit dengan kode {code} tidak dikenal.", code=unit))
        if signer_id is None:
            raise InvalidInput(T("Akun {username} tidak ada.", username=signer))
        wish = Wish(place.path if place else "", numbers=numbers)
        batch_id = create_batch(
            session, NewBatch(name, signer_id, wish, form=DecreeForm(form)), actor=actor, clock=shell.runtime.clock
        )
    _answer(shell, batch_id, username)


@command("press", help="Terbitkan SK yang menunggu dalam paket; pekerja melanjutkannya.")
@click.argument("batch_id", type=int)
@_AS
@click.option("--version", type=int, help="Tolak bila paket sudah berubah sejak versi ini.")
def press(shell: Shell, *, batch_id: int, username: str, version: int | None) -> None:
    """Begin to issue what waits."""
    with shell.runtime.database.writing() as session:
        actor = find_actor(shell, session, username)
        press_batch(session, batch_id, actor=actor, clock=shell.runtime.clock, expected_version=version)
    _answer(shell, batch_id, username)


@command("compose", help="Susun ulang SK kolektif yang belum ditandatangani menurut keadaan sekarang.")
@click.argument("batch_id", type=int)
@_AS
def compose(shell: Shell, *, batch_id: int, username: str) -> None:
    """Compose the collective decree anew; only what says something else is printed again."""
    with shell.runtime.database.writing() as session:
        actor = find_actor(shell, session, username)
        compose_again(session, batch_id, actor=actor, clock=shell.runtime.clock, expected_version=None)
    _answer(shell, batch_id, username)


@command("pause", help="Hentikan sementara penerbitan paket.")
@click.argument("batch_id", type=int)
@_AS
def pause(shell: Shell, *, batch_id: int, username: str) -> None:
    """Stop after the present decree."""
    with shell.runtime.database.writing() as session:
        pause_batch(session, batch_id, actor=find_actor(shell, session, username), clock=shell.runtime.clock)
    _answer(shell, batch_id, username)


@command("resume", help="Lanjutkan penerbitan paket yang dihentikan.")
@click.argument("batch_id", type=int)
@_AS
def resume(shell: Shell, *, batch_id: int, username: str) -> None:
    """Go on where it was stopped."""
    with shell.runtime.database.writing() as session:
        actor = find_actor(shell, session, username)
        resume_batch(session, batch_id, actor=actor, clock=shell.runtime.clock, expected_version=None)
    _answer(shell, batch_id, username)


for _one in (list_all, show, make, press, compose, pause, resume):
    batch.add_command(_one)
