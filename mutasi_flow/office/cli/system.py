"""``mutasi db`` and ``mutasi doctor``."""

import click

from mutasi_flow.core import schema
from mutasi_flow.core.newer import list_missing
from mutasi_flow.core.shell import DATA, ENVIRONMENT, Shell, command
from mutasi_flow.office.domain import Level
from mutasi_flow.office.queries import check_all

MARKS = {Level.OK: "baik      ", Level.WARNING: "perhatian ", Level.PROBLEM: "MASALAH   "}


@command("upgrade", help="Perbarui susunan basis data.")
def upgrade(shell: Shell) -> None:
    """Bring the schema up to date."""
    steps = schema.upgrade(shell.runtime)
    shell.answer({"applied": list(steps)}, [f"{len(steps)} langkah dijalankan."])


@command("check", help="Periksa apakah susunan basis data mutakhir.")
def check(shell: Shell) -> int:
    """Say what is missing; exit 1 when something is."""
    missing = list_missing(shell.runtime)
    shell.answer(
        {"ok": not missing, "missing": list(missing)},
        ["Susunan basis data mutakhir." if not missing else f"Belum dijalankan: {', '.join(missing)}"],
    )
    return DATA if missing else 0


@click.group("db", help="Perbarui atau periksa susunan basis data.", commands=[upgrade, check])
def db() -> None:
    """Hold the commands of the schema."""


@command("doctor", help="Periksa basis data, pencetak surat, jam, ruang, kunci, surel.")
def doctor(shell: Shell) -> int:
    """Check the installation; exit 3 when something will not work."""
    findings = check_all(shell.runtime)
    broken = any(finding.level is Level.PROBLEM for finding in findings)
    document = [
        {"check": finding.check, "level": finding.level.value, "detail": str(finding.detail)} for finding in findings
    ]
    shell.answer(
        {"ok": not broken, "checks": document},
        [f"{MARKS[finding.level]} {finding.detail}" for finding in findings],
    )
    return ENVIRONMENT if broken else 0
