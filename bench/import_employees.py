"""How long an import of 12,000 employees takes, against the time in which python-calamine reads the same file.

    python -m bench.import_employees [--employees 12000] [--rounds 3] [--wall]

Makes an XLSX in the 67-column SIASN layout about invented people, then measures in one process: reading alone
(python-calamine), the dry run of ``mutasi import employees FILE``, and ``--commit``, which reads and checks the
file once more, on a fresh embedded database each round. The goal is dry run + commit ≤ 8 × reading. Seconds are CPU time
of the process, so that other work on the machine does not blur the ratio; ``--wall`` counts the clock on the wall.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.db import Base
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.sheets.run import Attempt, Upload, commit, dry_run
from mutasi_flow.people.offers import IMPORTERS
from mutasi_flow.settings import Settings
from tests.people.sheets_of_people import LAYOUT

GOAL = 8
UNITS, JABATAN, PPPK_EVERY = 1_200, 300, 4
EMPLOYEES = next(importer for importer in IMPORTERS if importer.kind == "employees")


def make_row(number: int, chance: random.Random, taken: set[str]) -> dict[str, str]:
    """Invent one person; every one of the 67 cells has something in it."""
    born = date(1966, 1, 1) + timedelta(days=chance.randrange(12_000))
    since = date(born.year + 24, chance.randrange(1, 13), 1)
    is_pppk, sex = number % PPPK_EVERY == 0, chance.choice("MF")
    month = 21 if is_pppk else since.month
    nip = ""
    while not nip or nip in taken:
        nip = f"{born:%Y%m%d}{since.year}{month:02}{1 if sex == 'M' else 2}{900 + chance.randrange(100)}"
    taken.add(nip)
    unit, jabatan = chance.randrange(UNITS), chance.randrange(JABATAN)
    row = {label: f"{label.title()} {number % 50}" for label in LAYOUT}
    return row | {
        "PNS ID": f"{number:032X}",
        "NIP BARU": f"'{nip}",
        "NIP LAMA": f"{number:09}",
        "NAMA": f"Orang {chr(65 + number % 26)}{chr(97 + number // 26 % 26)}",
        "GELAR DEPAN": "",
        "GELAR BELAKANG": "S.Pd.",
        "TANGGAL LAHIR": f"{born:%d-%m-%Y}",
        "JENIS KELAMIN": sex,
        "NIK": f"'18{number:014}",
        "NOMOR HP": f"0812{number:08}",
        "EMAIL": f"orang{number}@contoh.test",
        "EMAIL GOV": "null",
        "KEDUDUKAN HUKUM ID": "71" if is_pppk else "01",
        "STATUS CPNS PNS": "P",
        "TMT CPNS": f"{since:%d-%m-%Y}",
        "TMT PNS": "01-01-0001",
        "GOL AKHIR ID": "" if is_pppk else chance.choice(("31", "32", "33", "34", "41")),
        "GOL AKHIR NAMA": "IX" if is_pppk else "III/a",
        "TMT GOLONGAN": "01-04-2022",
        "JENIS JABATAN ID": "4",
        "JABATAN ID": f"{jabatan:032x}",
        "JABATAN NAMA": f"Pengelola Urusan {jabatan}",
        "TMT JABATAN": f"01-0{chance.randrange(1, 10)}-2021",
        "TINGKAT PENDIDIKAN ID": "40",
        "TAHUN LULUS": str(born.year + 23),
        "UNOR ID": f"{unit:032x}",
        "UNOR NAMA": f"Unit Kerja {unit}",
        "ALAMAT": f"Jalan Melati {number}",
    }


def make_file(path: Path, employees: int) -> None:
    """Write the XLSX."""
    chance, taken = random.Random(7), set[str]()
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, LAYOUT)
        for number in range(1, employees + 1):
            row = make_row(number, chance, taken)
            sheet.write_row(number, 0, [row[label] for label in LAYOUT])


def read_only(path: Path, now: Callable[[], float]) -> float:
    """Return the seconds in which python-calamine reads the file."""
    start = now()
    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return now() - start


def fresh(folder: Path) -> Runtime:
    """Open an empty embedded database."""
    runtime = open_runtime(Settings(data_dir=folder))
    for name in ("people", "access"):
        import_module(f"mutasi_flow.{name}.model")
    Base.metadata.create_all(runtime.database.engine)
    return runtime


def run_import(runtime: Runtime, path: Path, now: Callable[[], float], *, is_meant: bool) -> tuple[float, Attempt]:
    """Return the seconds of a dry run, or of a dry run and commit, as the command line does it."""
    start = now()
    upload = Upload(path.name, path.read_bytes())
    if not is_meant:
        with runtime.database.reading() as session:
            tried = dry_run(session, EMPLOYEES, upload, runtime.clock.today())
    else:
        with runtime.database.writing() as session:
            tried = dry_run(session, EMPLOYEES, upload, runtime.clock.today())
            commit(session, tried, SYSTEM, runtime.clock.now())
    return now() - start, tried


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--employees", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--wall", action="store_true")
    asked = parser.parse_args()
    now = time.perf_counter if asked.wall else time.process_time
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ekspor.xlsx"
        make_file(path, asked.employees)
        print(f"{asked.employees} employees, {len(LAYOUT)} columns, {path.stat().st_size / 1e6:.1f} MB")
        for turn in range(asked.rounds):
            reading = read_only(path, now)
            with fresh(Path(folder) / str(turn)) as runtime:
                dry, tried = run_import(runtime, path, now, is_meant=False)
                meant, _ = run_import(runtime, path, now, is_meant=True)
                again, repeated = run_import(runtime, path, now, is_meant=True)
            assert (tried.checked.errors, tried.checked.new) == (0, asked.employees)
            assert repeated.checked.same == asked.employees
            ratios.append((dry + meant) / reading)
            print(
                f"calamine {reading:.2f} s   dry run {dry:.2f} s   commit {meant:.2f} s   same file again {again:.2f} s"
                f"   ratio {ratios[-1]:.2f}"
            )
    print(f"median ratio {statistics.median(ratios):.2f} (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
