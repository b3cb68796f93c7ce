"""``mutasi init``: set up a real office."""

import sys
from typing import Any

import click

from mutasi_flow.core import schema
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.office.domain import TIME_ZONES
from mutasi_flow.office.service import Administrator, forget_start_code, keep_time_zone, set_up
from mutasi_flow.people.service import OfficeData


@command("init", help="Siapkan kantor baru: instansi, kalender, penomoran, dan administrator pertama.")
@click.option("--name", help="Nama lengkap, misalnya “Pemerintah Kabupaten Contoh”.")
@click.option("--region", help="Daerah, misalnya “Kabupaten Contoh”.")
@click.option("--region-kind", default="kabupaten", type=click.Choice(["kabupaten", "kota", "provinsi"]))
@click.option("--seat", default="", help="Kota tempat surat ditetapkan.")
@click.option("--province", default="", help="Provinsi.")
@click.option("--agency", default="BKPSDM", help="Perangkat daerah yang mengurus kepegawaian.")
@click.option("--head-title", help="Jabatan penanda tangan keputusan.")
@click.option("--head-name", help="Nama penanda tangan keputusan.")
@click.option("--number-format", help="Bentuk nomor surat.")
@click.option("--number-unit", help="Kode unit pada nomor surat.")
@click.option("--timezone", type=click.Choice(list(TIME_ZONES)), help="Zona waktu kantor; bawaan Asia/Jakarta.")
@click.option("--username", help="Nama pengguna administrator.")
@click.option("--password", help="Kata sandi administrator; lebih baik ditanyakan daripada ditulis di sini.")
def init(shell: Shell, /, **given: str | None) -> None:
    """Ask for what is missing, bring the schema up to date and write the office."""
    answers = _complete(shell, given)
    zone = answers.pop("timezone", None)
    username, password = answers.pop("username"), answers.pop("password")
    runtime = shell.runtime
    schema.upgrade(runtime)
    with runtime.database.writing() as session:
        account_id = set_up(
            session,
            OfficeData(**answers),
            Administrator(username, password),
            today=runtime.clock.today(),
            at=runtime.clock.now(),
        )
    forget_start_code(runtime.settings)
    if zone:
        keep_time_zone(runtime.settings, zone)
    shell.answer(
        {"office": answers["name"], "account": account_id, "user": username},
        [f"{answers['name']} siap. Masuk sebagai {username} setelah menjalankan: mutasi serve"],
    )


_USUAL = OfficeData(name="", region="")
_MAY_BE_LEFT = {
    "timezone": ("Zona waktu", next(iter(TIME_ZONES))),
    "head_title": ("Jabatan penanda tangan keputusan", _USUAL.head_title),
    "head_name": ("Nama penanda tangan keputusan", ""),
    "number_format": ("Bentuk nomor surat", _USUAL.number_format),
    "number_unit": ("Kode unit pada nomor surat", _USUAL.number_unit),
}
"""What a person at a terminal is asked too, with what an empty answer means."""


def _complete(shell: Shell, given: dict[str, str | None]) -> dict[str, Any]:
    asked = {
        "name": "Nama lengkap instansi (misalnya Pemerintah Kabupaten Contoh)",
        "region": "Daerah (misalnya Kabupaten Contoh)",
        "username": "Nama pengguna administrator",
        "password": "Kata sandi administrator",
    }
    missing = [name for name in asked if not given[name]]
    if missing and (shell.as_json or not sys.stdin.isatty()):
        options = ", ".join(f"--{name}" for name in missing)
        message = f"wajib diisi: {options}"
        raise click.UsageError(message)
    answers: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    for name in missing:
        hidden = name == "password"
        again = "Ulangi kata sandi" if hidden else False
        answers[name] = click.prompt(asked[name], hide_input=hidden, confirmation_prompt=again, err=True)
    if missing:
        for name in [name for name in _MAY_BE_LEFT if name not in answers]:
            question, usual = _MAY_BE_LEFT[name]
            kind = click.Choice(list(TIME_ZONES)) if name == "timezone" else str
            answers[name] = click.prompt(question, default=usual, type=kind, show_default=bool(usual), err=True)
    if not answers.get("seat"):
        answers["seat"] = answers["region"].split(" ", 1)[-1]
    return answers
