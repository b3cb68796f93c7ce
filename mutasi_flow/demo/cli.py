"""``mutasi demo``: an invented regency at work, from one command."""

from pathlib import Path

import click
from click.core import ParameterSource

from mutasi_flow.core.errors import Refused
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.demo.certificates import lay_certificates
from mutasi_flow.demo.ground import Ground, building
from mutasi_flow.demo.make import Wanted, make_demo
from mutasi_flow.demo.regency import FEWEST_EMPLOYEES
from mutasi_flow.demo.report import export

FOLDER = "demo-sk"
_SHAPING = ("employees", "seed", "recap", "transfers")


@command("demo", help="Buat kabupaten rekaan dengan pegawai, usulan, dan SK.")
@click.option(
    "--employees",
    type=click.IntRange(FEWEST_EMPLOYEES, 60_000),
    default=2000,
    show_default=True,
    help="Jumlah pegawai.",
)
@click.option("--seed", default="1", show_default=True, help="Benih acak: benih yang sama, orang yang sama.")
@click.option(
    "--staffing",
    "recap",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Rekap pegawai (CSV atau XLSX) yang diisi dengan orang rekaan.",
)
@click.option("--transfers", type=click.IntRange(0, 5000), default=25, show_default=True, help="Usulan yang sampai SK.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder untuk PDF SK.")
def demo(shell: Shell, *, employees: int, seed: str, recap: Path | None, transfers: int, out: Path | None) -> None:
    """Make the demo in an empty database, or tell what the one on record holds.

    Raises:
        Refused: the database holds data that no demo made, or another demo than the one asked for.
    """
    wanted = Wanted(employees, seed, transfers, recap)
    with building(shell.settings) as ground:
        if ground is Ground.FOREIGN:
            raise Refused(
                T(
                    "Basis data ini berisi data yang bukan buatan contoh, jadi tidak disentuh. Pakai MUTASI_DATA_DIR lain."
                )
            )
        if ground is Ground.DEMO:
            _refuse_reshaping(shell.settings.data_dir)
            shell.say(T("Data contoh sudah ada; tidak ada yang diubah."))
        else:
            lay_certificates(shell.settings)
            make_demo(shell.runtime, wanted, wanted.layout(), shell.say)
    report = export(shell.runtime, out or shell.settings.data_dir / FOLDER)
    shell.answer(report.as_json(), report.as_lines())


def _refuse_reshaping(folder: Path) -> None:
    """Refuse options that would make another demo than the one on record.

    Raises:
        Refused: one of them is given.
    """
    context = click.get_current_context()
    given = [name for name in _SHAPING if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given:
        raise Refused(
            T(
                "Data contoh sudah ada di {folder}. Untuk membuat yang lain, kosongkan dahulu atau pakai MUTASI_DATA_DIR lain.",
                folder=folder,
            )
        )
