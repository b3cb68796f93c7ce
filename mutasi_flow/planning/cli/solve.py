"""``mutasi plan solve`` and ``verify``: from tables to a plan, and back."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.cli.given import (
    SHOWN,
    day_of,
    edges_option,
    edit_option,
    effective_option,
    exact_option,
    experience_option,
    input_argument,
    limit_option,
    out_option,
    phi_option,
    price_option,
    processes_option,
    seconds_option,
    seed_option,
    snapshot_from,
)
from mutasi_flow.planning.cli.lessons import verify_hours
from mutasi_flow.planning.cli.progress import Teller
from mutasi_flow.planning.folder import check_folder, effective_day, read_document, summary, write_plan
from mutasi_flow.planning.hours.tables import HOURS
from mutasi_flow.planning.kept import kept_beside
from mutasi_flow.planning.plan import plan as make_plan
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.tables import shown
from mutasi_flow.planning.working import Course

STOPPED = 130
"""As a shell says of what an interrupt ended."""


@command("solve", help="Susun rencana terbaik dan tulis ke folder.")
@input_argument
@out_option
@phi_option
@price_option
@experience_option
@limit_option
@seed_option
@edges_option
@exact_option
@seconds_option
@processes_option
@edit_option
@effective_option
def solve(
    shell: Shell,
    source: Path,
    *,
    out: Path,
    phi: str,
    move_price: float,
    experience: float,
    max_moves: int | None,
    seed: str,
    most_edges: int,
    exact: bool,
    exact_seconds: float,
    processes: int | None,
    edits: tuple[str, ...],
    effective: datetime | None,
) -> int | None:
    """Make a plan and write it; stopped, it leaves what is finished for the next time."""
    snapshot = snapshot_from(shell, source, day_of(effective), edits)
    if snapshot is None:
        return DATA
    kept = kept_beside(out, snapshot, snapshot.edits)
    course = Course(processes, Teller(shell), kept)
    try:
        policy = Policy(Phi(phi), move_price, max_moves, seed, most_edges, experience, exact, exact_seconds)
        found = make_plan(snapshot, policy, course)
        write_plan(out, snapshot, found)
    except KeyboardInterrupt:
        shell.say(T("Dihentikan; belum ada yang ditulis. Perintah yang sama melanjutkan dari yang sudah selesai."))
        return STOPPED
    kept.drop()
    figures = summary(snapshot, found)
    for note in found.notes[len(snapshot.notes) :]:
        shell.say(note)
    shell.answer({**figures, "notes": [str(note) for note in found.notes]}, [str(line) for line in _lines(figures)])
    return None


def _lines(figures: dict[str, Any]) -> list[Text]:
    before, after = shown(figures["shortage_before"]), shown(figures["shortage_after"])
    squares = {"before": shown(figures["gap2_before"]), "after": shown(figures["gap2_after"])}
    return [
        T("{moves} mutasi.", moves=figures["moves"]),
        T("Kekurangan {before} menjadi {after} orang.", before=before, after=after),
        T("Selisih kuadrat {before} menjadi {after}.", **squares),
        *_experience(figures),
        *_distance(figures),
    ]


def _experience(figures: dict[str, Any]) -> list[Text]:
    if "hard_posts" not in figures:
        return []
    words = {"before": figures["experienced_before"], "after": figures["experienced_after"]}
    return [
        T(
            "Jabatan di tempat sulit dengan pegawai berpengalaman: {before} menjadi {after}, dari {all}.",
            all=figures["hard_posts"],
            **words,
        )
    ]


def _distance(figures: dict[str, Any]) -> list[Text]:
    """Say how far from the best it may be, in duties and in balance."""
    found = []
    if figures["duty_gap"]:
        found.append(T("Paling banyak {count} kewajiban rotasi lagi dapat dipenuhi.", count=figures["duty_gap"]))
    if figures["gap"]:
        found.append(T("Paling banyak {gap} dari yang terbaik.", gap=shown(figures["gap"])))
        if figures["gap_claimed"] is not None:
            claimed = shown(figures["gap_claimed"])
            found.append(T("Menurut pemecah bilangan bulat {gap}; angka ini tidak dapat diperiksa.", gap=claimed))
    return found or [T("Terbukti terbaik.")]


@command("verify", help="Periksa rencana dari berkasnya, tanpa pemecah.")
@input_argument
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify(shell: Shell, source: Path, folder: Path) -> int | None:
    """Accept or refuse a written plan, or lesson hours that were shared out."""
    if (folder / HOURS).is_file():
        return verify_hours(shell, source, folder)
    document = read_document(folder)
    snapshot = snapshot_from(shell, source, effective_day(document), document["edits"])
    if snapshot is None:
        return DATA
    reasons = check_folder(folder, snapshot)
    shell.answer({"accepted": not reasons, "reasons": reasons}, reasons[:SHOWN] or [str(_accepted(document))])
    return DATA if reasons else None


def _accepted(document: dict[str, Any]) -> Text:
    if not document["gap"] and not document["duty_gap"]:
        return T("Diterima: rencana ini cocok dengan masukan dan terbukti terbaik.")
    return T("Diterima: rencana ini cocok dengan masukan, dan selisihnya dari yang terbaik dinyatakan dengan benar.")
