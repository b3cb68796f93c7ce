"""``mutasi import`` and ``mutasi export``: every kind that the subjects offer, with a dry run first."""

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import cast

import click
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.annotate import annotate
from mutasi_flow.core.sheets.columns import Level, Problem
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.core.sheets.run import Attempt, Upload, as_json, as_json_refused, commit, dry_run, in_order
from mutasi_flow.core.sheets.write import as_csv, as_xlsx
from mutasi_flow.core.shell import DATA, NewFile, Shell, command
from mutasi_flow.core.texts import T

_PEOPLE = "mutasi_flow.people.service.imports"
KINDS: dict[str, str] = {
    "units": f"{_PEOPLE}.units:UNITS",
    "mergers": f"{_PEOPLE}.mergers:MERGERS",
    "employees": f"{_PEOPLE}.employees:EMPLOYEES",
    "posts": f"{_PEOPLE}.posts:POSTS",
    "staffing": f"{_PEOPLE}.posts:STAFFING",
    "places": f"{_PEOPLE}.places:PLACES",
    "calendar": f"{_PEOPLE}.calendar:CALENDAR",
    "performance": f"{_PEOPLE}.years:PERFORMANCE",
    "discipline": f"{_PEOPLE}.years:DISCIPLINE",
    **{
        kind: f"{_PEOPLE}.particulars:{kind.upper()}"
        for kind in (
            *("relatives", "proceedings", "teaching", "credentials", "trainings"),
            *("competences", "assessments", "goals", "needs"),
        )
    },
    "tasks": "mutasi_flow.workload.service.imports.tasks:TASKS",
    "requirements": "mutasi_flow.planning.matching.service.imports:REQUIREMENTS",
    "transfers": "mutasi_flow.transfers.service.imports:TRANSFERS",
    "pertek": "mutasi_flow.transfers.service.pertek_import:PERTEK_ROWS",
    "numbers": "mutasi_flow.transfers.service.numbers:NUMBERS",
    "wishes": "mutasi_flow.planning.wishes.service.imports:WISHES",
}
"""Where each importer is; the same as ``wiring.IMPORTERS`` (a test compares them), without loading all pages first."""
SHOWN_PROBLEMS = 50
AT_THE_TERMINAL = Actor(account_id=None, name="Baris perintah", capacity="administrator sistem")
_WRITERS = {".csv": as_csv, ".xlsx": as_xlsx}


class Kind(click.ParamType[Importer]):
    """A word that names an importer."""

    name = "jenis"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Importer:
        """Return the importer of that kind, or end with a usage error that names the kinds there are."""
        if isinstance(value, Importer):
            return value
        if value in KINDS:
            module, _, name = KINDS[str(value)].partition(":")
            return cast("Importer", getattr(import_module(module), name))
        reason = T("Jenis {kind} tidak dikenal.", kind=value)
        message = T("{reason} Pilih salah satu: {kinds}.", reason=reason, kinds=", ".join(KINDS))
        raise click.BadParameter(str(message), ctx, param)


@command("import", help="Periksa berkas CSV atau XLSX; simpan hanya dengan --commit, semua atau tidak sama sekali.")
@click.argument("importer", metavar="JENIS", type=Kind())
@click.argument("file", metavar="BERKAS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commit", "is_meant", is_flag=True, help="Simpan bila tidak ada kesalahan.")
@click.option(
    "--annotated",
    type=NewFile(),
    help="Tulis salinan XLSX dengan sel bermasalah ditandai.",
)
def import_sheet(shell: Shell, importer: Importer, file: Path, *, is_meant: bool, annotated: Path | None) -> int:
    """Check a file and, when asked, import it."""
    upload = Upload(file.name, file.read_bytes(), shell.settings.upload_limit_bytes)
    try:
        tried, is_committed = _run(shell, importer, upload, annotated, is_meant=is_meant)
    except InvalidInput as refusal:
        shell.say(refusal.text)
        shell.answer(as_json_refused(refusal.text))
        return DATA
    shell.answer(as_json(tried, committed=is_committed), _lines(tried, is_committed=is_committed))
    return DATA if tried.checked.errors else 0


def _run(
    shell: Shell, importer: Importer, upload: Upload, annotated: Path | None, *, is_meant: bool
) -> tuple[Attempt, bool]:
    clock, database = shell.runtime.clock, shell.runtime.database
    if not is_meant:
        with database.reading() as session:
            return _try(session, importer, upload, annotated, clock.today()), False
    with database.writing() as session:
        tried = _try(session, importer, upload, annotated, clock.today())
        if tried.checked.errors:
            return tried, False
        commit(session, tried, AT_THE_TERMINAL, clock.now())
        return tried, True


def _try(session: Session, importer: Importer, upload: Upload, annotated: Path | None, today: date) -> Attempt:
    """Dry-run the file and write the marked copy: one that cannot be written stops before anything is stored."""
    tried = dry_run(session, importer, upload, today)
    if annotated is not None:
        annotated.write_bytes(annotate(tried.table, tried.checked.problems))
    return tried


def _lines(tried: Attempt, *, is_committed: bool) -> list[str]:
    checked = tried.checked
    problems = in_order(checked.problems)
    lines = [_line(problem) for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(str(T("… dan {count} lagi.", count=len(problems) - SHOWN_PROBLEMS)))
    counts = T(
        "{rows} baris: {ready} siap ({new} baru, {changed} berubah, {same} sama), {warnings} peringatan, {errors} kesalahan.",
        rows=checked.rows,
        ready=checked.ready,
        new=checked.new,
        changed=checked.changed,
        same=checked.same,
        warnings=checked.warnings,
        errors=checked.errors,
    )
    if is_committed:
        outcome = T("Disimpan.")
    elif checked.errors:
        outcome = T("Tidak ada yang disimpan. Perbaiki kesalahan, lalu ulangi.")
    else:
        outcome = T("Belum disimpan. Tambahkan --commit untuk menyimpan.")
    return [*lines, f"{counts} {outcome}"]


def _line(problem: Problem) -> str:
    weight = T("salah") if problem.level is Level.ERROR else T("periksa")
    where = T("baris {row}", row=problem.shown_row) if problem.row else T("berkas")
    if problem.sheet:
        where = T("lembar {sheet} baris {row}", sheet=problem.sheet, row=problem.shown_row)
    column = f", {problem.column}" if problem.column else ""
    value = f" “{problem.value}”" if problem.value else ""
    return f"[{weight}] {where}{column}{value}: {problem.reason}"


@command("export", help="Tulis data ke berkas CSV atau XLSX yang dapat diimpor lagi.")
@click.argument("importer", metavar="JENIS", type=Kind())
@click.argument("file", metavar="BERKAS", type=NewFile())
def export_sheet(shell: Shell, importer: Importer, file: Path) -> None:
    """Write all data of a kind."""
    write = _WRITERS.get(file.suffix.lower())
    if write is None:
        raise click.UsageError(str(T("Nama berkas harus berakhiran .csv atau .xlsx.")))
    with shell.runtime.database.reading() as session:
        rows = list(importer.export(session))
    file.write_bytes(write(importer.columns, rows))
    shell.answer(
        {"rows": len(rows), "file": str(file)}, [str(T("{count} baris ditulis ke {file}.", count=len(rows), file=file))]
    )
