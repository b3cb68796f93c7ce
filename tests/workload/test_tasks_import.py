import io
from collections.abc import Sequence

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import SYSTEM, Actor, Grant, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, Refused
from mutasi_flow.core.sheets.annotate import annotate
from mutasi_flow.core.sheets.read import read_table
from mutasi_flow.core.sheets.run import Attempt, Upload, as_json, commit, dry_run
from mutasi_flow.core.sheets.write import as_xlsx
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.workload.model import NeedPeriod, NeedTask
from mutasi_flow.workload.queries import get_period, list_periods, list_tasks, load_needs
from mutasi_flow.workload.service import NewPeriod, close_period, open_period, recheck
from mutasi_flow.workload.service.imports.tasks import TASKS, export_tasks
from tests.factories import NOW, TODAY, make_jabatan, make_unit

PLANNER = Actor(None, "Perencana", grants=(Grant(Permission.PLAN),), capacity=str(Role.PLANNER))
HEAD = ["No", "Uraian Tugas", "Satuan Hasil", "Waktu Penyelesaian (menit)", "Waktu Kerja Efektif"]
FORM_HEAD = [*HEAD, "Beban Kerja", "Pegawai yang Dibutuhkan", "Keterangan"]


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for place, (title, rows) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if place == 0 else book.create_sheet()
        sheet.title = title
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def form(unit: str, jabatan: str, *tasks: Sequence[object]) -> list[Sequence[object]]:
    return [
        ["FORMULIR ANALISIS BEBAN KERJA"],
        ["Nama Jabatan", ":", jabatan],
        [f"Unit Kerja : {unit}"],
        [],
        FORM_HEAD,
        [1, 2, 3, 4, 5, 6, 7, 8],
        *tasks,
        ["Jumlah", None, None, None, None, None, 9.9],
        [None, "Kepala Dinas,"],
    ]


def tried(session: Session, data: bytes, name: str = "abk.xlsx") -> Attempt:
    return dry_run(session, TASKS, Upload(name, data), TODAY)


def csv(*rows: str) -> bytes:
    head = "unit_kode,jabatan_kode,uraian,volume,norma_menit"
    return "\n".join([head, *rows]).encode()


def save(session: Session, data: bytes, name: str = "abk.csv") -> Attempt:
    attempt = tried(session, data, name)
    commit(session, attempt, SYSTEM, NOW)
    return attempt


@pytest.fixture
def seat(session: Session) -> tuple[Unit, Jabatan]:
    return make_unit(session, "Puskesmas Muara"), make_jabatan(session, "Perawat Terampil")


def reasons(attempt: Attempt) -> list[tuple[int, str, str]]:
    return [(one.shown_row, one.column, str(one.reason)) for one in attempt.checked.problems]


def test_a_workbook_with_one_sheet_per_post(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    midwife = make_jabatan(session, "Bidan Mahir")
    data = workbook(
        Petunjuk=[["Isi satu lembar untuk tiap jabatan."], ["Jangan mengubah judul kolom."]],
        Perawat=form(
            unit.name,
            nurse.name,
            [1, "Merawat luka", "pasien", 30, 75_000, 2_500, 1.0, None],
            [2, "Menyusun laporan", "laporan", 60, 75_000, 12, 0.0096, "rutin"],
        ),
        Bidan=form(unit.name, midwife.name, [1, "Menolong persalinan", "ibu", 300, 72_000, 100, 0.4, None]),
        Rekap=[["Jabatan", "Jumlah"], [nurse.name, 1]],
    )
    attempt = tried(session, data)
    assert attempt.checked.errors == 0
    assert (attempt.checked.rows, attempt.checked.new) == (3, 3)
    warnings = [(one.sheet, one.sheet_row, one.column) for one in attempt.checked.problems if one.sheet]
    assert warnings == [("Bidan", 7, "WAKTU KERJA EFEKTIF")]
    assert as_json(attempt, committed=False)["problems"][-1]["sheet"] == "Bidan"
    assert list_periods(session) == []
    commit(session, attempt, SYSTEM, NOW)
    (period,) = list_periods(session)
    assert (period.name, period.is_open) == ("ABK 2026", True)
    needs = load_needs(session, period)
    assert needs[unit.id, nurse.id].need == pytest.approx((75_000 + 720) / 75_000)
    assert [task.name for task in list_tasks(session, period.id, unit.id, nurse.id)] == [
        "Merawat luka",
        "Menyusun laporan",
    ]


def test_faults_of_a_form_name_sheet_row_and_column(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    rows: list[list[object]] = [
        [1, "Merawat luka", "pasien", "tiga puluh", None, -5],
        [2, "A. Tugas pokok"],
        [3, None, "x", 5, None, 5],
    ]
    data = workbook(
        Perawat=form(unit.name, nurse.name, *rows), Tanpa=form("", nurse.name, [1, "Tugas", "x", 5, None, 5])
    )
    attempt = tried(session, data)
    found = as_json(attempt, committed=False)["problems"]
    assert {(one["sheet"], one["row"], one["column"]) for one in found if one["level"] == "error"} == {
        ("Perawat", 7, "WAKTU PENYELESAIAN (MENIT)"),
        ("Perawat", 9, "URAIAN TUGAS"),
        ("Tanpa", 7, "NAMA UNIT KERJA"),
    }
    book = openpyxl.load_workbook(io.BytesIO(annotate(attempt.table, attempt.checked.problems)))
    marked = [[cell.value for cell in row] for row in book["Data"].iter_rows()]
    assert marked[0][:3] == ["LEMBAR", "BARIS", "NAMA UNIT KERJA"]
    assert marked[1][:2] == ["Perawat", 7]
    assert "Ini bukan angka" in str(marked[1][-1])


def test_a_form_without_its_table_stops_the_file(session: Session) -> None:
    broken = [["Nama Jabatan", "Perawat"], ["Unit Kerja", "Puskesmas"], ["No", "Tugas apa saja"]]
    with pytest.raises(InvalidInput, match="Lembar Bidan"):
        tried(session, workbook(Perawat=form("A", "B", [1, "c", "d", 1, 1, 1]), Bidan=broken))


def test_the_flat_table_and_its_faults(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    here = f"{unit.code},{nurse.code}"
    attempt = tried(
        session,
        csv(
            f"{here},Merawat luka,2500,30",
            f"{here},Mencatat,-5,30",
            f",{nurse.code},Menunggu,5,30",
            f"{here},Rapat,dua belas,60",
            f"{here},Merawat luka,1,1",
            f"{here},Tanpa waktu,5,",
        ),
        "abk.csv",
    )
    assert {(row, column) for row, column, _ in reasons(attempt) if row} == {
        (3, "volume"),
        (4, "NAMA UNIT KERJA"),
        (5, "volume"),
        (6, "uraian"),
        (7, "norma_menit"),
    }
    assert attempt.checked.ready == 1
    with pytest.raises(Refused):
        commit(session, attempt, SYSTEM, NOW)
    assert list_periods(session) == []


def test_volumes_per_month_week_and_day_become_yearly(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    head = "unit_kode,jabatan_kode,uraian,volume,volume per,waktu penyelesaian (jam)"
    here = f"{unit.code},{nurse.code}"
    rows = [f"{here},{per},2,{per},0.5" for per in ("tahun", "Per Bulan", "minggu", "hari")]
    save(session, "\n".join([head, *rows]).encode())
    stored = dict(session.execute(select(NeedTask.name, NeedTask.volume)).all())
    assert stored == {"tahun": 2, "Per Bulan": 24, "minggu": 100, "hari": 500}
    assert session.execute(select(NeedTask.minutes).distinct()).scalars().all() == [30]
    wrong = tried(session, "\n".join([head, f"{here},x,2,windu,1"]).encode(), "a.csv")
    assert reasons(wrong)[-1][1] == "volume per"


def test_twelve_months_make_the_volume(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    months = "Jan,Feb,Mar,Apr,Mei,Jun,Jul,Agu,Sep,Okt,Nov,Des"
    head = f"unit_kode,jabatan_kode,uraian,volume,norma_menit,{months}"
    full, part = ",".join("10" for _ in range(12)), ",".join(["10"] * 3 + [""] * 9)
    here = f"{unit.code},{nurse.code}"
    save(session, "\n".join([head, f"{here},Penuh,,30,{full}", f"{here},Sebagian,50,30,{part}"]).encode())
    found = {row.name: row for row in session.execute(select(NeedTask)).scalars()}
    assert (found["Penuh"].volume, found["Penuh"].months) == (120, [10.0] * 12)
    assert found["Sebagian"].months == [10.0] * 3 + [None] * 9
    missing = tried(session, "\n".join([head, f"{here},Tanpa,,30,{part}"]).encode(), "a.csv")
    assert missing.checked.errors == 1


def test_the_file_is_all_about_the_posts_it_names(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    other = make_jabatan(session)
    here = f"{unit.code},{nurse.code}"
    save(session, csv(f"{here},Lama,10,30", f"{here},Tetap,10,30", f"{unit.code},{other.code},Lain,1,1"))
    attempt = save(session, csv(f"{here},Baru,10,30", f"{here},Tetap,10,30"))
    assert any("1 uraian tugas lama" in reason for _, _, reason in reasons(attempt))
    assert set(session.execute(select(NeedTask.name)).scalars()) == {"Baru", "Tetap", "Lain"}
    again = tried(session, csv(f"{here},Baru,10,30", f"{here},Tetap,10,30"), "a.csv")
    assert (again.checked.new, again.checked.changed, again.checked.same) == (0, 0, 2)
    fewer = tried(session, csv(f"{here},Tetap,10,30"), "a.csv")
    assert fewer.checked.changed == 1


def test_what_is_exported_changes_nothing_when_read_back(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    save(session, csv(f"{unit.code},{nurse.code},Merawat,10.5,30", f"{unit.code},{nurse.code},Mencatat,1,0.5"))
    sheet = as_xlsx(TASKS.columns, export_tasks(session))
    again = tried(session, sheet)
    assert (again.checked.rows, again.checked.same, again.checked.errors) == (2, 2, 0)
    (period,) = list_periods(session)
    close_period(session, period.id, recheck(session, period.id, TODAY).mark, actor=PLANNER, today=TODAY, at=NOW)
    frozen = tried(session, sheet)
    assert (frozen.checked.same, frozen.checked.errors) == (2, 0)


def test_a_closed_period_takes_no_tasks(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    here = f"{unit.code},{nurse.code}"
    waiting = tried(session, csv(f"{here},Merawat,10,30"), "a.csv")
    commit(session, waiting, SYSTEM, NOW)
    (period,) = list_periods(session)
    late = tried(session, csv(f"{here},Merawat,20,30"), "a.csv")
    close_period(session, period.id, recheck(session, period.id, TODAY).mark, actor=PLANNER, today=TODAY, at=NOW)
    with pytest.raises(Conflict):
        commit(session, late, SYSTEM, NOW)
    nowhere = tried(session, csv(f"{here},Merawat,20,30"), "a.csv")
    assert [(row, reason[:35]) for row, _, reason in reasons(nowhere)] == [(0, "Tidak ada periode ABK yang terbuka.")]
    opened = open_period(session, NewPeriod("ABK perbaikan", 2026), actor=PLANNER, at=NOW)
    save(session, csv(f"{here},Merawat,20,30"))
    assert load_needs(session, get_period(session, opened))[unit.id, nurse.id].need == pytest.approx(600 / 75_000)


def test_a_row_may_name_its_period(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    older = open_period(session, NewPeriod("ABK 2024", 2024), actor=PLANNER, at=NOW)
    open_period(session, NewPeriod("ABK 2025", 2025), actor=PLANNER, at=NOW)
    head = "periode,unit_kode,jabatan_kode,uraian,volume,norma_menit"
    here = f"{unit.code},{nurse.code},Merawat,10,30"
    save(session, "\n".join([head, f"abk 2024,{here}"]).encode())
    assert session.execute(select(NeedTask.period_id)).scalars().all() == [older]
    unknown = tried(session, "\n".join([head, f"ABK 1999,{here}"]).encode(), "a.csv")
    assert [column for _, column, _ in reasons(unknown)] == ["periode"]
    assert session.execute(select(NeedPeriod.id)).scalars().all()


def test_the_sheet_of_another_method_is_refused_with_the_column_it_lacks(session: Session) -> None:
    rows = "unit,unsur,uraian,norma_waktu_menit,satuan,frekuensi_per_tahun\nRekam medis,pokok,Mencatat,10,lembar,1500"
    with pytest.raises(InvalidInput, match="NAMA JABATAN"):
        tried(session, rows.encode(), "a.csv")


def test_a_plain_workbook_keeps_its_own_rows(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    head = ["unit_kode", "jabatan_kode", "uraian", "volume", "norma_menit"]
    data = workbook(Petunjuk=[["Isi tabel"]], Data=[["ABK"], head, [unit.code, nurse.code, "Merawat", -1, 5]])
    attempt = tried(session, data)
    assert [(row, column) for row, column, _ in reasons(attempt) if row] == [(3, "volume")]
    assert attempt.table.header == read_table(data, "a.xlsx", TASKS.columns).header


def test_new_units_and_jabatan_are_made_where_no_tree_is(session: Session) -> None:
    save(session, b"unit,jabatan,uraian,volume,norma_menit\nDinas Baru,Perawat Ahli Muda,Merawat,10,30")
    made = select(Unit.name, Jabatan.name, Jabatan.level).select_from(NeedTask)
    made = made.join(Unit, Unit.id == NeedTask.unit_id).join(Jabatan, Jabatan.id == NeedTask.jabatan_id)
    assert session.execute(made).all() == [("Dinas Baru", "Perawat Ahli Muda", "MU")]
