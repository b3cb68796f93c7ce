"""Pages of a published plan: for strangers, for the employee whom it concerns, and for whoever answers."""

from collections.abc import Callable
from importlib import import_module

import pytest
from sqlalchemy import func, select

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.planning.publications.model import PlanComment, PlanPublication
from mutasi_flow.planning.wishes.model import Wish
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import make_account
from tests.planning.plans.workshop import Workshop
from tests.planning.publications.test_asking import Asked
from tests.planning.publications.test_publications import Board

SignIn = Callable[[Browser, Account], None]
DAYS = {"opens_on": "2026-03-02", "closes_on": "2026-03-08", "note": "Mohon dibaca."}


def test_from_the_board_to_the_answer_that_everybody_reads(
    client: Browser, sign_in: SignIn, workshop: Workshop
) -> None:
    board = Board(workshop)
    sign_in(client, workshop.planner)
    form = f"/papan/hasil/{board.solution_id}/umumkan"
    assert form in client.get(f"/papan/hasil/{board.solution_id}").text
    assert "Yang akan dibaca umum" in client.get(form).text
    assert client.post(form, data={**DAYS, "closes_on": "2026-03-03"}).status_code == 422
    kept = client.post(form, data=DAYS).location
    key = int(kept.rpartition("/")[2])
    assert "Belum ada tanggapan" in client.get(kept).text
    told = client.get(f"/papan/{board.plan_id}/pengumuman").text
    assert "Versi 1" in told
    assert f'href="/papan/hasil/{board.solution_id}/usulan"' in told, "the way of the plan goes on from here"
    assert "akan diganti" in client.get(form).text

    employee = board.account_of(board.movers[0])
    sign_in(client, employee)
    address = f"/rencana/{key}"
    page = client.get(address).text
    assert "Bagi Anda" in page
    assert "di sana pegawai lebih dibutuhkan" in page
    check_phone_budget(client, address)
    assert client.post(f"{address}/tanggapan", data={"category": "", "words": ""}).status_code == 422
    words = {"category": "distance", "words": "Anak saya masih bayi."}
    assert client.post(f"{address}/tanggapan", data=words).status_code == 303
    page = client.get(address).text
    assert "Anak saya masih bayi." in page
    assert "Menunggu jawaban" in page
    for denied in (kept, f"/papan/{board.plan_id}/pengumuman"):
        assert client.get(denied).status_code == 403

    sign_in(client, workshop.planner)
    page = client.get(kept).text
    assert employee.name in page
    said = workshop.read(lambda session: session.scalars(select(PlanComment.id)).one())
    answer = f"{kept}/jawab/{said}"
    assert client.post(answer, data={f"answer-{said}": ""}).status_code == 422
    assert client.post(answer, data={f"answer-{said}": "Jarak ditimbang."}).status_code == 303
    assert client.post(answer, data={f"answer-{said}": "Lagi."}).status_code == 409
    assert client.post(f"/papan/pengumuman/{key + 1}/jawab/{said}", data={}).status_code == 404

    client.get("/keluar")
    stranger = client.application.test_client()
    page = stranger.get(address).text
    assert "Jarak ditimbang." in page
    assert "1 dari 1 tanggapan sudah dijawab" in page
    assert "Anak saya masih bayi" not in page
    assert "Bagi Anda" not in page
    assert not [person.name for person in workshop.nurses if person.name in page]
    assert "Pemerataan perawat" in stranger.get("/rencana").text
    assert stranger.get("/rencana/999999").status_code == 404
    assert stranger.post(f"{address}/tanggapan", data=words).status_code in {303, 400, 401, 403}
    assert workshop.read(lambda session: session.scalar(select(func.count()).select_from(PlanComment))) == 1


def test_who_only_reads_plans_sees_no_comment_and_no_name(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    board = Board(workshop)
    key = board.publish()
    board.say(key, board.account_of(board.movers[0]), "Anak saya masih bayi.")
    head = workshop.write(lambda session: make_account(session, roles=[Role.SUPERVISOR]))
    sign_in(client, head)
    page = client.get(f"/papan/pengumuman/{key}").text
    assert "hanya bagi pengelola kepegawaian" in page
    assert "Anak saya masih bayi" not in page
    assert client.get(f"/papan/hasil/{board.solution_id}/umumkan").status_code == 403
    verifier = workshop.write(lambda session: make_account(session, roles=[Role.VERIFIER]))
    sign_in(client, verifier)
    assert "Anak saya masih bayi" in client.get(f"/papan/pengumuman/{key}").text
    sign_in(client, workshop.outsider)
    assert client.get(f"/papan/pengumuman/{key}").status_code == 404


def test_after_a_new_version_both_pages_lead_on_and_keep_what_was_said(
    client: Browser, sign_in: SignIn, workshop: Workshop
) -> None:
    board = Board(workshop)
    first, employee = board.publish(), board.account_of(board.movers[0])
    board.answer(board.say(first, employee, "Anak saya masih bayi."), "Jarak ditimbang.")
    board.say(first, employee, "Dan orang tua saya sakit.")
    sign_in(client, workshop.planner)
    form = f"/papan/hasil/{board.solution_id}/umumkan"
    page = client.get(form).text
    assert "Tanggapan sudah dijanjikan sampai Minggu, 8 Maret 2026, jadi versi ini mulai hari ini" in page
    answer = client.post(form, data={**DAYS, "opens_on": "2026-03-03", "closes_on": "2026-03-20"})
    assert "yang baru harus mulai hari ini" in answer.text
    second = int(client.post(form, data=DAYS).location.rpartition("/")[2])
    assert "Atas versi 1</a>: 1 dari 2 tanggapan dijawab." in client.get(f"/papan/pengumuman/{second}").text
    sign_in(client, employee)
    former, page = client.get(f"/rencana/{first}").text, client.get(f"/rencana/{second}").text
    assert "Tanggapan diterima di sana sampai Minggu, 8 Maret 2026; yang sudah masuk tetap dijawab." in former
    for text in (former, page):
        assert "Dan orang tua saya sakit." in text
        assert "1 dari 2 tanggapan sudah dijawab" in text
    assert page.count("Atas versi 1") == 3  # two comments, one answer
    assert "Atas versi 1" not in former


def test_many_comments_and_answers_are_turned_page_by_page(
    client: Browser, sign_in: SignIn, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = Board(workshop)
    key = board.publish()
    said = [board.say(key, board.account_of(who), f"Kata {place}.") for place, who in enumerate(board.movers)]
    for place, one in enumerate(said):
        board.answer(one, f"Jawab {place}.")
    for page, name in (("reading", "ANSWERS"), ("keeping", "COMMENTS")):
        monkeypatch.setattr(import_module(f"mutasi_flow.planning.publications.pages.{page}"), name, 2)
    sign_in(client, workshop.planner)
    for address, words in ((f"/rencana/{key}", "Jawab"), (f"/papan/pengumuman/{key}", "Kata")):
        pages = [client.get(f"{address}{start}").text for start in ("", "?mulai=2", f"?mulai={'9' * 5000}")]
        assert [page.count(f"{words} ") for page in pages] == [2, 1, 2]
        assert "mulai=2" in pages[0]


def test_the_promotion_asks_for_comments_first(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    board = Board(workshop)
    board.publish()
    sign_in(client, workshop.planner)
    address = f"/papan/hasil/{board.solution_id}/usulan"
    assert "Mengapa tetap diteruskan" in client.get(address).text
    pressed = {"mana": "semua", "kirim": "draf"}
    answer = client.post(address, data=pressed)
    assert answer.status_code == 422
    assert "Masih ada yang belum selesai. Tanggapan masih diterima" in answer.text
    assert client.post(address, data={**pressed, "alasan": "Mendesak."}).status_code == 303


def test_a_withdrawn_version_leads_to_the_next(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    board = Board(workshop)
    key = board.publish()
    sign_in(client, workshop.planner)
    kept = f"/papan/pengumuman/{key}"
    assert client.post(f"{kept}/tarik", data={"reason": ""}).status_code == 422
    assert client.post(f"{kept}/tarik", data={"reason": "Data keliru."}).status_code == 303
    assert client.post(f"{kept}/tarik", data={"reason": "Lagi."}).status_code == 409
    later = board.publish()
    page = client.get(f"/rencana/{key}").text
    assert "Data keliru." in page
    assert f"/rencana/{later}" in page
    assert "Puskesmas Kota" not in page
    assert workshop.read(lambda session: session.scalar(select(func.count()).select_from(PlanPublication))) == 2


def test_the_office_says_how_long_comments_are_taken(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    sign_in(client, workshop.write(lambda session: make_account(session, roles=[Role.ADMIN])))
    assert client.post("/admin/kantor/tanggapan", data={"comment_days": "0"}).status_code == 422
    assert client.post("/admin/kantor/tanggapan", data={"comment_days": "14"}).status_code == 303
    assert 'value="14"' in client.get("/admin/kantor").text


def test_who_stays_asks_why_about_the_own_wishes_only(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    asked = Asked(workshop)
    address = f"/rencana/{asked.key}"
    assert client.get(f"{address}/mengapa").status_code in {302, 303, 401}
    stayer = asked.board.account_of(asked.stayer)
    sign_in(client, stayer)
    assert f"{address}/mengapa" in client.get(address).text
    page = client.get(f"{address}/mengapa").text
    wish = workshop.read(lambda session: session.scalars(select(Wish.id).where(Wish.employee_id == asked.stayer)).one())
    assert f"tentang={wish}" in page
    assert "Yang perlu berubah" not in page
    for about, said in (("pindah", "Anda tidak diusulkan pindah"), (wish, "Mengapa saya tidak ke Puskesmas Hulu?")):
        answer = client.get(f"{address}/mengapa?tentang={about}").text
        assert said in answer
        assert "Yang perlu berubah" in answer
        check_phone_budget(client, f"{address}/mengapa?tentang={about}")
    foreign = asked.wish(workshop.nurses[7].id, "Kota")
    for about in (foreign, 999_999, "lain"):
        assert client.get(f"{address}/mengapa?tentang={about}").status_code == 404
    sign_in(client, workshop.planner)
    assert client.get(f"{address}/mengapa").status_code in {403, 404}
    client.post(f"/papan/pengumuman/{asked.key}/tarik", data={"reason": "Data keliru."})
    sign_in(client, stayer)
    assert client.get(f"{address}/mengapa?tentang=pindah").status_code == 409
    assert f"{address}/mengapa" not in client.get(address).text
