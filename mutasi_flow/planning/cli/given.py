"""What all commands of the plan ask for: tables, day, options; and how faults of the tables are told."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.shell import Shell
from mutasi_flow.core.texts import T
from mutasi_flow.planning.policy import EXACT_SECONDS, MOST_EDGES, Phi
from mutasi_flow.planning.reading.faults import Faults
from mutasi_flow.planning.reading.read import read_snapshot
from mutasi_flow.planning.scenario import edited, read_edit
from mutasi_flow.planning.snapshot import Snapshot

CLOCK = Clock(ZoneInfo("Asia/Jakarta"))
SHOWN = 50


input_argument = click.argument("source", metavar="MASUKAN", type=click.Path(exists=True, path_type=Path))
out_option = click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder hasil."
)
phi_option = click.option("--phi", type=click.Choice([phi.value for phi in Phi]), default="abs", help="Ukuran imbang.")
price_option = click.option(
    "--move-price", type=click.FloatRange(min=0, max=1e9), default=0.0, help="Harga per mutasi, dalam orang kuadrat."
)
experience_option = click.option(
    "--experience",
    type=click.FloatRange(min=0, max=1e6),
    default=0.0,
    help="Bobot jabatan di tempat sulit tanpa pegawai berpengalaman, dalam orang kuadrat.",
)
limit_option = click.option("--max-moves", type=click.IntRange(0, 10_000_000), help="Batas jumlah mutasi.")
seed_option = click.option("--seed", default="", help="Benih undian, diumumkan sebelumnya.")
FIRST_YEAR, LAST_YEAR = 2000, 2199


def _within_reason(_context: click.Context, _option: click.Parameter, day: datetime | None) -> datetime | None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.BadParameter(say(T("Tahunnya antara {least} dan {most}.", least=FIRST_YEAR, most=LAST_YEAR)))
    return day


effective_option = click.option(
    "--effective",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_within_reason,
    help="Tanggal berlaku; bila kosong, hari ini.",
)


edit_option = click.option(
    "--edit",
    "edits",
    multiple=True,
    metavar="UBAHAN",
    help="Skenario, boleh berulang: close-unit=UNIT, need=UNIT/JABATAN:3.5, minimum=…, formation=…, hire=…, rule=P02:3.",
)
edges_option = click.option(
    "--most-edges",
    type=click.IntRange(2, 200_000_000),
    default=MOST_EDGES,
    show_default=True,
    help="Kemungkinan mutasi yang dihitung per kelompok jabatan; selebihnya hanya yang terdekat dan paling membutuhkan.",
)
exact_option = click.option(
    "--exact",
    is_flag=True,
    help="Cari cara terbaik memisahkan keluarga dengan pemrograman bilangan bulat, bukan dengan perbaikan bertahap.",
)
seconds_option = click.option(
    "--exact-seconds",
    type=click.FloatRange(0, 86_400),
    default=EXACT_SECONDS,
    show_default=True,
    help="Paling lama untuk --exact; sesudahnya yang terbaik sejauh itu dipakai, dengan selisihnya.",
)
processes_option = click.option(
    "--processes", type=click.IntRange(1, 64), help="Banyaknya proses; bila kosong, menurut besarnya data."
)


def day_of(given: datetime | None) -> date:
    """Return the day that was given, else today."""
    return given.date() if given is not None else CLOCK.today()


def snapshot_from(shell: Shell, source: Path, effective_on: date, edits: Sequence[str] = ()) -> Snapshot | None:
    """Return the snapshot with the edits of a scenario; where the input has faults, tell them all and return None.

    Raises:
        InvalidInput: an edit means nothing, or does not fit the tables.
    """
    found = read_snapshot(source, effective_on)
    if isinstance(found, Snapshot):
        for note in found.notes:
            shell.say(note)
        return edited(found, [read_edit(found, text) for text in edits])
    tell_faults(shell, found)
    return None


def tell_faults(shell: Shell, faults: Faults) -> None:
    """Answer with every fault; nothing was calculated."""
    problems = [fault.as_json() for fault in faults.found]
    detail = str(
        T("Masukan mengandung {count} kesalahan. Perbaiki, lalu ulangi; belum ada yang dihitung.", count=len(problems))
    )
    lines = [say(fault.sentence) for fault in faults.found[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(say(T("… dan {count} lagi.", count=len(problems) - SHOWN)))
    shell.answer({"error": {"code": "faults", "detail": detail}, "problems": problems}, lines)
    shell.say(detail)
