"""``mutasi plan``: from tables to a plan and back, without a database."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from mutasi_flow.core.clock import Clock
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.planning.folder import check_folder, effective_day, read_document, summary, write_plan
from mutasi_flow.planning.plan import plan as make_plan
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.reading.faults import Faults
from mutasi_flow.planning.reading.read import read_snapshot
from mutasi_flow.planning.snapshot import Snapshot

CLOCK = Clock(ZoneInfo("Asia/Jakarta"))
SHOWN = 50


@click.group()
def plan() -> None:
    """Rencana mutasi dari tabel: susun, periksa, bandingkan. Tanpa basis data."""


input_argument = click.argument("source", metavar="MASUKAN", type=click.Path(exists=True, path_type=Path))
out_option = click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder hasil."
)
phi_option = click.option("--phi", type=click.Choice([phi.value for phi in Phi]), default="abs", help="Ukuran imbang.")
price_option = click.option(
    "--move-price", type=click.FloatRange(min=0, max=1e9), default=0.0, help="Harga per mutasi, dalam orang kuadrat."
)
limit_option = click.option("--max-moves", type=click.IntRange(min=0), help="Batas jumlah mutasi.")
seed_option = click.option("--seed", default="", help="Benih undian, diumumkan sebelumnya.")
effective_option = click.option(
    "--effective", type=click.DateTime(["%Y-%m-%d"]), help="Tanggal berlaku; bila kosong, hari ini."
)


def day_of(given: datetime | None) -> date:
    """Return the day that was given, else today."""
    return given.date() if given is not None else CLOCK.today()


def snapshot_from(shell: Shell, source: Path, effective_on: date) -> Snapshot | None:
    """Return the snapshot; where the input has faults, tell them all and return None."""
    found = read_snapshot(source, effective_on)
    if isinstance(found, Snapshot):
        for note in found.notes:
            shell.say(note)
        return found
    tell_faults(shell, found)
    return None


def tell_faults(shell: Shell, faults: Faults) -> None:
    """Answer with every fault; nothing was calculated."""
    problems = [fault.as_json() for fault in faults.found]
    detail = str(
        T("Masukan punya {count} kesalahan. Perbaiki, lalu ulangi; belum ada yang dihitung.", count=len(problems))
    )
    lines = [str(fault.sentence) for fault in faults.found[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(str(T("… dan {count} lagi.", count=len(problems) - SHOWN)))
    shell.answer({"error": {"code": "faults", "detail": detail}, "problems": problems}, lines)
    shell.say(detail)


@command("solve", help="Susun rencana terbaik dan tulis ke folder.")
@input_argument
@out_option
@phi_option
@price_option
@limit_option
@seed_option
@effective_option
def solve(
    shell: Shell,
    source: Path,
    *,
    out: Path,
    phi: str,
    move_price: float,
    max_moves: int | None,
    seed: str,
    effective: datetime | None,
) -> int | None:
    """Make a plan and write it."""
    snapshot = snapshot_from(shell, source, day_of(effective))
    if snapshot is None:
        return DATA
    found = make_plan(snapshot, Policy(Phi(phi), move_price, max_moves, seed))
    write_plan(out, snapshot, found)
    figures = summary(snapshot, found)
    for note in found.notes[len(snapshot.notes) :]:
        shell.say(note)
    shell.answer(
        {**figures, "notes": [str(note) for note in found.notes]},
        [
            str(T("{moves} mutasi.", moves=figures["moves"])),
            str(
                T(
                    "Kekurangan {before} menjadi {after} orang.",
                    before=figures["shortage_before"],
                    after=figures["shortage_after"],
                )
            ),
            str(
                T(
                    "Selisih kuadrat {before} menjadi {after}.",
                    before=figures["gap2_before"],
                    after=figures["gap2_after"],
                )
            ),
            str(T("Terbukti terbaik."))
            if not found.gap
            else str(T("Paling banyak {gap} dari yang terbaik.", gap=figures["gap"])),
        ],
    )
    return None


@command("verify", help="Periksa rencana dari berkasnya, tanpa pemecah.")
@input_argument
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify(shell: Shell, source: Path, folder: Path) -> int | None:
    """Accept or refuse a written plan."""
    snapshot = snapshot_from(shell, source, effective_day(read_document(folder)))
    if snapshot is None:
        return DATA
    reasons = check_folder(folder, snapshot)
    shell.answer(
        {"accepted": not reasons, "reasons": reasons},
        reasons[:SHOWN] or [str(T("Diterima: rencana ini cocok dengan masukan dan terbukti terbaik."))],
    )
    return DATA if reasons else None


plan.add_command(solve)
plan.add_command(verify)
