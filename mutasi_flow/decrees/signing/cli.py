"""Signing what waits from the shell, and recording what was signed without us.

The passphrase is asked at the terminal or read from standard input.
"""

import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from mutasi_flow.core.catalogue import write_day
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined, examine
from mutasi_flow.decrees.signing import queries, service
from mutasi_flow.decrees.signing.domain import Progress, RunState, is_alive
from mutasi_flow.decrees.signing.process import LONGEST_SECRET, hand_over, request_code
from mutasi_flow.decrees.signing.queries import RunRow
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import SecretKind
from mutasi_flow.letters.sign import get_signer, look_for_signatures, secrets_taken
from mutasi_flow.transfers.cli.road import find_actor
from mutasi_flow.transfers.service.signing import Returned

LOOK_SECONDS = 0.3


PROMPTS = {SecretKind.PASSPHRASE: T("Frasa sandi"), SecretKind.ONE_TIME: T("Kode sekali pakai")}


def _read_secret(kind: SecretKind) -> bytes:
    """Return what opens the key, typed unseen or piped in; never an argument, which every process list shows.

    Raises:
        InvalidInput: there is none.
    """
    is_typed = sys.stdin.isatty()
    said: str = click.prompt(str(PROMPTS[kind]), hide_input=True, err=True) if is_typed else sys.stdin.readline()
    secret = said.rstrip("\r\n").encode()
    if not secret or len(secret) > LONGEST_SECRET:
        raise InvalidInput(T("Isi frasa sandi sertifikat Anda, atau kode yang Anda terima."))
    return secret


def _choose_kind(shell: Shell, run: RunRow, *, with_code: bool) -> SecretKind:
    """Return what is to be typed; for a code, have one sent first.

    Raises:
        Unprepared: it is not used here.
    """
    kinds = secrets_taken(shell.settings)
    kind = SecretKind.ONE_TIME if with_code else kinds[0]
    if kind is SecretKind.ONE_TIME:
        request_code(shell.runtime, run)
        shell.say(T("Kode sekali pakai sedang dikirim kepada Anda."))
    return kind


def _keys_of(session: Session, numbers: Sequence[str]) -> set[int] | None:
    if not numbers:
        return None
    found = [letters.find_by_number(session, number) for number in numbers]
    return {letter.id for letter in found if letter is not None}


def _open(shell: Shell, username: str, numbers: Sequence[str]) -> RunRow:
    method = get_signer(shell.settings).method
    with shell.runtime.database.writing() as session:
        actor = find_actor(shell, session, username)
        earlier = queries.find_open_run(session, actor.account_id)
        chosen, clock = _keys_of(session, numbers), shell.runtime.clock
        return earlier or service.open_run(session, chosen, method=method, actor=actor, clock=clock)


def _watch(shell: Shell, run: RunRow) -> tuple[RunRow, Progress]:
    """Wait until nobody works on the run any more."""
    while True:
        with shell.runtime.database.reading() as session:
            found = queries.get_run(session, run.id, run.account_id)
            progress = queries.get_progress(session, run.id)
        if found.state is not RunState.SIGNING or not is_alive(found.beat_at, shell.runtime.clock.now()):
            return found, progress
        time.sleep(LOOK_SECONDS)


@command("sign-run", help="Tanda tangani surat yang menunggu seorang pejabat, dengan sertifikatnya.")
@click.argument("numbers", metavar="[NOMOR]...", nargs=-1)
@click.option("--as", "username", required=True, help="Nama pengguna pejabat yang menandatangani.")
@click.option("--code", "with_code", is_flag=True, help="Dengan kode sekali pakai yang dikirim layanan (BSrE).")
def sign_run(shell: Shell, *, numbers: tuple[str, ...], username: str, with_code: bool) -> int:
    """Sign the named letters, or all that wait, or go on with the run that is open; exit 1 when one is left."""
    run = _open(shell, username, numbers)
    kind = _choose_kind(shell, run, with_code=with_code)
    hand_over(shell.runtime, run.id, _read_secret(kind), kind)
    found, progress = _watch(shell, run)
    with shell.runtime.database.reading() as session:
        rows = queries.list_run_letters(session, run.id)
    document = {
        "run": found.id,
        "state": found.state.value,
        "reason": found.reason,
        "signed": progress.signed,
        "blocked": progress.blocked,
        "waiting": progress.waiting,
        "letters": [{"number": one.number, "outcome": one.outcome.value, "reason": one.reason} for one in rows],
    }
    lines = [f"{one.number}  {one.outcome.value}  {one.reason}".rstrip() for one in rows]
    shell.answer(document, [*lines, found.reason] if found.reason else lines)
    return 0 if found.state is RunState.DONE and not progress.blocked else DATA


@command("sign", help="Catat bahwa SK sudah ditandatangani: pindaian tinta basah, atau PDF bertanda tangan elektronik.")
@click.argument("number", metavar="NOMOR")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "username", required=True, help="Nama pengguna yang mencatat.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Tinta basah: tanggal ditandatangani.")
@click.option("--compared", is_flag=True, help="Isi dan nama penanda tangan sudah dicocokkan.")
def sign(shell: Shell, *, number: str, file: Path, username: str, on: datetime | None, compared: bool) -> None:
    """Record a signature; with ``--on`` the file is a scan, without it a PDF with electronic signatures."""
    came = _look(shell, file.read_bytes(), is_ink=on is not None, compared=compared)
    files, clock = shell.runtime.files, shell.runtime.clock
    with shell.runtime.database.writing() as session:
        actor, letter = find_actor(shell, session, username), letters.find_by_number(session, number)
        if letter is None:
            raise NotFound(T("Surat nomor {number} tidak ditemukan.", number=number))
        day = on.date() if on else None
        by: dict[str, Any] = {"seen": letter.sha256, "actor": actor, "clock": clock}
        service.record(session, files, letter.id, came, signed_on=day, **by)
        signature = letters.get_signature(session, letter.id)
    document = {
        "number": letter.number,
        "method": signature.method.value,
        "signed_on": signature.signed_on.isoformat(),
        "signed_by": signature.signer,
        "sha256": signature.sha256,
    }
    shell.answer(document, [f"{letter.number}  {signature.signer}  {write_day(signature.signed_on)}"])


def _look(shell: Shell, data: bytes, *, is_ink: bool, compared: bool) -> Examined | Returned:
    if is_ink:
        return examine(data)
    trusted = shell.runtime.settings.read_trusted_issuers()
    return Returned(data, look_for_signatures(data, trusted), is_compared=compared, must_trust=bool(trusted))
