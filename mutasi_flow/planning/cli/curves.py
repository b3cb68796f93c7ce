"""``mutasi plan frontier`` and ``compare``: what moves buy, and what differs between two plans."""

from datetime import datetime
from pathlib import Path

import click

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.planning.cli.given import (
    day_of,
    edit_option,
    effective_option,
    input_argument,
    out_option,
    phi_option,
    price_option,
    snapshot_from,
)
from mutasi_flow.planning.comparing import compare as compare_folders
from mutasi_flow.planning.frontier import FRONTIER, frontier_chart, frontier_rows, gains
from mutasi_flow.planning.frontier import frontier as find_frontier
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.tables import as_csv, shown

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@command("frontier", help="Tulis kurva: seberapa imbang untuk setiap jumlah mutasi.")
@input_argument
@out_option
@phi_option
@price_option
@click.option("--points", type=click.IntRange(2, 200), default=16, help="Banyaknya titik.")
@edit_option
@effective_option
def frontier(
    shell: Shell,
    source: Path,
    *,
    out: Path,
    phi: str,
    move_price: float,
    points: int,
    edits: tuple[str, ...],
    effective: datetime | None,
) -> int | None:
    """Write the curve as table and picture."""
    snapshot = snapshot_from(shell, source, day_of(effective), edits)
    if snapshot is None:
        return DATA
    policy = Policy(Phi(phi), move_price)
    found = find_frontier(snapshot, policy, points)
    shares = gains(snapshot, policy, found)
    rows = frontier_rows(found, shares)
    out.mkdir(parents=True, exist_ok=True)
    (out / "frontier.csv").write_text(as_csv(FRONTIER, rows), encoding="utf-8", newline="")
    (out / "frontier.svg").write_text(frontier_chart(found, shares), encoding="utf-8")
    document = [
        {
            "move_price": point.move_price,
            "moves": point.moves,
            "gap2": point.figures.gap2,
            "shortage": point.figures.shortage,
            "gain_percent": share,
        }
        for point, share in zip(found, shares, strict=True)
    ]
    lines = [
        say(
            T(
                "{moves} mutasi: {gain}% perolehan, harga {price}",
                moves=point.moves,
                gain=shown(share),
                price=shown(point.move_price),
            )
        )
        for point, share in zip(found, shares, strict=True)
    ]
    shell.answer({"points": document}, lines)
    return None


@command("compare", help="Bandingkan dua rencana: hanya yang benar-benar berbeda.")
@click.argument("one", metavar="A", type=FOLDER)
@click.argument("other", metavar="B", type=FOLDER)
def compare(shell: Shell, one: Path, other: Path) -> None:
    """Tell the differences."""
    found = compare_folders(one, other)
    figures = found["figures"]
    if not found["same_input"]:
        shell.say(T("Kedua rencana dibuat dari masukan yang berbeda."))
    if found["edits"][0] != found["edits"][1]:
        one_edits, other_edits = (", ".join(edits) or "-" for edits in found["edits"])
        shell.say(T("Ubahan di A: {a}. Ubahan di B: {b}.", a=one_edits, b=other_edits))
    lines = [
        T(
            "Mutasi {a} dan {b}; selisih kuadrat {gap_a} dan {gap_b}.",
            a=figures["moves"][0],
            b=figures["moves"][1],
            gap_a=shown(figures["gap2_after"][0]),
            gap_b=shown(figures["gap2_after"][1]),
        ),
        T(
            "Hanya di A {only_a}, hanya di B {only_b}, ke tempat lain {changed}, sama {same}.",
            same=figures["moves"][0] - len(found["only_a"]) - len(found["changed"]),
            **{key: len(found[key]) for key in ("only_a", "only_b", "changed")},
        ),
    ]
    lines += [T("Hanya di A: {nip} ke {post}.", nip=it["nip"], post="/".join(it["to"])) for it in found["only_a"]]
    lines += [T("Hanya di B: {nip} ke {post}.", nip=it["nip"], post="/".join(it["to"])) for it in found["only_b"]]
    lines += [
        T("Berbeda: {nip} di A ke {a}, di B ke {b}.", nip=it["nip"], a="/".join(it["a"]), b="/".join(it["b"]))
        for it in found["changed"]
    ]
    shell.answer(found, [say(line) for line in lines])
