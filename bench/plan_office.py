"""A fictional government for measuring plans: skewed families of jabatan, uneven staffing, seeded, no network."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

LOCKED, WISHES, FARTHEST_KM = 0.02, 4, 120
Rows = list[list[str]]


def tables(  # noqa: PLR0917 - the size of a government
    staff: int, units: int, families: int, cells: int, seed: int = 7, volunteers: float = 0.0
) -> dict[str, Rows]:
    """Return the tables of a government; need is about staff, but elsewhere. A share of the staff goes only where it wishes."""
    dice = random.Random(seed)
    weights = [1 / (number + 6) for number in range(families)]
    shares = [max(2, round(cells * weight / sum(weights))) for weight in weights]
    places = [(unit, family) for family, count in enumerate(shares) for unit in _some(dice, units, min(count, units))]
    need = {place: 0.2 + dice.expovariate(1 / (staff / len(places))) for place in places}
    held = dice.choices(places, [0.3 * need[place] + dice.expovariate(1) for place in places], k=staff)
    people: Rows = [
        [
            "nip",
            "unit_kode",
            "jabatan_kode",
            "tmt_jabatan",
            "tgl_lahir",
            "kinerja",
            "kunci",
            "bulan_daerah_sulit",
            "sukarela",
        ]
    ]
    for number, (unit, family) in enumerate(held):
        born = f"{dice.randint(1972, 1999)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        since = f"{dice.randint(2008, 2024)}-{dice.randint(1, 12):02}-01"
        nip = f"{born.replace('-', '')}{number:07}{number % 899 + 101}"
        months, locked = str(dice.choice([0, 0, 12, 36])), str(int(dice.random() < LOCKED))
        people.append(
            [
                nip,
                _unit(unit),
                _family(family),
                since,
                born,
                str(dice.choice([3, 4, 4, 4, 4, 5, 5, 5])),
                locked,
                months,
                str(int(volunteers > 0 and dice.random() < volunteers)),
            ]
        )
    at: dict[int, list[int]] = {}
    for unit, family in places:
        at.setdefault(family, []).append(unit)
    wishes: Rows = [["nip", "urutan", "unit_kode"]]
    for row, (_, family) in zip(people[1:], held, strict=True):
        if row[-1] == "1":
            wanted = dice.sample(at[family], min(WISHES, len(at[family])))
            wishes += [[row[0], str(rank), _unit(unit)] for rank, unit in enumerate(wanted, start=1)]
    spots = [(-8 + dice.random() * 2, 110 + dice.random() * 3) for _ in range(units)]
    return {
        "pegawai": people,
        "unit": [
            ["unit_kode", "nama", "lat", "lon", "daerah_sulit"],
            *(
                [_unit(at), f"Unit {at}", f"{lat:.5f}", f"{lon:.5f}", str(dice.choice([0, 0, 1, 3]))]
                for at, (lat, lon) in enumerate(spots)
            ),
        ],
        "minat": wishes,
        "aturan": [["id", "nilai"], ["P12", str(FARTHEST_KM)]],
        "petak": [
            ["unit_kode", "jabatan_kode", "kebutuhan", "minimum"],
            *([_unit(unit), _family(family), f"{need[unit, family]:.3f}", "1"] for unit, family in places),
        ],
    }


def _some(dice: random.Random, units: int, count: int) -> Iterator[int]:
    yield from sorted(dice.sample(range(units), count))


def _unit(number: int) -> str:
    return f"U{number:05}"


def _family(number: int) -> str:
    return f"J{number:03}"


def write_folder(folder: Path, sheets: dict[str, Rows]) -> Path:
    """Write the tables as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    return folder


def write_book(file: Path, sheets: dict[str, Rows]) -> Path:
    """Write the tables as one workbook."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file
