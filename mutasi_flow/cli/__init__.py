"""The command line. Commands are loaded only when called, so that ``mutasi --help`` answers at once.

A subject writes its commands in its own ``cli`` floor with :func:`mutasi_flow.core.shell.command` and adds one line
to ``COMMANDS``: name, where it is, and the line shown in the help.
"""

import resource
from importlib import import_module
from typing import cast

import click

from mutasi_flow.core.loading import loading

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("mutasi_flow.office.cli.start:init", "Siapkan kantor baru."),
    "demo": ("mutasi_flow.demo.cli:demo", "Buat kabupaten rekaan."),
    "serve": ("mutasi_flow.cli.processes:serve", "Jalankan layanan web dan pekerja."),
    "worker": ("mutasi_flow.cli.processes:worker", "Jalankan pekerja."),
    "db": ("mutasi_flow.office.cli.system:db", "Perbarui atau periksa susunan basis data."),
    "backup": ("mutasi_flow.office.cli.backup:backup", "Cadangkan basis data dan berkas."),
    "restore": ("mutasi_flow.office.cli.backup:restore", "Pulihkan cadangan ke tempat kosong."),
    "doctor": ("mutasi_flow.office.cli.system:doctor", "Periksa lingkungan."),
    "import": ("mutasi_flow.cli.sheets:import_sheet", "Periksa dan simpan berkas CSV atau XLSX."),
    "export": ("mutasi_flow.cli.sheets:export_sheet", "Tulis data ke berkas CSV atau XLSX."),
    "decree": (
        "mutasi_flow.decrees.cli:decree",
        "Cetak surat keputusan, tanda tangani, catat tanda tangannya, periksa.",
    ),
    "user": ("mutasi_flow.access.cli:user", "Akun, peran, kata sandi, token."),
    "authority": ("mutasi_flow.access.cli:authority", "Matriks wewenang memutus dan menandatangani."),
    "transfers": ("mutasi_flow.transfers.cli:transfers", "Usulan mutasi: daftar, isi, langkah."),
    "route": ("mutasi_flow.transfers.cli:route", "Alur usulan: daftar, isi, pemeriksaan, pertukaran."),
    "need": ("mutasi_flow.planning.cli.figures:need", "Kebutuhan tiap jabatan dari tabel."),
    "forecast": ("mutasi_flow.planning.cli.figures:forecast", "Pegawai 60 bulan ke depan dari tabel."),
    "plan": ("mutasi_flow.planning.cli:plan", "Rencana mutasi dari tabel: susun, periksa, jelaskan."),
    "plans": ("mutasi_flow.planning.plans.cli:plans", "Rencana di basis data: daftar, isi, mutasinya."),
    "rules": ("mutasi_flow.rules.cli:rules", "Aturan mutasi: daftar, isi, pemeriksaan."),
    "audit": ("mutasi_flow.office.cli.trail:audit", "Periksa dan jangkarkan jejak."),
    "jobs": ("mutasi_flow.office.cli.work:jobs", "Lihat dan ulangi pekerjaan."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        with loading():
            return cast("click.Command", getattr(import_module(module), name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Perintah"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mutasi-flow", prog_name="mutasi")
def main() -> None:
    """Rencanakan, bicarakan, putuskan, tetapkan, dan tindak lanjuti mutasi ASN."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # memory holds keys and, for a moment, a signer's passphrase
