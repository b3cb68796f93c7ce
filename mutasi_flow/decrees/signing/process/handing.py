"""Starting the signing process, and handing it the secret through a pipe.

The secret goes straight from the request to the pipe: not into arguments, environment, a file, a job or a row.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from mutasi_flow.core.errors import Conflict, Unprepared
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.signing.domain import RunState, is_alive
from mutasi_flow.decrees.signing.queries import RunRow, get_progress, get_run
from mutasi_flow.decrees.signing.service import ENDED, ask_again, begin, find_official
from mutasi_flow.letters.domain import SecretKind
from mutasi_flow.letters.sign import send_code
from mutasi_flow.settings import Settings

LENGTH_BYTES = 4
LONGEST_SECRET = 1_000
MODULE = "mutasi_flow.decrees.signing.process"
PACKAGE_ROOT = Path(__file__).resolve().parents[4]


def _plain(value: Any) -> Any:
    """Return a setting as JSON holds it; those that are secret too, for the pipe is as close as memory."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value) if isinstance(value, Path) else value


def hand_over(runtime: Runtime, run_id: int, secret: bytes, kind: SecretKind = SecretKind.PASSPHRASE) -> None:
    """Let a process of its own sign the run, unless one is at work; it goes on when whoever started it has gone.

    Raises:
        Unprepared: no process could be started.
    """
    with runtime.database.writing() as session:
        if not begin(session, run_id, runtime.clock.now()):
            return
    try:
        _start(runtime.settings, {"run": run_id, "kind": kind.value}, secret)
    except OSError as error:
        reason = T("Proses tanda tangan tidak dapat dimulai: {reason}.", reason=error.strerror or str(error))
        with runtime.database.writing() as session:
            ask_again(session, run_id, reason)
        raise Unprepared(reason) from error


def request_code(runtime: Runtime, run: RunRow) -> None:
    """Have the service send the official a one-time code for what waits in the run; this process never learns it.

    Raises:
        CertificateRefused: the service does not know the official, or refuses.
        SignerDown: it does not answer.
        Unprepared: no codes are used here, or the settings do not fit the service.
        Conflict: the run has ended, or a process is at work on it, whose code a second one would spoil.
    """
    with runtime.database.reading() as session:
        run = get_run(session, run.id, run.account_id)
        if run.ended_at is not None:
            raise Conflict(ENDED)
        if run.state is RunState.SIGNING and is_alive(run.beat_at, runtime.clock.now()):
            raise Conflict(T("Penandatanganan ini sedang berjalan, jadi belum perlu kode baru."))
        official = find_official(session, run.account_id, runtime.clock.today())
        waiting = get_progress(session, run.id).waiting
    send_code(runtime.settings, official, max(1, waiting))


def _start(settings: Settings, what: dict[str, int | str], secret: bytes) -> None:
    values = {name: _plain(getattr(settings, name)) for name in Settings.model_fields}
    head = json.dumps({"settings": values, **what}).encode()
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MUTASI_")}
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and a module named here
        [sys.executable, "-X", "utf8", "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=os.sep,
        env={**environment, "PYTHONPATH": str(PACKAGE_ROOT)},
        start_new_session=True,
    )
    if child.stdin is not None:
        with child.stdin as pipe:
            pipe.write(len(head).to_bytes(LENGTH_BYTES, "big") + head + secret)
    threading.Thread(target=child.wait, name="signing-process", daemon=True).start()
