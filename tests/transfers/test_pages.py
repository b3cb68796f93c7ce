"""The road by its pages, as each person walks it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.model import Post
from mutasi_flow.transfers.model import Opinion, Transfer
from tests.browsing import Browser
from tests.factories import make_office, make_unit, new_account, new_employee, new_grant, new_jabatan

SignIn = Callable[[Browser, Account], None]


OFFICE = (Role.VERIFIER, Role.DECIDER, Role.SIGNER, Role.STAFFING, Role.AUDITOR, Role.ADMIN)


class Town:
    """Committed people for the pages."""

    def __init__(self, runtime: Runtime, client: Browser, sign_in: SignIn) -> None:
        self.runtime, self.client, self._sign_in = runtime, client, sign_in
        with runtime.database.writing() as session:
            make_office(session, modules={"peers": True})
            root = make_unit(session, "Kabupaten Contoh")
            old, new = make_unit(session, "SDN Lama", root), make_unit(session, "SDN Baru", root)
            teacher, *others = new_jabatan("Guru Ahli Muda", retirement_age=60), *(new_jabatan() for _ in range(9))
            session.add_all((teacher, *others))
            session.flush()
            session.add_all(
                Post(unit_id=unit.id, jabatan_id=teacher.id, need=need) for unit, need in ((old, 4), (new, 5))
            )
            people = [new_employee(old, teacher) for _ in range(4)]
            heads = [new_employee(unit, jabatan) for unit, jabatan in zip((old, new), others, strict=False)]
            officers = [new_employee(root, jabatan) for jabatan in others[2:]]
            session.add_all((*people, *heads, *officers))
            session.flush()
            old.head_id, new.head_id = heads[0].id, heads[1].id
            self.accounts = {f"p{number}": new_account(one) for number, one in enumerate(people)}
            self.accounts |= {f"head{number}": new_account(one) for number, one in enumerate(heads)}
            roles = {role.value: role for role in OFFICE} | {"second_verifier": Role.VERIFIER}
            held = {who: new_account(one) for who, one in zip(roles, officers, strict=True)}
            self.accounts |= held
            session.add_all(self.accounts.values())
            session.flush()
            session.add_all(new_grant(held[who], role) for who, role in roles.items())
            self.employee_id, self.to_unit, self.to_jabatan = people[0].id, new.code, teacher.code
            session.flush()
            session.expunge_all()

    def become(self, who: str) -> Browser:
        self._sign_in(self.client, self.accounts[who])
        return self.client

    def press(self, path: str, status: int = 303, **fields: object) -> str:
        answer = self.client.post(path, data={key: str(value) for key, value in fields.items()})
        assert answer.status_code == status, answer.text
        return answer.headers.get("Location", answer.text)

    def read(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def draft(self) -> str:
        self.become("p0")
        place = self.press("/usulan/baru")
        number = place.split("/")[2]
        self.press(f"/usulan/{number}/tujuan", unit=self.to_unit, jabatan=self.to_jabatan)
        self.press(f"/usulan/{number}/alasan", reason_category="care", reason="Merawat ibu di rumah.")
        return number

    def submit(self) -> str:
        number = self.draft()
        self.press(f"/usulan/{number}/kirim", declared="ya")
        return number

    def open_tasks(self) -> list[Task]:
        with self.runtime.database.reading() as session:
            return list(session.scalars(select(Task).where(Task.status == TaskStatus.OPEN).order_by(Task.id)))

    def answer_all(self) -> None:
        by_employee = {account.employee_id: who for who, account in self.accounts.items()}
        for task in self.open_tasks():
            if task.holder_employee_id is not None:
                self.become(by_employee[task.holder_employee_id])
                assert "Jawab paling lambat" in self.read(f"/tanggapan/{task.id}")
                self.press(f"/tanggapan/{task.id}", outcome="support", workload="fair")


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: SignIn) -> Town:
    return Town(runtime, client, sign_in)


@pytest.mark.both_databases
def test_the_whole_road_by_its_pages(town: Town) -> None:
    number = town.submit()
    assert number in town.read(f"/usulan/{number}/bukti")
    assert "Menunggu" in town.read(f"/usulan/{number}")
    assert "Golongan I-MUT" not in town.read(f"/usulan/{number}"), "words of the office stay with the office"
    assert "Dibaca oleh kantor" in town.read(f"/usulan/{number}/langkah/withdraw")
    town.answer_all()
    town.become("verifier")
    assert number in town.read("/antrean")
    assert "Dampak pada kedua unit" in town.read(f"/telaah/{number}")
    assert "Dibaca oleh pegawai" in town.read(f"/usulan/{number}/langkah/postpone")
    town.press(f"/telaah/{number}/conclude_consultation")
    town.become("decider")
    assert number in town.read("/telaah")
    assert "Sampai SK terbit masih dapat dibuka kembali" in town.read(f"/telaah/{number}")
    assert "dapat mengajukan keberatan" in town.read(f"/usulan/{number}/langkah/reject")
    town.press(f"/telaah/{number}/approve")
    town.become("signer")
    town.press(f"/telaah/{number}/decree")
    assert "Berkas sedang disiapkan" in town.read(f"/usulan/{number}/sk")
    town.become("p0")
    assert "SK terbit" in town.read(f"/usulan/{number}")
    assert town.client.get(f"/usulan/{number}/sk.pdf").status_code == 303
    assert "SK diterbitkan" in town.read(f"/usulan/{number}/jejak")


def test_the_author_reads_every_page_of_a_draft(town: Town) -> None:
    here = f"/usulan/{town.draft()}"
    for path in ("/cek", "/usulan/baru", "/usulan", "/", f"{here}/isi", f"{here}/tujuan?q=SDN", f"{here}/periksa"):
        assert "<h1" in town.read(path), path


def test_a_stranger_finds_no_draft_and_a_peer_no_file(town: Town) -> None:
    number = town.draft()
    town.become("p1")
    town.read(f"/usulan/{number}", 404)
    town.become("p0")
    town.press(f"/usulan/{number}/kirim", declared="ya")
    town.become("p1")
    town.read(f"/usulan/{number}", 404)
    town.read(f"/usulan/{number}/jejak", 404)
    town.become("admin")
    town.read(f"/usulan/{number}", 404)


def test_another_persons_opinion_page_is_not_found(town: Town) -> None:
    town.submit()
    task = next(one for one in town.open_tasks() if one.kind == "opinion_receiving")
    town.become("p1")
    town.read(f"/tanggapan/{task.id}", 404)
    town.press(f"/tanggapan/{task.id}", 404, outcome="support")


def test_an_opinion_without_its_reason_is_shown_again_with_what_was_typed(town: Town) -> None:
    town.submit()
    task = next(one for one in town.open_tasks() if one.kind == "opinion_supervisor")
    town.become("head0")
    page = town.press(f"/tanggapan/{task.id}", 422, outcome="against")
    assert "Alasan: belum diisi." in page
    assert 'value="against" checked' in page


@pytest.mark.both_databases
def test_a_stale_page_is_answered_with_what_changed(town: Town) -> None:
    number = town.submit()
    town.press(f"/usulan/{number}/langkah/withdraw", 409, reason="Batal.", version=1)
    with town.runtime.database.reading() as session:
        assert session.scalars(select(Transfer.state).where(Transfer.number == number)).one() == "proposed"


def test_a_second_submit_after_the_back_button_changes_nothing(town: Town) -> None:
    number = town.submit()
    town.press(f"/usulan/{number}/kirim", 409, declared="ya")


@pytest.mark.both_databases
def test_the_same_press_twice_gets_the_first_answer_again(town: Town) -> None:
    number = town.draft()
    fields = {"declared": "ya", "idempotency_key": "a" * 32}
    first = town.client.post(f"/usulan/{number}/kirim", data=fields)
    again = town.client.post(f"/usulan/{number}/kirim", data=fields)
    assert (first.status_code, first.headers["Location"]) == (again.status_code, again.headers["Location"])


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; DROP TABLE transfers; --", "{{ 7*7 }}", "😀 مرحبا"])
def test_hostile_text_is_text(town: Town, text: str) -> None:
    number = town.draft()
    town.press(f"/usulan/{number}/alasan", reason_category="other", reason=text)
    page = town.read(f"/usulan/{number}/periksa")
    assert "<script>alert" not in page
    assert "49" not in page.split("Alasan")[-1][:40]


def test_ten_megabytes_of_text_get_a_sentence(town: Town) -> None:
    number = town.draft()
    town.press(f"/usulan/{number}/alasan", 413, reason_category="other", reason="x" * 10_000_000)
    assert "Merawat ibu" in town.read(f"/usulan/{number}/periksa")


def test_a_postponed_file_asks_nobody_to_act(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    assert "Perlu tindakan Anda" in town.read(f"/usulan/{number}")
    town.press(f"/usulan/{number}/langkah/postpone", reason="Menunggu semester baru.", until="2026-05-04")
    page = town.read(f"/usulan/{number}")
    assert "Alasan penundaan" in page
    assert "Perlu tindakan Anda" not in page


def test_the_list_leads_whoever_may_file_for_others_to_a_new_request(town: Town) -> None:
    town.submit()
    assert "/usulan/baru" not in town.read("/usulan"), "the own request begins with the check of the rules"
    town.become("staffing")
    assert 'href="/usulan/baru"' in town.read("/usulan")
    assert "Tidak ada usulan yang cocok" in town.read("/usulan?q=MUT-1999-00001")


def test_the_staffing_officer_files_for_somebody_and_it_says_so(town: Town) -> None:
    town.become("staffing")
    page = town.read("/usulan/baru?q=SDN")
    assert "Tidak ada pegawai" in page
    place = town.press("/usulan/baru", employee=town.employee_id, door="own")
    number = place.split("/")[2]
    assert "Pengelola kepegawaian, untuk pegawai" in town.read(f"/usulan/{number}")


def test_an_action_nobody_knows_is_not_found(town: Town) -> None:
    number = town.submit()
    town.read(f"/usulan/{number}/langkah/fly", 404)
    town.press(f"/usulan/{number}/langkah/fly", 404)


@pytest.mark.both_databases
def test_whoever_had_conditions_reads_how_they_were_answered(town: Town) -> None:
    number = town.submit()
    task = next(one for one in town.open_tasks() if one.kind == "opinion_receiving")
    town.become("head1")
    town.press(f"/tanggapan/{task.id}", outcome="conditions", reason="Bila ada pengganti.")
    assert "Belum ada." in town.read(f"/tanggapan/{task.id}")
    town.answer_all()
    town.become("verifier")
    town.press(f"/telaah/{number}/conclude_consultation")
    town.become("decider")
    with town.runtime.database.reading() as session:
        (opinion,) = session.scalars(select(Opinion).where(Opinion.task_id == task.id))
    town.press(f"/telaah/{number}/pendapat/{opinion.id}", weighed="Pengganti datang 1 April.")
    town.become("head1")
    assert "1 April" not in town.read(f"/tanggapan/{task.id}")
    town.become("decider")
    town.press(f"/telaah/{number}/approve")
    town.become("head1")
    assert "sudah dijawab pejabat pemutus" in town.read("/pesan")
    assert "Pengganti datang 1 April." in town.read(f"/tanggapan/{task.id}")
    town.become("head0")
    town.read(f"/tanggapan/{task.id}", 404)


def test_the_checked_destination_comes_along_into_the_draft(town: Town) -> None:
    town.become("p0")
    page = town.read(f"/cek?unit={town.to_unit}")
    assert "Mulai usulan ke SDN Baru" in page
    place = town.press("/usulan/baru", unit=town.to_unit, jabatan=town.to_jabatan)
    assert place.endswith("/alasan")
    assert "SDN Baru" in town.read(place.removesuffix("/alasan") + "/periksa")


def test_eligibility_is_told_of_another_jabatan_and_a_move_to_another_government_is_led_to_its_page(town: Town) -> None:
    town.become("p0")
    with town.runtime.database.writing() as session:
        other = new_jabatan("Pustakawan Terampil")
        session.add(other)
        session.flush()
        code = other.code
    assert "Bila menjadi Pustakawan Terampil di SDN Baru" in town.read(f"/cek?unit={town.to_unit}&jabatan={code}")
    assert town.press("/usulan/baru", crosses="ya").endswith("/keluar")


def test_a_destination_that_is_not_on_the_list_opens_no_draft(town: Town) -> None:
    town.become("p0")
    town.press("/usulan/baru", 422, unit=town.to_unit, jabatan="TIDAK-ADA")


def test_sending_without_the_declaration_shows_the_answers_again_with_what_is_missing(town: Town) -> None:
    number = town.draft()
    page = town.press(f"/usulan/{number}/kirim", 422)
    assert "Centang pernyataan dahulu" in page
    assert "Merawat ibu di rumah." in page


def test_a_short_list_has_no_search_above_it(town: Town) -> None:
    town.draft()
    assert 'role="search"' not in town.read("/usulan")
    assert 'role="search"' in town.read("/usulan?q=tidak-ada")


def test_a_unit_leads_to_its_transfers_and_to_what_its_head_may_do(town: Town) -> None:
    number = town.submit()
    town.become("head1")
    unit = town.read(f"/unit/{town.to_unit}")
    assert f'href="/usulan?unit={town.to_unit}"' in unit
    assert "Minta bantuan sementara" in unit
    listed = town.read(f"/usulan?unit={town.to_unit}")
    assert number in listed
    assert "SDN Baru" in listed.split("<h1")[0]
    town.read("/usulan?unit=tidak-ada", 404)


def test_a_bulk_step_for_nobody_says_what_to_do(town: Town) -> None:
    town.become("verifier")
    assert "Tandai usulan di antrean" in town.read("/antrean/massal?tindakan=conclude_consultation")
