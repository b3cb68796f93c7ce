"""``mutasi jobs``: what the queue holds, and another try for what failed."""

from dataclasses import asdict

import click

from mutasi_flow.core.jobs import JobRow, JobState
from mutasi_flow.core.shell import Shell, command

STATES = [state.value for state in JobState]


@command("list", help="Tampilkan pekerjaan; tanpa pilihan, yang belum selesai dan yang gagal.")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES))
@click.option("--limit", default=100, type=click.IntRange(1, 10_000))
def list_jobs(shell: Shell, states: tuple[str, ...], limit: int) -> None:
    """Print jobs, newest first."""
    wanted = [JobState(state) for state in states] or [JobState.FAILED, JobState.RUNNING, JobState.QUEUED]
    rows = shell.runtime.jobs.list_jobs(wanted, limit)
    shell.answer([asdict(row) for row in rows], [_line(row) for row in rows] or ["Tidak ada."])


@command("retry", help="Ulangi pekerjaan yang gagal (--all: semuanya).")
@click.argument("keys", nargs=-1)
@click.option("--all", "everything", is_flag=True)
def retry(shell: Shell, keys: tuple[str, ...], *, everything: bool) -> None:
    """Put failed jobs back into the queue."""
    if everything:
        keys = tuple(row.key for row in shell.runtime.jobs.list_jobs([JobState.FAILED], 10_000))
    elif not keys:
        message = "sebutkan kunci pekerjaan, atau --all"
        raise click.UsageError(message)
    for key in keys:
        shell.runtime.jobs.retry(key)
    shell.answer({"retried": list(keys)}, [f"{len(keys)} pekerjaan kembali ke antrean."])


@click.group("jobs", help="Lihat dan ulangi pekerjaan.", commands=[list_jobs, retry])
def jobs() -> None:
    """Hold the commands of the queue."""


def _line(row: JobRow) -> str:
    return f"{row.state.value:8} {row.key}  {row.reason}".rstrip()
