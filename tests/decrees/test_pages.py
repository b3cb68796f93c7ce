"""Batches of decrees by their pages, as the clerk and the signer see them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.service import NewStyle, add_style, printing
from mutasi_flow.people.model import Unit
from tests.browsing import Browser
from tests.decrees.crew import Crew, build_crew
from tests.factories import PASSWORD

SignIn = Callable[[Browser, Account], None]


@pytest.fixture
def dialect() -> str:
    """Pages know no database; once is enough."""
    return "sqlite"


class Desk:
    """The crew, and a browser in front of it."""

    def __init__(self, crew: Crew, client: Browser, sign_in: SignIn) -> None:
        self.crew, self.client, self._sign_in = crew, client, sign_in
        verifier = crew.scene.actors["verifier"].account_id
        crew.write(
            lambda session: session.add(
                RoleGrant(account_id=verifier, role=Role.VERIFIER, from_on=crew.runtime.clock.today())
            )
        )

    def become(self, who: str) -> None:
        key = self.crew.scene.actors[who].account_id
        account = self.crew.read(lambda session: session.scalars(select(Account).where(Account.id == key)).one())
        self._sign_in(self.client, account)

    def read(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def press(self, path: str, status: int = 303, **fields: object) -> str:
        answer = self.client.post(path, data={key: str(value) for key, value in fields.items()})
        assert answer.status_code == status, answer.text
        return answer.headers.get("Location", answer.text)


@pytest.fixture
def desk(runtime: Runtime, client: Browser, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = type("Made", (), {"data": b"%PDF-1.7 contoh", "made_with": {}})
    monkeypatch.setattr(printing, "render", lambda *_given: made)
    return Desk(build_crew(runtime), client, sign_in)


def composed(desk: Desk) -> str:
    desk.become("verifier")
    page = desk.read("/sk/paket/baru?bulan=&nomor=")
    assert "Akan disatukan (3)" in page
    signer = desk.crew.signer.account_id
    desk.press("/sk/paket", 422, penanda=signer, name="")
    place = desk.press("/sk/paket", penanda=signer, name="SK guru Maret")
    assert "SK guru Maret" in desk.read("/sk/paket")
    assert "sedang diperiksa" in desk.read(place)
    desk.crew.work()
    assert "sedang diperiksa" not in desk.read(place)
    return place


def test_a_batch_from_composing_to_handing_out(desk: Desk) -> None:
    place = composed(desk)
    desk.read(f"{place}/terbitkan", 403)
    desk.become("signer")
    assert "3 SK akan diberi nomor" in desk.read(f"{place}/terbitkan")
    version = desk.crew.batch(1).version
    desk.press(f"{place}/terbitkan", 422, version=version, password="bukan ini")
    desk.press(f"{place}/terbitkan", version=version, password=PASSWORD)
    assert desk.client.get(f"{place}?perbarui=ya").headers["Refresh"] == "10"
    assert "Refresh" not in desk.client.get(place).headers
    page = desk.read(place)
    assert "Hentikan sementara" in page
    desk.press(f"{place}/hentikan")
    assert "Lanjutkan" in desk.read(place)
    desk.press(f"{place}/lakukan", act="lanjut", version=desk.crew.batch(1).version)
    desk.crew.work()
    page = desk.read(place)
    assert "Selesai diterbitkan" in page
    assert "100%" in page
    assert "Siapkan ZIP" in page
    unit = desk.crew.rows(1)[0].unit_id
    assert desk.press(f"{place}/berkas/{unit}/zip").endswith("#berkas")
    desk.read(f"{place}/berkas/{unit}/zip", 409)
    desk.crew.work()
    assert desk.press(f"{place}/berkas/{unit}/zip").endswith("/zip")
    assert desk.client.get(f"{place}/berkas/{unit}/zip").data.startswith(b"PK")
    assert desk.read(f"{place}?keadaan=decreed").count("tercetak") > 3
    assert "Tidak ada baris seperti itu." in desk.read(f"{place}?keadaan=masalah")


def test_rows_leave_and_come_and_the_batch_is_closed(desk: Desk) -> None:
    place = composed(desk)
    row = desk.crew.rows(1)[0].id
    version = desk.crew.batch(1).version
    desk.press(f"{place}/keluarkan", 422, version=version, because="Menunggu surat")
    desk.press(f"{place}/keluarkan", version=version, baris=row, because="Menunggu surat")
    assert "Menunggu surat" in desk.read(f"{place}?keadaan=removed")
    desk.press(f"{place}/tambah", 409, version=version, nomor="")
    desk.press(f"{place}/tambah", version=desk.crew.batch(1).version, nomor="")
    assert "Akan disatukan" not in desk.read("/sk/paket/baru")
    desk.press(f"{place}/lakukan", 422, act="kembalikan", version=desk.crew.batch(1).version)
    desk.press(f"{place}/lakukan", act="tutup", version=desk.crew.batch(1).version)
    assert "SK guru Maret" not in desk.read("/sk/paket")


def test_batches_are_for_who_works_on_them(desk: Desk) -> None:
    place = composed(desk)
    desk.become(desk.crew.mover)
    desk.read("/sk/paket", 403)
    desk.read(place, 403)
    desk.become("decider")
    assert "SK guru Maret" in desk.read("/sk/paket")
    desk.press(f"{place}/hentikan", 403)
    desk.become("signer")
    desk.read("/sk/paket/77", 404)


def name_certifier(desk: Desk) -> None:
    today, at = desk.crew.runtime.clock.today(), desk.crew.runtime.clock.now()
    style = NewStyle(today, certifier_title="Kepala Bagian Hukum", certifier_name="Rangga, S.H.")
    desk.crew.write(lambda session: add_style(session, style, actor=desk.crew.maker, today=today, at=at))


def test_one_decree_for_all_by_its_pages(desk: Desk) -> None:
    name_certifier(desk)
    desk.become("verifier")
    page = desk.read("/sk/paket/baru?cari=lama")
    assert "SDN Lama" in page
    old = desk.crew.read(lambda session: session.scalar(select(Unit.code).where(Unit.name == "SDN Lama")))
    assert "Akan disatukan (3)" in desk.read(f"/sk/paket/baru?cari=lama&unit={old}")
    signer = desk.crew.signer.account_id
    place = desk.press("/sk/paket", penanda=signer, name="SK kolektif guru", unit=old, bentuk="collective")
    desk.crew.work()
    assert "Nomornya diambil dari buku agenda" in desk.read(f"{place}/sk")
    assert desk.client.get(f"{place}/sk.pdf").status_code == 303
    desk.become("signer")
    assert "dengan satu nomor" in desk.read(f"{place}/terbitkan")
    desk.press(f"{place}/terbitkan", version=desk.crew.batch(1).version, password=PASSWORD)
    desk.crew.work()
    page = desk.read(place)
    assert "Susun ulang" in page
    page = desk.read(f"{place}/sk")
    assert "Pegawai dalam lampiran" in page
    assert desk.client.get(f"{place}/sk.pdf").data.startswith(b"%PDF")
    desk.press(f"{place}/lakukan", act="susun-ulang", version=desk.crew.batch(1).version)
    desk.crew.work()
    assert "Selesai diterbitkan" in desk.read(place)
    assert "Nomor dicatat untuk SK kolektif" in desk.press(
        f"{place}/sk/nomor", 409, number="1/2", **{"dated_on-day": 1, "dated_on-month": 3, "dated_on-year": 2026}
    )
    desk.become("verifier")
    other = desk.press("/sk/paket", 422, penanda=signer, name="Kosong")
    assert "Tidak ada usulan" in other
    desk.become(desk.crew.mover)
    desk.read(f"{place}/sk", 403)


def test_who_issues_one_for_each_has_no_page_of_a_collective_decree(desk: Desk) -> None:
    place = composed(desk)
    desk.read(f"{place}/sk", 404)
    desk.read(f"{place}/sk.pdf", 404)
