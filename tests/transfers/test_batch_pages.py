"""Batches by their pages: HR puts together, the official decides, and every by-way is closed."""

from importlib import import_module
from typing import Any

import pytest

from mutasi_flow.access.domain import Holding, Role
from mutasi_flow.access.model import RoleGrant
from tests.factories import PASSWORD, TODAY
from tests.transfers.test_pages import Town, town

__all__ = ["town"]


def consulted(town: Town, who: str) -> str:
    """Bring one request before the official."""
    town.employee_id = town.accounts[who].employee_id or 0
    town.become(who)
    number = town.press("/usulan/baru").split("/")[2]
    town.press(f"/usulan/{number}/tujuan", unit=town.to_unit, jabatan=town.to_jabatan)
    town.press(f"/usulan/{number}/alasan", reason_category="care", reason="Merawat ibu di rumah.")
    town.press(f"/usulan/{number}/kirim", declared="ya")
    town.answer_all()
    town.become("verifier")
    town.press(f"/telaah/{number}/conclude_consultation")
    return number


def fields_of(page: str) -> dict[str, Any]:
    """Return what the batch page would send for each transfer: the versions seen."""
    inputs = [part.split('"') for part in page.split('<input type="hidden" name=')[1:]]
    return {part[1]: part[3] for part in inputs if part[1].startswith(("v-", "list-")) or part[1] == "version"}


@pytest.fixture
def placed(town: Town) -> tuple[Town, str, list[str]]:
    """A batch of two that the verifier put together from the queue."""
    numbers = [consulted(town, who) for who in ("p0", "p1")]
    queue = town.read("/antrean?tahap=decide")
    assert "Satukan jadi paket" in queue
    chosen = [f"{number}:3" for number in numbers]
    asked = town.read(f"/telaah/paket/baru?pilih={chosen[0]}&pilih={chosen[1]}&pilih=x")
    assert "Akan disatukan (2)" in asked
    town.client.post("/telaah/paket", data={"name": "", "pejabat": "1", "pilih": chosen})
    decider = town.accounts["decider"].id
    answer = town.client.post("/telaah/paket", data={"name": "Guru Maret", "pejabat": decider, "pilih": chosen})
    assert answer.status_code == 303, answer.text
    return town, answer.headers["Location"], numbers


def test_the_official_reads_decides_confirms_and_sees_each_result(placed: tuple[Town, str, list[str]]) -> None:
    town, place, numbers = placed
    assert "Anda membacanya saja" in town.read(place)
    town.become("decider")
    assert "Guru Maret" in town.read("/telaah")
    page = town.read(place)
    assert "Telaah 2 usulan mutasi" in page
    assert "Perlu putusan satu per satu (2)" in page
    given = fields_of(page)
    keys = [name[2:] for name in given if name.startswith("v-")]
    assert "belum dapat diputus" in town.read(f"{place}/periksa")
    refused = town.press(place, 422, **given, **{f"choice-{keys[0]}": "reject"})
    assert "Tuliskan alasan untuk" in refused
    kept: dict[str, Any] = {
        f"choice-{keys[0]}": "approve",
        f"choice-{keys[1]}": "reject",
        f"reason-{keys[1]}": "Belum ada pengganti.",
    }
    assert town.press(place, **given, **kept) == place
    page = town.read(place)
    assert "2 dari 2 sudah diputus" in page
    assert "Belum ada pengganti." in page
    place_of_check = town.press(place, **{**fields_of(page), **kept}, act="check")
    page = town.read(place_of_check)
    assert "Anda menyetujui satu usulan, tidak menyetujui satu, dan menahan nol." in page
    wrong = town.press(place_of_check, 422, **fields_of(page), password="salah")
    assert "Kata sandi salah" in wrong
    result = town.press(place_of_check, **fields_of(page), password=PASSWORD)
    page = town.read(result)
    assert "2 dari 2 usulan sudah diputus" in page
    assert "Disetujui" in page
    assert "Tidak disetujui" in page
    town.press(place_of_check, 409, **fields_of(page), password=PASSWORD)
    assert town.client.get(place).status_code == 303
    assert town.read(f"/usulan/{numbers[0]}")


def test_missing_data_stands_by_its_field_and_is_said_again_before_the_press(
    placed: tuple[Town, str, list[str]],
) -> None:
    town, place, _numbers = placed
    town.become("decider")
    page = town.read(place)
    assert "Data yang belum tercatat" in page
    assert "Tanpa sertifikat pendidik: 2 usulan" in page
    assert "Belum tercatat: penilaian kinerja" in page
    assert "Lengkapi lewat Excel" not in page, "who decides does not import"
    given = fields_of(page)
    kept = {f"choice-{name[2:]}": "approve" for name in given if name.startswith("v-")}
    check = town.press(place, **{**given, **kept}, act="check")
    assert "Untuk dua usulan yang Anda setujui, ada syarat yang belum dapat dinilai" in town.read(check)


def test_a_changed_transfer_is_named_and_must_be_read_again(placed: tuple[Town, str, list[str]]) -> None:
    town, place, numbers = placed
    town.become("decider")
    given = fields_of(town.read(place))
    keys = [name[2:] for name in given if name.startswith("v-")]
    town.become("p0")
    town.press(f"/usulan/{numbers[0]}/langkah/withdraw", reason="Batal.")
    town.become("decider")
    stale: dict[str, Any] = {**given, f"v-{keys[1]}": "1", **{f"choice-{key}": "hold" for key in keys}}
    town.press(place, **stale, act="check")
    page = town.read(place)
    assert "Berubah sejak Anda baca" in page
    assert "Tidak lagi menunggu putusan" in page
    town.press(place, 409, **given)


def test_acting_officials_and_others_have_no_controls_and_are_refused(placed: tuple[Town, str, list[str]]) -> None:
    town, place, _numbers = placed
    with town.runtime.database.writing() as session:
        signer = town.accounts["signer"].id
        session.query(RoleGrant).filter_by(account_id=signer).delete()
        holding = {"role": Role.DECIDER, "holding": Holding.PLH, "warrant": "SP 1", "to_on": TODAY}
        session.add(RoleGrant(account_id=signer, from_on=TODAY, **holding))
    town.become("signer")
    page = town.read(place)
    assert "Plh. dan Plt. boleh menelaah" in page
    assert "choice-" not in page
    assert "Ambil alih" not in page
    town.read(f"{place}/periksa", 403)
    for path in (place, f"{place}/periksa", f"{place}/ambil-alih", f"{place}/lanjut"):
        assert "Plh. dan Plt." in town.press(path, 403, password=PASSWORD)
    town.become("p0")
    town.read(place, 403)
    town.become("staffing")
    town.read("/telaah/paket", 403)


def test_a_batch_can_be_taken_apart_and_made_of_all_that_waits(placed: tuple[Town, str, list[str]]) -> None:
    town, place, _numbers = placed
    page = town.read(place)
    item = page.split('<option value="')[1].split('"')[0]
    town.press(f"{place}/keluarkan", item=item)
    town.press(f"{place}/tutup")
    assert "0 dari 1" in town.read(f"{place}/hasil")
    town.become("decider")
    assert "Akan disatukan (2)" in town.read("/telaah/paket/baru")
    decider = town.accounts["decider"].id
    made = town.press("/telaah/paket", name="Semua", pejabat=decider)
    assert "Telaah 2 usulan" in town.read(made)
    assert "Semua" in town.read("/telaah/paket")
    assert "Tidak ikut" in town.read("/telaah/paket/baru")


@pytest.mark.both_databases
def test_a_press_that_broke_off_is_finished_later(
    placed: tuple[Town, str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    town, place, _numbers = placed
    town.become("decider")
    given = fields_of(town.read(place))
    choices: dict[str, Any] = {f"choice-{name[2:]}": "approve" for name in given if name.startswith("v-")}
    check = town.press(place, **given, **choices, act="check")

    def fail(*_given: object, **_named: object) -> None:
        message = "the process dies here"
        raise RuntimeError(message)

    with monkeypatch.context() as broken:
        broken.setattr(import_module("mutasi_flow.transfers.pages.batches"), "run_choice", fail)
        result = town.press(check, password=PASSWORD)
    assert "Lanjutkan yang tertinggal" in town.read(result)
    assert "belum sempat dijalankan" in town.read(place)
    town.press(f"{place}/lanjut")
    assert "2 dari 2 usulan sudah diputus" in town.read(result)


def test_an_empty_desk_says_so(town: Town) -> None:
    town.become("decider")
    assert "Belum ada paket yang terbuka." in town.read("/telaah/paket")
    assert "Tidak ada usulan terpilih" in town.read("/telaah/paket/baru")
    town.become("verifier")
    assert "Belum ada usulan yang menunggu putusan" in town.read("/telaah/paket/baru")
    town.read("/telaah/paket/77", 404)
