"""The pages of plans: one walk from a new plan to its board, and what each shows when something is missing."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from mutasi_flow.access.model import Account
from mutasi_flow.people.model import Employee, Place
from mutasi_flow.planning.cli.solve import verify
from mutasi_flow.planning.plans.domain import Basis, ScenarioState, Stage
from mutasi_flow.planning.plans.model import PlanScenario, PlanSolution
from mutasi_flow.planning.plans.pages.drawing import draw_curve, draw_flows
from mutasi_flow.planning.plans.queries import SUFFIX, Flow, ScenarioRow, pack
from mutasi_flow.planning.plans.service import NewScenario
from mutasi_flow.planning.policy import Policy
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.planning.plans.workshop import Workshop

SignIn = Callable[[Browser, Account], None]
NEW = {
    "name": "Perawat 2026",
    "effective_on": "2026-07-01",
    "seed": "undian-1",
    "phi": "abs",
    "targets": "Puskesmas dengan perawat cukup: 12\nTanpa angka",
    "P02": "3",
}


def test_from_a_new_plan_to_its_board(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    sign_in(client, workshop.planner)
    assert "Belum ada rencana" in client.get("/papan").text
    form = client.get("/papan/baru").text
    assert "ABK 2026" in form
    assert f'value="{workshop.runtime.clock.today()}"' in form, "a seed stands there already"
    wrong = client.post("/papan", data={**NEW, "basis": "", "name": "", "max_moves": "x"})
    assert wrong.status_code == 422
    assert '<details class="govuk-details" open>' in wrong.text, "an error does not hide in what is folded"
    assert client.post("/papan", data={**NEW, "basis": "pegawai", "unit": "tidak-ada"}).status_code == 422
    answer = client.post("/papan", data={**NEW, "basis": f"periode-{workshop.period_id}"})
    assert answer.status_code == 303
    address = answer.location.partition("?")[0]
    waiting = client.get(answer.location)
    assert "Data sedang dibaca" in waiting.text
    assert waiting.headers["Refresh"] == "5"
    workshop.work()
    page = client.get(address).text
    assert "Puskesmas dengan perawat cukup" in page
    assert "Selesai, terperiksa" in page
    assert "Paling sedikit tahun dalam jabatan sekarang" in page
    assert "sudah berubah sejak" not in page
    row = workshop.scenarios(int(address.rpartition("/")[2]))[0]
    board = client.get(f"/papan/hasil/{row.solution_id}").text
    for words in (
        "pegawai pindah",
        "Puskesmas Hulu",
        "Asal terisi",
        "Terbukti terbaik",
        "undian-1",
        "Siapa yang terkena",
    ):
        assert words in board
    assert f'href="/papan/hasil/{row.solution_id}/usulan"' in board, "the way goes on from the board"
    assert "Mengapa dia?" in board
    check_phone_budget(client, f"/papan/hasil/{row.solution_id}")
    check_phone_budget(client, address)


@pytest.fixture
def solved(client: Browser, sign_in: SignIn, workshop: Workshop) -> tuple[int, ScenarioRow]:
    plan_id, row = workshop.solved()
    sign_in(client, workshop.planner)
    return plan_id, row


def test_a_scenario_is_edited_solved_and_compared(
    client: Browser, workshop: Workshop, solved: tuple[int, ScenarioRow]
) -> None:
    plan_id, base = solved
    assert client.post(f"/papan/{plan_id}/skenario", data={"name": "", "phi": "abs"}).status_code == 422
    address = client.post(f"/papan/{plan_id}/skenario", data={"name": "Hulu penuh", "phi": "abs"}).location
    hulu, nurse = workshop.clinics["Hulu"].code, workshop.nurse.code
    assert client.post(f"{address}/ubahan", data={"kind": "close", "unit": "x"}).status_code == 422
    post = {"kind": "post", "unit": hulu, "jabatan": nurse, "need": "0", "formation": "2"}
    for data in (
        post,
        {"kind": "hire", "unit": hulu, "jabatan": nurse, "count": "1"},
        {"kind": "rule", "rule": "P02", "value": "1"},
    ):
        assert client.post(f"{address}/ubahan", data=data).status_code == 303
    assert "1 pegawai baru" in client.get(address).text
    assert client.post(f"{address}/ubahan/1/hapus").status_code == 303
    changed = {"name": "Hulu kosong", "phi": "rel", "max_moves": "5", "move_price": "0,1", "exact": "ya"}
    assert client.post(address, data=changed).status_code == 303
    assert 'name="exact" type="checkbox" value="ya" checked' in client.get(address).text
    assert client.post(f"{address}/hitung").status_code == 303
    assert "Menunggu dihitung" in client.get(f"{address}?perbarui=ya").text
    here: dict[str, Any] = {"state": ScenarioState.SOLVING, "stage": Stage.SOLVING}
    here["progress"] = {"kind": "blocks", "done": 12, "total": 40, "share": 0.5, "left": 170}
    workshop.write(
        lambda session: session.execute(update(PlanScenario).where(PlanScenario.name == "Hulu kosong").values(here))
    )
    shown = client.get(f"{address}?perbarui=ya")
    assert "mencari rencana terbaik: 12 dari 40 kelompok jabatan, kira-kira 3 menit lagi" in shown.text
    assert (shown.headers["Refresh"], 'value="2.5"' in shown.text) == ("5", True)
    assert client.post(f"{address}/hentikan").status_code == 303
    assert client.post(f"{address}/hitung").status_code == 303
    workshop.work()
    other = workshop.scenarios(plan_id)[1]
    assert (other.state, other.name, other.is_exact) == (ScenarioState.DONE, "Hulu kosong", True)
    page = client.get(f"/papan/{plan_id}/banding").text
    assert "Jabatan yang berakhir lain" in page
    assert "Puskesmas Hulu" in page
    same = client.get(f"/papan/{plan_id}/banding?a={base.solution_id}&b={base.solution_id}").text
    assert "sama persis" in same
    drop = client.post(f"/papan/{plan_id}/skenario", data={"name": "Sebentar", "phi": "abs"}).location
    assert client.post(f"{drop}/hapus").location == f"/papan/{plan_id}"


def test_a_move_costs_what_is_usual_unless_said_otherwise(
    client: Browser, workshop: Workshop, solved: tuple[int, ScenarioRow]
) -> None:
    for typed, phi in (("", "abs"), ("", "rel"), ("0", "abs")):
        data = {"name": "Harga", "phi": phi, "move_price": typed}
        assert client.post(f"/papan/{solved[0]}/skenario", data=data).status_code == 303
    assert [row.move_price for row in workshop.scenarios(solved[0])[1:]] == [1.0, 0.0, 0.0]


def test_why_this_person_and_why_not_that_one(
    client: Browser, workshop: Workshop, solved: tuple[int, ScenarioRow]
) -> None:
    _plan_id, row = solved
    mover = workshop.moves(row.solution_id)[0].employee_id
    stays = next(one for one in workshop.nurses if one.unit_id == workshop.clinics["Muara"].id)
    page = client.get(f"/papan/hasil/{row.solution_id}/mengapa/{mover}").text
    assert "calon lain memenuhi syarat" in page
    assert "di sana pegawai lebih dibutuhkan" in page
    hulu = workshop.clinics["Hulu"].code
    other = client.get(f"/papan/hasil/{row.solution_id}/mengapa/{stays.id}?unit={hulu}").text
    assert "Rencana ini tidak memindahkannya" in other
    assert "kalah pada tingkat" in other
    assert client.get(f"/papan/hasil/{row.solution_id}/mengapa/{stays.id}?unit=x").status_code == 422
    assert f"{workshop.nurse.name}, Puskesmas Hulu" in other
    asked = client.get(f"/papan/hasil/{row.solution_id}/mengapa?nip={stays.nip}")
    assert asked.location == f"/papan/hasil/{row.solution_id}/mengapa/{stays.id}"
    assert client.get(f"/papan/hasil/{row.solution_id}/mengapa?nip=1").status_code == 404
    clerk = workshop.planner.id + 10_000
    assert client.get(f"/papan/hasil/{row.solution_id}/mengapa/{clerk}").status_code == 404


def test_moves_are_searched_drawn_and_handed_out(
    client: Browser, solved: tuple[int, ScenarioRow], tmp_path: Path
) -> None:
    plan_id, row = solved
    address, long = f"/papan/hasil/{row.solution_id}", "9" * 5_000
    assert client.get(f"{address}?sesudah={long}").status_code == 200
    assert client.get(f"/papan/{plan_id}/banding?a={long}&b={long}").status_code == 200
    assert client.post("/papan", data={**NEW, "basis": f"periode-{long}"}).status_code == 422
    assert "Puskesmas Muara" in client.get(f"{address}?q=muara").text
    assert "Tidak ada mutasi seperti itu" in client.get(f"{address}?q=tidakada").text
    for page, words in (("alur", "Puskesmas Kota"), ("kurva", "Perolehan")):
        assert words in client.get(f"{address}/{page}").text
        check_phone_budget(client, f"{address}/{page}")
    with zipfile.ZipFile(io.BytesIO(client.get(f"{address}/berkas.zip").data)) as archive:
        archive.extractall(tmp_path)
    verify.main([str(tmp_path / "data"), str(tmp_path / "rencana")], standalone_mode=False)


def test_without_need_places_and_moves_the_pages_say_what_is_missing(
    client: Browser, sign_in: SignIn, workshop: Workshop
) -> None:
    workshop.write(lambda session: session.execute(update(Place).values(latitude=None, longitude=None)))
    plan_id, row = workshop.solved(basis=Basis.STAFF, policy=Policy(max_moves=0))
    sign_in(client, workshop.planner)
    assert "Letak diketahui" in client.get(f"/papan/{plan_id}").text
    board = client.get(f"/papan/hasil/{row.solution_id}").text
    assert "Tidak ada unit yang berubah" in board
    assert "letak unit belum diketahui" in board
    assert "Tidak ada mutasi" in client.get(f"/papan/hasil/{row.solution_id}/alur").text
    assert "Perlu dua skenario" in client.get(f"/papan/{plan_id}/banding").text


def test_changed_data_are_told_and_read_anew_with_one_press(
    client: Browser, workshop: Workshop, solved: tuple[int, ScenarioRow]
) -> None:
    plan_id, row = solved
    away = update(Employee).where(Employee.id == workshop.nurses[0].id).values(legal_position="99")
    workshop.write(lambda session: session.execute(away))
    page = client.get(f"/papan/{plan_id}").text
    assert "sudah berubah sejak potret" in page
    version = workshop.plan(plan_id).version
    assert client.post(f"/papan/{plan_id}/baca-ulang", data={"version": version}).status_code == 303
    assert client.post(f"/papan/{plan_id}/baca-ulang", data={"version": version}).status_code == 409
    workshop.work()
    assert "sudah berubah sejak potret" not in client.get(f"/papan/{plan_id}").text
    assert "hasil lama" in client.get(f"/papan/hasil/{row.solution_id}").text


def test_a_result_that_is_not_read_any_more_says_so(
    client: Browser, workshop: Workshop, solved: tuple[int, ScenarioRow]
) -> None:
    _plan_id, row = solved
    key = workshop.runtime.files.put(pack({"plan.json": b'{"format": 0, "effective_on": "2026-03-02"}'}), SUFFIX)
    workshop.write(lambda session: session.execute(update(PlanSolution).values(plan_key=key)))
    answer = client.get(f"/papan/hasil/{row.solution_id}")
    assert answer.status_code == 409
    assert "Hitung lagi skenarionya" in answer.text


def test_faults_lead_to_the_record(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    workshop.write(lambda session: session.execute(update(Place).where(Place.code == "T1").values(latitude=50.0)))
    plan_id, row = workshop.solved()
    sign_in(client, workshop.planner)
    page = client.get(f"/papan/{plan_id}").text
    assert "Perbaiki dahulu" in page
    assert f"/unit/{workshop.clinics['Muara'].code}" in page
    assert client.post(f"/papan/skenario/{row.id}/hitung").status_code == 422


def test_who_plans_elsewhere_sees_nothing(
    client: Browser, sign_in: SignIn, workshop: Workshop, solved: tuple[int, ScenarioRow]
) -> None:
    plan_id, row = solved
    workshop.ask(plan_id, NewScenario("Lain"))
    sign_in(client, workshop.outsider)
    assert "Belum ada rencana" in client.get("/papan").text
    for address in (f"/papan/{plan_id}", f"/papan/skenario/{row.id}", f"/papan/hasil/{row.solution_id}/berkas.zip"):
        assert client.get(address).status_code == 404


def test_pictures_hold_what_their_tables_say() -> None:
    curve = draw_curve([(4, 100.0), (2, 80.0)])
    assert curve.most == 4
    assert curve.line == "0.0,240.0 350.0,48.0 700.0,0.0"
    picture = draw_flows([Flow("A", "B", 4), Flow("C", "B", 1)])
    assert (picture.givers, picture.receivers, picture.height) == (["A", "C"], ["B"], 88)
    assert picture.bands[0].width > picture.bands[1].width
    assert draw_flows([]).height == 44
