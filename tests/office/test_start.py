"""The first start of a real office, in the browser."""

import pytest
from sqlalchemy import select

from mutasi_flow.access.model import Account
from mutasi_flow.core.audit import trail
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.office.service import is_start_code, offer_start_code
from mutasi_flow.people.queries import find_office, list_holidays
from mutasi_flow.settings import OWN_SETTINGS
from tests.browsing import Browser

ANSWERS = {
    "name": "Pemerintah Kabupaten Contoh",
    "region": "Kabupaten Contoh",
    "region_kind": "kabupaten",
    "province": "Contoh Raya",
    "timezone": "Asia/Makassar",
    "agency": "BKPSDM",
    "head_title": "BUPATI",
    "head_name": "Dr. Contoh",
    "seat": "Contoh",
    "number_format": "800.1.3.1/{urut}/{unit}/{tahun}",
    "number_unit": "BKPSDM",
    "person": "Kepala Bidang Mutasi",
    "username": "admin",
    "password": "kuda biru di laut selatan",
}


def test_every_page_leads_to_the_start_until_there_is_an_office(client: Browser) -> None:
    for address in ("/", "/masuk", "/tugas", "/admin/akun"):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (303, "/mulai"), address
    assert client.get("/mulai").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_the_right_code_sets_the_office_up_once(client: Browser, runtime: Runtime) -> None:
    code = offer_start_code(runtime.settings)
    assert offer_start_code(runtime.settings) == code
    client.get("/mulai")
    answer = client.post("/mulai", data={**ANSWERS, "code": code.lower().replace("-", " ")})
    assert (answer.status_code, answer.location) == (303, "/masuk")
    with runtime.database.reading() as session:
        office = find_office(session)
        assert office is not None
        assert office.head_name == "Dr. Contoh"
        assert len(list_holidays(session)) > 10
        account = session.scalars(select(Account)).one()
        assert [row.action for row in trail(session, f"account:{account.id}")]
    assert not is_start_code(runtime.settings, code)
    assert "Asia/Makassar" in (runtime.settings.data_dir / OWN_SETTINGS).read_text()
    assert client.get("/mulai").status_code == 404
    assert client.get("/masuk").status_code == 200


@pytest.mark.both_databases
def test_nothing_happens_without_the_code_or_with_a_weak_password(client: Browser, runtime: Runtime) -> None:
    client.get("/mulai")
    answer = client.post("/mulai", data={**ANSWERS, "code": "ABCD-EFGH-JKLM-NPQR"})
    assert answer.status_code == 422
    assert "Kode mulai tidak cocok" in answer.text
    code = offer_start_code(runtime.settings)
    answer = client.post("/mulai", data={**ANSWERS, "code": code, "password": "1234"})
    assert answer.status_code == 422
    with runtime.database.reading() as session:
        assert find_office(session) is None
        assert session.scalars(select(Account)).all() == []
    assert is_start_code(runtime.settings, code), "the code stays good until it was used"
