"""Sittings by their pages: called, heard, closed, and the minutes in the hands of those who may read them."""

from collections.abc import Callable
from typing import Any

import pytest

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.domain.team import Presence
from tests.browsing import Browser
from tests.factories import make_account, make_employee
from tests.transfers.test_sittings import Room, build_room

SignIn = Callable[[Browser, Account], None]


class Hall:
    """A committed room: candidates who wait, the members' accounts, and a browser."""

    def __init__(self, runtime: Runtime, client: Browser, sign_in: SignIn) -> None:
        self.runtime, self.client, self._sign_in = runtime, client, sign_in
        with runtime.database.writing() as session:
            room: Room = build_room(session, ("chair", "secretary", "first"))
            self.keys = {name: one.employee_id for name, one in room.members.items()}
            self.accounts = {name: session.get_one(Account, one.account_id) for name, one in room.members.items()}
            for role in (Role.DECIDER, Role.VERIFIER, Role.PLANNER):
                self.accounts[role.value] = make_account(session, make_employee(session, room.scene.root), [role])
            people = (room.scene.employee, room.scene.peers[0])
            self.numbers = [room.send(one) for one in people]
            self.team_id = room.team_id
            session.flush()
            session.expunge_all()

    def become(self, who: str) -> None:
        self._sign_in(self.client, self.accounts[who])

    def press(self, path: str, expected: int = 303, /, **fields: Any) -> str:
        answer = self.client.post(path, data=fields)
        assert answer.status_code == expected, answer.text
        return answer.headers.get("Location", answer.text)

    def read(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def call(self, **fields: Any) -> str:
        self.become("secretary")
        today = self.runtime.clock.today().isoformat()
        given = {"team": self.team_id, "held_on": today, "place": "Ruang <b>", "every": "ya"}
        return self.press("/sidang/baru", **{**given, **fields})

    def attend(self, address: str, *away: str, **more: Any) -> str:
        found = {f"presence-{key}": Presence.PRESENT.value for key in self.keys.values()}
        for name in away:
            found |= {f"presence-{self.keys[name]}": "absent", f"remark-{self.keys[name]}": "Dinas luar."}
        version = self.version(f"{address}/hadir")
        return self.press(f"{address}/hadir", **{**found, "version": version, **more})

    def version(self, path: str) -> str:
        return self.read(path).partition('name="version" value="')[2].partition('"')[0]


@pytest.fixture
def hall(runtime: Runtime, client: Browser, sign_in: SignIn) -> Hall:
    return Hall(runtime, client, sign_in)


def test_a_sitting_walks_from_the_queue_to_its_minutes(hall: Hall) -> None:
    first, second = hall.numbers
    hall.become("secretary")
    assert "2 usulan menunggu sidang" in hall.read("/sidang")
    assert first in hall.read("/sidang/baru")
    hall.press("/sidang/baru", 422, team=hall.team_id, held_on="", place="")
    address = hall.call()
    page = hall.read(address)
    assert "Ruang &lt;b&gt;" in page
    assert "2 calon" in page
    assert "Kehadiran belum dicatat" in page
    hall.attend(address)
    side = hall.read(f"{address}/usulan/{first}")
    assert "2 calon untuk tujuan yang sama" in side
    assert "Tidak diminta: diganti pembahasan tim" in side
    given: dict[str, Any] = {"advice": "not_recommended", "agreed_by": "consensus", "mark": ""}
    assert "Tuliskan alasannya" in hall.press(f"{address}/usulan/{first}", 422, **given)
    hall.press(f"{address}/usulan/{first}", **given, reason="Belum dua tahun.")
    hall.press(f"{address}/usulan/{first}", 409, **given, reason="Lain lagi.")
    counted: dict[str, Any] = {
        "advice": "recommended",
        "agreed_by": "count",
        "in_favour": 2,
        "opposed": 1,
        "abstained": 0,
    }
    hall.press(f"{address}/usulan/{second}", **counted, notes="Serah terima sebulan.")
    assert "2 setuju" not in hall.read(f"{address}/usulan/{second}")
    hall.press(f"{address}/tutup", 403, version=hall.version(address))
    hall.become("chair")
    hall.press(f"{address}/tutup", version=hall.version(address))
    hall.press(f"{address}/tutup", 409, version="99")
    page = hall.read(address)
    assert "Berita acara 800" in page.replace("\n", " ").replace("<wbr>", "")
    assert "(berkas sedang disiapkan)" in page
    assert "2 setuju, 1 tidak setuju, 0 abstain" in hall.read(f"{address}/usulan/{second}")
    hall.press(f"{address}/perbaikan", 422, version=hall.version(address), text="")
    hall.press(f"{address}/perbaikan", version=hall.version(address), text="Tempat: aula.")
    assert "Perbaikan" in hall.read(address)
    hall.become("decider")
    assert "Tim tidak menyarankan" in hall.read(f"/telaah/{first}")
    letter = hall.read(address).partition("/berita-acara/")[2].partition(".pdf")[0]
    assert hall.client.get(f"{address}/berita-acara/{letter}.pdf").status_code == 303
    hall.read(f"{address}/berita-acara/0.pdf", 404)


def test_without_quorum_it_is_adjourned_and_its_transfers_wait_again(hall: Hall) -> None:
    address = hall.call()
    missing = {f"presence-{key}": "absent" for key in hall.keys.values()}
    assert "tuliskan alasannya" in hall.press(
        f"{address}/hadir", 422, **missing, version=hall.version(f"{address}/hadir")
    )
    hall.attend(address, "chair", "first")
    page = hall.read(address)
    assert "Kuorum belum terpenuhi: hadir 1 dari 3 anggota, diperlukan 2." in page
    hall.press(f"{address}/tunda", 422, reason="")
    hall.press(f"{address}/tunda", reason="Kuorum tidak tercapai.")
    assert "Kuorum tidak tercapai." in hall.read(address)
    assert "2 usulan menunggu sidang" in hall.read("/sidang")


def test_the_agenda_grows_and_shrinks_and_the_task_leads_to_the_sitting(hall: Hall) -> None:
    first, second = hall.numbers
    address = hall.call(every="", number=first)
    hall.press(f"{address}/agenda", 422)
    hall.press(f"{address}/agenda", number=second)
    assert second in hall.read(address)
    hall.press(f"{address}/agenda/{second}/keluarkan")
    assert "dikeluarkan dari agenda" in hall.read(address)
    assert second not in hall.read(address)
    assert second in hall.read(f"{address}/agenda")
    tasks = hall.read("/tugas")
    task = tasks.partition('href="/tugas/')[2].partition('"')[0]
    assert "Buka sidang itu" in hall.read(f"/hasil/{task}")


def test_a_member_steps_aside_and_others_only_read(hall: Hall) -> None:
    first = hall.numbers[0]
    address = hall.call()
    place = f"{address}/usulan/{first}"
    hall.become("first")
    own: dict[str, Any] = {"member": hall.keys["first"], "ground": "relative"}
    assert "Catat kehadiran" not in hall.read(address)
    hall.press(f"{place}/mundur", 403, **{**own, "member": hall.keys["chair"]})
    hall.press(f"{place}/mundur", 422, **{**own, "ground": "other", "remark": ""})
    hall.press(f"{place}/mundur", **own, remark="Adik ipar <i>.")
    assert "Adik ipar &lt;i&gt;." in hall.read(place)
    hall.press(f"{place}/ikut-lagi", 403, member=hall.keys["first"])
    hall.become("chair")
    hall.press(f"{place}/mundur", 422, **own)
    hall.press(f"{place}/ikut-lagi", member=hall.keys["first"])
    hall.become("decider")
    assert "Simpan hasil" not in hall.read(place)
    hall.press(place, 403, advice="recommended", agreed_by="consensus")
    hall.become("planner")
    hall.read(address, 403)


def test_a_verifier_prepares_but_does_not_lead(hall: Hall) -> None:
    address = hall.call(every="")
    hall.become("verifier")
    hall.press(f"{address}/agenda", every="ya")
    page = hall.read(address)
    assert "Tambah agenda" in page
    assert "Tutup sidang" not in page
    hall.press(f"{address}/tutup", 403, version="1")
    hall.become("chair")
    hall.read("/sidang/9999", 404)
