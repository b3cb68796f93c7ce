"""The one way in which an import happens: read, dry run, then all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.audit import record
from mutasi_flow.core.catalogue import say
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.sheets.columns import Problem
from mutasi_flow.core.sheets.forms import read_forms
from mutasi_flow.core.sheets.guard import LARGEST_BYTES
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table, read_table
from mutasi_flow.core.texts import T, Text


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody handed it in."""

    name: str
    data: bytes
    limit: int = LARGEST_BYTES


@dataclass(frozen=True, slots=True)
class Attempt:
    """A dry run that may be committed in its own transaction."""

    importer: Importer
    table: Table
    checked: Checked


def dry_run(session: Session, importer: Importer, upload: Upload, today: date) -> Attempt:
    """Read the file and say what an import would do; nothing is written.

    Raises:
        InvalidInput: the file as a whole cannot be used.
    """
    table = read_sheet(importer, upload)
    checked = importer.check(session, table, today)
    located = tuple(_located(problem, table) for problem in checked.problems)
    return Attempt(importer, table, replace(checked, problems=located))


def read_sheet(importer: Importer, upload: Upload) -> Table:
    """Read the file as this kind of sheet.

    Raises:
        InvalidInput: the file as a whole cannot be used.
    """
    given = upload.data, upload.name, importer.columns
    forms = read_forms(*given, importer.headings, upload.limit) if importer.headings else None
    return forms or read_table(*given, upload.limit)


def _located(problem: Problem, table: Table) -> Problem:
    sheet, row = table.origins.get(problem.row, ("", 0))
    return replace(problem, sheet=sheet, sheet_row=row) if sheet else problem


def commit(session: Session, attempt: Attempt, actor: Actor, at: datetime) -> None:
    """Write what the dry run of this transaction found, with one entry in the trail.

    A file that changes nothing writes nothing.

    Raises:
        Refused: the dry run found errors.
    """
    importer, table, checked = attempt.importer, attempt.table, attempt.checked
    if checked.errors:
        raise Refused(T("Tidak ada yang disimpan: {count} kesalahan harus diperbaiki dahulu.", count=checked.errors))
    if not checked.new and not checked.changed:
        return
    importer.commit(session, checked, actor, at)
    record(
        session,
        chain=importer.chain or f"people:{at:%Y%m}",
        action="imported",
        actor=actor,
        about_kind=importer.kind,
        about_id=0,
        payload={
            "file": table.name,
            "sha256": table.sha256,
            "rows": checked.rows,
            "new": checked.new,
            "changed": checked.changed,
            "same": checked.same,
            "warnings": checked.warnings,
        },
        at=at,
    )


def as_json(attempt: Attempt, *, committed: bool) -> dict[str, Any]:
    """Return the result in the shape that programs rely on."""
    checked = attempt.checked
    return {
        "rows": checked.rows,
        "ready": checked.ready,
        "warnings": checked.warnings,
        "errors": checked.errors,
        "new": checked.new,
        "changed": checked.changed,
        "same": checked.same,
        "problems": [_problem(problem) for problem in in_order(checked.problems)],
        "ignored_columns": list(attempt.table.ignored),
        "committed": committed,
    }


def as_json_refused(reason: Text) -> dict[str, Any]:
    """Return the same shape for a file that could not be read at all."""
    return {
        "rows": 0,
        "ready": 0,
        "warnings": 0,
        "errors": 1,
        "problems": [{"row": 0, "column": "", "value": "", "reason": say(reason), "level": "error"}],
        "committed": False,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.shown_row,
        "column": problem.column,
        "value": problem.value,
        "reason": say(problem.reason),
        "level": problem.level.value,
        **({"sheet": problem.sheet} if problem.sheet else {}),
    }


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Sort errors before warnings, each from the top of the sheet."""
    return sorted(problems, key=lambda problem: (problem.level.value, problem.row))
