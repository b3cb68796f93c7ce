"""``mutasi plan exchange``: the voluntary round."""

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


@command("exchange", help="Pertukaran sukarela: siapa dapat pindah ke pilihannya.")
@input_argument
@out_option
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), default=Mode.CHAINS.value, help="Bentuk pertukaran."
)
@seed_option
@effective_option
def exchange(shell: Shell, source: Path, *, out: Path, mode: str, seed: str, effective: datetime | None) -> int | None:
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
    shell.answer(found, [str(line)])
    return None
