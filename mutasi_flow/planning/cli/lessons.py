"""``mutasi plan hours``: lesson hours for teachers who are short of them, at the own school and near ones."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.cli.given import SHOWN, day_of, effective_option, input_argument, out_option, snapshot_from
from mutasi_flow.planning.hours.checking import check
from mutasi_flow.planning.hours.problem import Terms
from mutasi_flow.planning.hours.solving import SECONDS, share_out
from mutasi_flow.planning.hours.tables import check_hours, lessons_of, read_document, write_hours

USUAL = Terms()
MOST_WEEK, FARTHEST, MOST_SCHOOLS, LONGEST = 60, 1_000, 10, 86_400


@command("hours", help="Bagikan jam mengajar kepada guru yang kurang, di sekolah induk dan sekolah dekat.")
@input_argument
@out_option
@click.option(
    "--full-load",
    type=click.IntRange(1, MOST_WEEK),
    default=USUAL.full_load,
    show_default=True,
    help="Jam seminggu yang harus dicapai.",
)
@click.option(
    "--most-hours",
    type=click.IntRange(1, MOST_WEEK),
    default=USUAL.most_hours,
    show_default=True,
    help="Jam seminggu paling banyak.",
)
@click.option(
    "--most-km",
    type=click.FloatRange(0, FARTHEST),
    default=USUAL.most_km,
    show_default=True,
    help="Jarak terjauh dari sekolah induk.",
)
@click.option(
    "--most-schools",
    type=click.IntRange(0, MOST_SCHOOLS),
    default=USUAL.most_schools,
    show_default=True,
    help="Sekolah tambahan paling banyak.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, LONGEST),
    default=SECONDS,
    show_default=True,
    help="Waktu menghitung paling lama; bila habis, selisih dari yang terbaik disebutkan.",
)
@effective_option
def hours(
    shell: Shell,
    source: Path,
    *,
    out: Path,
    full_load: int,
    most_hours: int,
    most_km: float,
    most_schools: int,
    seconds: float,
    effective: datetime | None,
) -> int | None:
    """Share hours out, check what came out, and write it."""
    snapshot = snapshot_from(shell, source, day_of(effective))
    if snapshot is None:
        return DATA
    lessons = lessons_of(snapshot, Terms(full_load, most_hours, most_km, most_schools))
    for note in lessons.notes:
        shell.say(note)
    outcome = share_out(lessons, seconds)
    reasons = check(lessons, outcome.shares)
    if reasons:
        shell.answer({"accepted": False, "reasons": reasons}, reasons[:SHOWN])
        return DATA
    document = write_hours(out, snapshot, lessons, outcome)
    shell.answer(document, [str(line) for line in _lines(document)])
    return None


def _lines(document: dict[str, Any]) -> list[Text]:
    teachers = {"before": document["teachers_short_before"], "after": document["teachers_short_after"]}
    missing = {"before": document["hours_short_before"], "after": document["hours_short_after"]}
    given = {"hours": document["hours_given"], "schools": document["added_schools"]}
    return [
        T("Guru yang kurang jam: {before} menjadi {after}.", **teachers),
        T("Jam yang kurang: {before} menjadi {after}.", **missing),
        T("{hours} jam dibagikan, dengan {schools} tugas di sekolah tambahan.", **given),
        T("Paling banyak {gap} jam dari yang terbaik.", gap=document["gap"])
        if document["gap"]
        else T("Terbukti terbaik."),
    ]


def verify_hours(shell: Shell, source: Path, folder: Path) -> int | None:
    """Accept or refuse hours that were shared out."""
    document = read_document(folder)
    snapshot = snapshot_from(shell, source, document["day"])
    if snapshot is None:
        return DATA
    reasons = check_hours(folder, document, snapshot)
    accepted = say(T("Diterima: pembagian jam ini menepati syaratnya, dan angkanya benar."))
    shell.answer({"accepted": not reasons, "reasons": reasons}, reasons[:SHOWN] or [accepted])
    return DATA if reasons else None
