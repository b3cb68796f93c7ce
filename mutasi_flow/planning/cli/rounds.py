"""``mutasi plan exchange``: the voluntary round."""

from dataclasses import asdict, astuple
from datetime import datetime
from pathlib import Path

import click

from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.planning.cli.given import (
    day_of,
    effective_option,
    input_argument,
    out_option,
    seed_option,
    snapshot_from,
)
from mutasi_flow.planning.exchange import Mode
from mutasi_flow.planning.exchange import exchange as find_round
from mutasi_flow.planning.rounds import write_round
from mutasi_flow.planning.tables import as_csv
from mutasi_flow.planning.yardsticks import standings

YARDSTICKS = ("cara", "pindah", "pilihan_pertama", "rata_pilihan", "iri_beralasan", "di_bawah_batas")


@command("exchange", help="Pertukaran sukarela: siapa dapat pindah ke pilihannya.")
@input_argument
@out_option
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), default=Mode.CHAINS.value, help="Bentuk pertukaran."
)
@seed_option
@click.option(
    "--yardsticks", is_flag=True, help="Bandingkan juga dengan cara lain dari kepustakaan, hanya sebagai pembanding."
)
@effective_option
def exchange(
    shell: Shell, source: Path, *, out: Path, mode: str, seed: str, yardsticks: bool, effective: datetime | None
) -> int | None:
    """Make a round and write it."""
    snapshot = snapshot_from(shell, source, day_of(effective))
    if snapshot is None:
        return DATA
    found = write_round(out, snapshot, find_round(snapshot, Mode(mode), seed), seed)
    line = T(
        "{movers} dari {participants} peserta pindah; {first} ke pilihan pertama.",
        movers=found["movers"],
        participants=found["participants"],
        first=found["first_choice"],
    )
    if not yardsticks:
        shell.answer(found, [str(line)])
        return None
    compared = standings(snapshot, seed)
    text = as_csv(YARDSTICKS, [tuple("" if it is None else str(it) for it in astuple(each)) for each in compared])
    (out / "yardsticks.csv").write_text(text, encoding="utf-8", newline="")
    told = [
        T(
            "{way}: {movers} pindah, {envious} kalah dari peserta berpoin lebih rendah, {below} petak di bawah batas.",
            way=each.way,
            movers=each.movers,
            envious=each.envious,
            below=each.below_floor,
        )
        for each in compared
    ]
    shell.answer(
        {**found, "yardsticks": [asdict(each) for each in compared]}, [str(line), *(str(each) for each in told)]
    )
    return None
