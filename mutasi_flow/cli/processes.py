"""``mutasi serve`` and ``mutasi worker``: the two kinds of processes."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence

import click

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.newer import list_missing
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.office.service import offer_start_code
from mutasi_flow.people.queries import find_office
from mutasi_flow.worker import run_worker

APP = "mutasi_flow.cli.web:make"
STOP_SECONDS = 30
_PR_SET_PDEATHSIG = 1
BACKPRESSURE = 64
"""Requests that may wait in a web process; more are refused at once instead of piling up."""


@command("worker", help="Jalankan pekerja: surat, surel, tugas berkala.")
@click.option("--once", is_flag=True, help="Habiskan antrean dan tugas berkala yang jatuh tempo, lalu selesai.")
@click.option("--concurrency", type=click.IntRange(1, 32), help="Pekerjaan sekaligus (SQLite paling banyak 4).")
def worker(shell: Shell, *, once: bool, concurrency: int | None) -> None:
    """Run jobs and sweeps."""
    _require_schema(shell)
    run_worker(shell.runtime, once=once, concurrency=concurrency)
    shell.answer({"ok": True}, ["Selesai."])


@command("serve", help="Jalankan layanan web, dan pekerja di sampingnya.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Proses web.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Utas tiap proses web.")
@click.option("--with-worker/--without-worker", default=True, show_default=True, help="Pekerja di proses samping.")
def serve(shell: Shell, host: str, port: int, workers: int, threads: int, *, with_worker: bool) -> int:
    """Start the web processes and the worker; stop all when one ends or a signal comes."""
    _require_schema(shell)
    with shell.runtime.database.reading() as session:
        is_new = find_office(session) is None
    if is_new:
        shell.say(f"Kode mulai: {offer_start_code(shell.settings)}  (buka http://{host}:{port}/mulai)")
    shell.close()
    shell.answer({"address": f"http://{host}:{port}/"}, [f"Layanan: http://{host}:{port}/"])
    commands = [_web(host, port, workers, threads)]
    if with_worker:
        commands.append([sys.executable, "-m", "mutasi_flow", "worker"])
    return _run_together(commands)


def _require_schema(shell: Shell) -> None:
    missing = list_missing(shell.runtime)
    if missing and shell.settings.is_embedded:
        from mutasi_flow.core.schema import upgrade  # noqa: PLC0415 - a process that goes on for months needs it once

        upgrade(shell.runtime)
    elif missing:
        raise Unprepared(T("Susunan basis data belum mutakhir. Jalankan dahulu: mutasi db upgrade"))


def _web(host: str, port: int, workers: int, threads: int) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(threads),
        "--backpressure": str(max(BACKPRESSURE, threads)),
        "--log-level": "warning",
    }
    return [sys.executable, "-m", "granian", *(part for pair in options.items() for part in pair), "--factory", APP]


def _run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run the processes until one ends or we are asked to stop; return the first bad exit code."""
    # Their talk goes to stderr: stdout holds our one answer.
    processes = [
        subprocess.Popen(command, stdout=sys.stderr, preexec_fn=_end_with(os.getpid()))  # noqa: S603, PLW1509 - ours; no threads yet
        for command in commands
    ]
    asked: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        asked.append(number)
        for process in processes:
            process.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    ended, _ = os.wait()
    for process in processes:
        if process.pid != ended:
            process.terminate()
    codes = [_await(process) for process in processes]
    return 0 if asked else next((abs(code) for code in codes if code), 0)


def _end_with(parent: int) -> Callable[[], None] | None:
    """Return what a child does first so that it is asked to stop when its parent is gone, even killed (Linux)."""
    if sys.platform != "linux":
        return None
    kernel = ctypes.CDLL(None)

    def tie() -> None:
        kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def _await(process: "subprocess.Popen[bytes]") -> int:
    try:
        return process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
