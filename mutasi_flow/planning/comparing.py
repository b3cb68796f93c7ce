"""Two plans side by side: only what really differs, since the draw leaves no accidental difference."""

from pathlib import Path
from typing import Any

from mutasi_flow.planning.folder import plain_rows, read_document

FIGURES = ("moves", "gap", "shortage_before", "shortage_after", "gap2_before", "gap2_after", "worst_after", "tiers")


def compare(one: Path, other: Path) -> dict[str, Any]:
    """Return moves only in one, only in the other, with another destination; figures; cells that end differently.

    Raises:
        InvalidInput: a folder holds no plan.
    """
    documents = [read_document(folder) for folder in (one, other)]
    moves = [
        {row["nip"]: [row["ke_unit"], row["ke_jabatan"]] for row in _named(folder / "moves.csv")}
        for folder in (one, other)
    ]
    levels = [
        {(row["unit_kode"], row["jabatan_kode"]): row["sesudah"] for row in _named(folder / "balance.csv")}
        for folder in (one, other)
    ]
    first, second = moves
    both = sorted(first.keys() & second.keys())
    return {
        "same_input": documents[0]["input_sha256"] == documents[1]["input_sha256"],
        "edits": [document["edits"] for document in documents],
        "only_a": [{"nip": nip, "to": first[nip]} for nip in sorted(first.keys() - second.keys())],
        "only_b": [{"nip": nip, "to": second[nip]} for nip in sorted(second.keys() - first.keys())],
        "changed": [{"nip": nip, "a": first[nip], "b": second[nip]} for nip in both if first[nip] != second[nip]],
        "figures": {key: [document.get(key) for document in documents] for key in FIGURES},
        "balance": [
            {"post": list(place), "a": levels[0].get(place), "b": levels[1].get(place)}
            for place in sorted(levels[0].keys() | levels[1].keys())
            if levels[0].get(place) != levels[1].get(place)
        ],
    }


def _named(file: Path) -> list[dict[str, str]]:
    header, *rows = plain_rows(file)
    return [dict(zip(header, row, strict=True)) for row in rows]
