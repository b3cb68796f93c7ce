import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from mutasi_flow.cli import main
from mutasi_flow.cli.sheets import KINDS, Kind
from mutasi_flow.core.db import Database
from mutasi_flow.people.model import Employee
from mutasi_flow.settings import Settings
from mutasi_flow.wiring import IMPORTERS

GOOD = "nip;nama;unit;jabatan\n199001012015031901;Bayu;Dinas A;Arsiparis Terampil\n"
BAD = GOOD + "1.99E+17;Wulan;Dinas A;Arsiparis Terampil\n"


@pytest.fixture
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MUTASI_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MUTASI_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("MUTASI_AUDIT_KEY", settings.audit_key.get_secret_value())
    return settings


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "pegawai.csv"
    path.write_text(GOOD)
    return path


def mutasi(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def count(settings: Settings) -> int:
    database = Database(settings.effective_database_url)
    with database.reading() as session:
        found = session.scalar(select(func.count()).select_from(Employee)) or 0
    database.close()
    return found


def test_import_is_a_dry_run_unless_meant(office: Settings, sheet: Path) -> None:
    dry = mutasi("import", "employees", sheet, "--json")
    document = json.loads(dry.stdout)
    assert dry.exit_code == 0
    assert (document["rows"], document["ready"], document["errors"], document["committed"]) == (1, 1, 0, False)
    assert count(office) == 0
    meant = mutasi("import", "employees", sheet, "--commit", "--json")
    assert (meant.exit_code, json.loads(meant.stdout)["committed"]) == (0, True)
    assert count(office) == 1
    again = json.loads(mutasi("import", "employees", sheet, "--commit", "--json").stdout)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 1)


def test_errors_stop_everything_and_come_back_marked(office: Settings, sheet: Path, tmp_path: Path) -> None:
    sheet.write_text(BAD)
    marked = tmp_path / "salah.xlsx"
    result = mutasi("import", "employees", sheet, "--commit", "--annotated", marked, "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (document["ready"], document["errors"], document["committed"]) == (1, 1, False)
    problem = document["problems"][0]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "nip", "1.99E+17")
    assert "pangkat" in problem["reason"]
    assert count(office) == 0
    cell = openpyxl.load_workbook(marked).worksheets[0]["A3"]
    assert cell.fill.fgColor.rgb == "FFF4B6B0"


@pytest.mark.usefixtures("office")
def test_people_read_lines(sheet: Path) -> None:
    sheet.write_text(BAD)
    result = mutasi("import", "employees", sheet)
    assert "[salah] baris 3, nip “1.99E+17”" in result.stdout
    assert "Tidak ada yang disimpan" in result.stdout


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"halo\n"])
def test_a_useless_file_keeps_the_shape_of_the_answer(sheet: Path, content: bytes) -> None:
    sheet.write_bytes(content)
    result = mutasi("import", "employees", sheet, "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (document["errors"], document["committed"], len(document["problems"])) == (1, False, 1)
    assert document["problems"][0]["reason"]


@pytest.mark.usefixtures("office")
def test_usage_errors(sheet: Path) -> None:
    assert mutasi("import", "resep", sheet).exit_code == 2
    assert mutasi("import", "employees", "tiada.csv").exit_code == 2
    assert mutasi("export", "employees", "keluar.pdf").exit_code == 2


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("kind", [importer.kind for importer in IMPORTERS])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_kind_is_exported(tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"keluar.{ending}"
    result = mutasi("export", kind, path, "--json")
    assert (result.exit_code, json.loads(result.stdout)["rows"]) == (0, 0)
    assert path.stat().st_size


@pytest.mark.usefixtures("office")
def test_what_was_exported_can_be_imported(sheet: Path, tmp_path: Path) -> None:
    mutasi("import", "employees", sheet, "--commit")
    path = tmp_path / "keluar.csv"
    mutasi("export", "employees", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert rows[0]["NIP BARU"] == "199001012015031901"
    document = json.loads(mutasi("import", "employees", path, "--json").stdout)
    assert (document["same"], document["errors"]) == (1, 0)


def test_the_shell_offers_what_is_wired() -> None:
    assert {kind: Kind().convert(kind, None, None) for kind in KINDS} == {each.kind: each for each in IMPORTERS}


@pytest.mark.parametrize("words", [("import", "employees"), ("export", "employees"), ("audit", "anchor", "export")])
def test_a_file_that_cannot_be_written_is_said_before_the_work(
    office: Settings, sheet: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    nowhere = tmp_path / "tidak-ada" / "hasil.xlsx"
    extra = (sheet, "--commit", "--annotated", nowhere) if words[0] == "import" else (nowhere,)
    result = mutasi(*words, *extra)
    assert result.exit_code == 2
    assert "tidak dapat ditulis" in result.output
    assert count(office) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_under_the_marked_copy_stores_nothing(office: Settings, sheet: Path) -> None:
    result = mutasi("import", "employees", sheet, "--commit", "--annotated", "/dev/full")
    assert result.exit_code == 3
    assert "tidak dapat dibaca atau ditulis" in result.output
    assert count(office) == 0


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("words", [("audit", "verify"), ("db", "check"), ("transfers", "list")])
def test_a_file_that_is_no_database_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    junk = tmp_path / "bukan.db"
    junk.write_bytes(b"bukan basis data " * 600)
    monkeypatch.setenv("MUTASI_DATABASE_URL", f"sqlite:///{junk}")
    result = mutasi(*words, "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["error"]["code"] == "unprepared"
