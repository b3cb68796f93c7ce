"""``mutasi need`` and ``mutasi forecast``: the figures under a plan, from the same tables, without a database."""

from datetime import datetime
from pathlib import Path

import click

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.planning.cli.given import SHOWN, day_of, effective_option, input_argument, snapshot_from
from mutasi_flow.planning.counting import forecast_of, need_rows, need_totals
from mutasi_flow.workload.domain.forecast import LONGEST

MOST_EXITS = 30.0


@command("need", help="Hitung kebutuhan tiap jabatan dari tabel, yang paling kurang lebih dahulu.")
@input_argument
@effective_option
def need(shell: Shell, source: Path, *, effective: datetime | None) -> int | None:
    """Count need against staff per post."""
    snapshot = snapshot_from(shell, source, day_of(effective))
    if snapshot is None:
        return DATA
    rows = need_rows(snapshot)
    totals = need_totals(rows)
    lines = [
        str(
            T(
                "{unit} {post}: butuh {need}, ada {staff}.",
                unit=row["unit"],
                post=row["post"],
                need="?" if row["need"] is None else round(row["need"], 2),
                staff=row["staff"],
            )
        )
        for row in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        lines.append(say(T("… dan {count} lagi.", count=len(rows) - SHOWN)))
    if totals["shortage"] is None:
        lines.append(say(T("Kebutuhan belum diketahui.")))
    else:
        lines.append(say(T("Kekurangan seluruhnya {shortage} orang.", shortage=round(totals["shortage"], 2))))
    document = {"effective_on": snapshot.effective_on.isoformat(), "total": totals, "posts": rows}
    shell.answer({**document, "notes": [str(note) for note in snapshot.notes]}, lines)
    return None


@command("forecast", help="Perkirakan pegawai tiap jabatan menurut pensiun, kontrak, dan sebab lain.")
@input_argument
@click.option("--months", type=click.IntRange(1, LONGEST), default=60, show_default=True, help="Bulan ke depan.")
@click.option(
    "--exits",
    type=click.FloatRange(0, MOST_EXITS),
    default=1.0,
    show_default=True,
    help="Persen setahun yang berhenti karena sebab lain.",
)
@effective_option
def forecast(shell: Shell, source: Path, *, months: int, exits: float, effective: datetime | None) -> int | None:
    """Count staff in the coming months."""
    snapshot = snapshot_from(shell, source, day_of(effective))
    if snapshot is None:
        return DATA
    found = forecast_of(snapshot, months, exits / 100)
    total = found["total"]
    lines = [
        str(
            T(
                "Dalam {months} bulan: {now} pegawai menjadi {later}, perkiraan {low} sampai {high}.",
                months=months,
                now=total["staff"][0],
                later=total["staff"][-1],
                low=round(total["low"][-1]),
                high=round(total["high"][-1]),
            )
        )
    ]
    below = [post for post in found["posts"] if post["first_below_minimum"]]
    lines += [
        str(
            T(
                "{unit} {post}: di bawah jumlah paling sedikit mulai {month}.",
                unit=post["unit"],
                post=post["post"],
                month=post["first_below_minimum"],
            )
        )
        for post in sorted(below, key=lambda post: post["first_below_minimum"])[:SHOWN]
    ]
    if len(below) > SHOWN:
        lines.append(say(T("… dan {count} lagi.", count=len(below) - SHOWN)))
    shell.answer({**found, "notes": [str(note) for note in snapshot.notes]}, lines)
    return None
