"""Calculating a round: by the same command that anybody may run over the frozen input, in a process of its own."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.jobs import JobArgs
from mutasi_flow.core.sheets.write import as_csv
from mutasi_flow.core.texts import T
from mutasi_flow.planning.market.domain import EntryState, RoundState, Verdict
from mutasi_flow.planning.market.model import ExchangeChoice, ExchangeEntry, ExchangeRound, ExchangeSeat
from mutasi_flow.planning.market.queries import Frozen, RoundRow, freeze, get_round
from mutasi_flow.planning.market.queries.frozen import COLUMNS, employee_of
from mutasi_flow.planning.market.service.going_on import MOVED_AWAY, put_out, why_out
from mutasi_flow.planning.market.service.making import record_round
from mutasi_flow.planning.reading.columns import TABLES

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

SECONDS = 1_800
LONGEST_FAULT = 1_000
PACKAGE_ROOT = Path(__file__).resolve().parents[4]
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
_SAME_DAY = (1980, 1, 1, 0, 0, 0)
"""The same tables make the same file, to the byte."""
NO_SUCH_POST = "P00"
OUTPUTS = ("moves", "chances", "verdicts")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """A round whose points stand, with its input."""

    found: RoundRow
    frozen: Frozen


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command said: its document and tables, or why it could not."""

    document: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, list[Row]] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Solved:
    """The outcome of a task."""

    task: Task
    input_key: str
    answer: Answer
    at: datetime


def read_task(session: Session, args: JobArgs) -> Task | None:
    """Return the round with its input; None when it has gone on, or has its outcome."""
    found = get_round(session, int(args["round"]))
    if found.state is not RoundState.FINAL or found.solved_at is not None:
        return None
    return Task(found, freeze(session, found))


def solve(task: Task | None, runtime: "Runtime") -> Solved | None:
    """Store the input and calculate; may be repeated."""
    if task is None:
        return None
    data = pack(task.frozen)
    return Solved(task, runtime.files.put(data, ".zip"), run_command(data, task.found), runtime.clock.now())


def pack(frozen: Frozen) -> bytes:
    """Return the tables as one archive of CSV files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, keys in COLUMNS.items():
            if name in {"minat", "relasi"} and not frozen.tables[name]:
                continue  # a table that is not there asks nothing
            columns = [next(one for one in TABLES[name] if one.key == key) for key in keys]
            entry = zipfile.ZipInfo(f"{name}.csv", _SAME_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, as_csv(columns, frozen.tables[name]))
    return out.getvalue()


def run_command(data: bytes, found: RoundRow) -> Answer:
    """Run ``mutasi plan exchange`` over an archive of tables.

    Raises:
        Unprepared: it took too long.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "masukan", Path(name) / "hasil"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(folder)
        options = ("--mode", found.manner.value, "--seed", found.seed, "--effective", found.effective_on.isoformat())
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and command
                [sys.executable, "-X", "utf8", "-m", "mutasi_flow", "plan", "exchange", folder, "--out", out, *options],
                cwd=name,
                env={**environment, "PYTHONPATH": str(PACKAGE_ROOT)},
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unprepared(T("Perhitungan putaran terlalu lama.")) from error
        if done.returncode:
            said = f"{done.stdout.decode(errors='replace')}\n{done.stderr.decode(errors='replace')}".strip()
            return Answer(fault=said[-LONGEST_FAULT:] or str(done.returncode))
        return _read(out)


def _read(out: Path) -> Answer:
    document: dict[str, Any] = json.loads((out / "exchange.json").read_text("utf-8"))
    texts = {name: (out / f"{name}.csv").read_text("utf-8-sig") for name in OUTPUTS}
    document["moves_sha256"] = hashlib.sha256(texts["moves"].encode()).hexdigest()
    return Answer(document, {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()})


def store_outcome(session: Session, args: JobArgs, solved: Solved | None) -> None:
    """Write down who moves where, what became of every choice, and the posts; all or nothing."""
    found = get_round(session, int(args["round"]), lock=True)
    if solved is None or found.state is not RoundState.FINAL or found.solved_at is not None:
        return
    if solved.answer.fault:
        values: dict[str, Any] = {"fault": solved.answer.fault}
        session.execute(update(ExchangeRound).where(ExchangeRound.id == found.id).values(values))
        return
    frozen, tables = solved.task.frozen, solved.answer.tables
    for one in frozen.gone:
        put_out(session, found, one, why_out(one) or MOVED_AWAY, solved.at)
    _store_people(session, frozen, tables)
    rows = [_seat(found.id, frozen, row) for row in tables["chances"]]
    if rows:
        session.execute(insert(ExchangeSeat), rows)
    values = {"found": dict(solved.answer.document), "input_key": solved.input_key, "solved_at": solved.at, "fault": ""}
    session.execute(update(ExchangeRound).where(ExchangeRound.id == found.id).values(values))
    payload = {name: solved.answer.document.get(name) for name in ("participants", "movers", "input_sha256")}
    record_round(session, found.id, "exchange_round_solved", payload, actor=SYSTEM, at=solved.at)


def _store_people(session: Session, frozen: Frozen, tables: Mapping[str, list[Row]]) -> None:
    moves = {employee_of(row["nip"]): row for row in tables["moves"]}
    for employee_id, entry_id in frozen.entries.items():
        row = moves.get(employee_id)
        values: dict[str, Any] = {"state": EntryState.STAYED}
        if row is not None:
            values = {
                "state": EntryState.MOVED,
                "to_unit_id": frozen.units[row["ke_unit"]],
                "to_jabatan_id": frozen.jabatan[row["ke_jabatan"]],
                "rank": int(row["minat_ke"]),
                "chain": int(row["kelompok"]),
            }
        session.execute(update(ExchangeEntry).where(ExchangeEntry.id == entry_id).values(values))
        nowhere = (ExchangeChoice.entry_id == entry_id, ExchangeChoice.verdict.is_(None))
        session.execute(update(ExchangeChoice).where(*nowhere).values(verdict=Verdict.RULE, rule=NO_SUCH_POST))
    for row in tables["verdicts"]:
        choice = (
            ExchangeChoice.entry_id == frozen.entries[employee_of(row["nip"])],
            ExchangeChoice.rank == int(row["urutan"]),
        )
        values = {"verdict": Verdict(row["hasil"]), "rule": row["aturan"]}
        session.execute(update(ExchangeChoice).where(*choice).values(values))


def _seat(round_id: int, frozen: Frozen, row: Row) -> dict[str, Any]:
    return {
        "round_id": round_id,
        "unit_id": frozen.units[row["unit_kode"]],
        "jabatan_id": frozen.jabatan[row["jabatan_kode"]],
        "seats": int(row["kursi"]),
        "applicants": int(row["pelamar"]),
        "first_choices": int(row["pelamar_pertama"]),
        "placed": int(row["terpilih"]),
        "fewest_points": int(row["poin_terendah"]) if row["poin_terendah"] else None,
    }
