import io
import os
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.core.web import spoken_name
from mutasi_flow.office.service.uploads import FOLDER, keep_upload
from mutasi_flow.office.sweeps import SWEEPS
from mutasi_flow.people.model import Employee
from mutasi_flow.wiring import IMPORTERS
from tests.browsing import Browser
from tests.factories import make_account, make_employee, make_office, make_unit

SignIn = Callable[[Browser, Account], None]
GOOD = "nip;nama;unit;jabatan\n199001012015031901;Bayu;Dinas A;Arsiparis Terampil\n"
BAD = GOOD + "1.99E+17;<b>Wulan</b>;Dinas A;Arsiparis Terampil\n"


@pytest.fixture
def admin(runtime: Runtime, client: Browser, sign_in: SignIn) -> Account:
    with runtime.database.writing() as session:
        make_office(session)
        account = make_account(session, roles=[Role.ADMIN])
    sign_in(client, account)
    return account


def send(client: Browser, text: str, name: str = "pegawai.csv", kind: str = "employees") -> TestResponse:
    return client.post(f"/impor/{kind}", data={"file": (io.BytesIO(text.encode()), name)})


def count(runtime: Runtime) -> int:
    with runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Employee)) or 0


def press_save(client: Browser, look: TestResponse) -> TestResponse:
    arguments = look.request.args
    return client.post("/impor/employees/simpan", data={"berkas": arguments["berkas"], "nama": arguments["nama"]})


@pytest.mark.usefixtures("admin")
def test_upload_look_save(client: Browser, runtime: Runtime) -> None:
    assert "Pegawai" in client.get("/impor").text
    assert "NIP BARU" in client.get("/impor/employees").text
    sent = send(client, GOOD)
    assert sent.status_code == 303
    look = client.get(sent.location)
    assert "Simpan semua" in look.text
    assert count(runtime) == 0
    assert press_save(client, look).status_code == 303
    assert "Disimpan: 1 baru" in client.get("/impor").text
    assert count(runtime) == 1
    assert not list((runtime.settings.data_dir / FOLDER).glob("*/*"))
    with runtime.database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "imported")) == 1
    assert client.get(sent.location).status_code == 404


@pytest.mark.usefixtures("admin")
def test_errors_are_shown_and_nothing_can_be_saved(client: Browser, runtime: Runtime) -> None:
    look = client.get(send(client, BAD).location)
    assert "pangkat" in look.text
    assert "&lt;b&gt;Wulan" in look.text
    assert "Simpan semua" not in look.text
    assert press_save(client, look).status_code == 422
    assert count(runtime) == 0
    marked = client.get("/impor/employees/ditandai.xlsx", query_string=look.request.args)
    sheet = openpyxl.load_workbook(io.BytesIO(marked.data)).worksheets[0]
    assert sheet["E1"].value == "Kesalahan"


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("", "a.csv", "kosong"),
        ("halo", "a.csv", "judul kolom"),
        (GOOD, "a.xlsx", "berakhiran"),
        ("%PDF-1.7", "a.pdf", "bukan lembar kerja"),
    ],
)
def test_a_useless_file_is_refused_on_the_form(client: Browser, content: str, name: str, words: str) -> None:
    answer = send(client, content, name)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.usefixtures("admin")
def test_no_file_chosen(client: Browser) -> None:
    assert "Pilih berkas CSV atau XLSX dahulu" in client.post("/impor/employees").text


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.kind)
def test_templates_and_exports_of_every_kind(
    client: Browser, runtime: Runtime, sign_in: SignIn, importer: Importer
) -> None:
    kind = importer.kind
    if Permission.TRANSFERS_VERIFY in importer.permissions:
        with runtime.database.writing() as session:
            verifier = make_account(session, roles=[Role.VERIFIER])
        sign_in(client, verifier)
    template = client.get(f"/impor/{kind}/templat.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(template.data)).sheetnames == ["Data", "Petunjuk"]
    for ending in ("csv", "xlsx"):
        answer = client.get(f"/ekspor/{kind}/{ending}")
        assert answer.status_code == 200
        named = f"filename={spoken_name(str(importer.label))}-{runtime.clock.today()}.{ending}"
        assert named in answer.headers["Content-Disposition"]


@pytest.mark.usefixtures("admin")
def test_unknown_kinds_and_keys_lead_nowhere(client: Browser) -> None:
    assert client.get("/impor/resep").status_code == 404
    assert client.get("/ekspor/employees/pdf").status_code == 404
    assert client.get("/impor/employees/periksa?berkas=../../etc/passwd&nama=a.csv").status_code in (404, 422)
    assert client.get(f"/impor/employees/periksa?berkas=aa/{'a' * 64}.csv&nama=a.csv").status_code == 404


def test_only_those_who_may_import(app: Flask, runtime: Runtime, client: Browser, sign_in: SignIn) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        unit = make_unit(session)
        nobody = make_account(session, make_employee(session, unit))
        part = make_account(session, roles=[(Role.STAFFING, unit)])
    assert client.get("/impor").status_code in (302, 303)
    sign_in(client, nobody)
    assert client.get("/impor").status_code == 403
    other = app.test_client()
    assert isinstance(other, Browser)
    sign_in(other, part)
    assert other.get("/impor/employees").status_code == 403
    assert other.get("/ekspor/employees/csv").status_code == 403


def test_what_lies_around_for_a_day_is_thrown_away(runtime: Runtime) -> None:
    old, new = keep_upload(runtime, "a.csv", b"lama"), keep_upload(runtime, "b.csv", b"baru")
    folder = runtime.settings.data_dir / FOLDER
    now = runtime.clock.now()
    os.utime(folder / old, times=((now - timedelta(hours=25)).timestamp(),) * 2)
    os.utime(folder / new, times=(now.timestamp(),) * 2)
    (sweep,) = (each for each in SWEEPS if each.name == "drop_old_uploads")
    assert sweep.run(runtime) == 1
    assert [path.name for path in folder.glob("*/*")] == [new.split("/")[1]]
