"""A plan before the team by its pages: proposed, heard, closed, read and signed."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.letters.jobs import JOBS as LETTER_JOBS
from mutasi_flow.transfers.domain.team import Presence
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import TODAY, make_account
from tests.planning.hearings.chamber import NO, YES, Chamber
from tests.planning.plans.workshop import Call, Workshop

SignIn = Callable[[Browser, Account], None]


class Stage(Chamber):
    """The chamber with a browser."""

    def __init__(self, workshop: Workshop, client: Browser, sign_in: SignIn) -> None:
        super().__init__(workshop)
        self.client, self._sign_in = client, sign_in
        self.proposing = f"/papan/hasil/{self.solution_id}/sidang"
        self.minutes_page = f"/papan/{self.plan_id}/berita-acara"

    def become(self, who: str | Account) -> None:
        known = {"planner": self.workshop.planner, **self.accounts}
        self._sign_in(self.client, known[who] if isinstance(who, str) else who)

    def read(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def press(self, path: str, expected: int = 303, /, **fields: Any) -> str:
        answer = self.client.post(path, data=fields)
        assert answer.status_code == expected, answer.text
        return answer.headers.get("Location", answer.text)

    def version(self, path: str) -> str:
        return self.read(path).partition('name="version" value="')[2].partition('"')[0]

    def open(self) -> tuple[str, str]:
        """Propose the plan by its page; return the addresses of the sitting and of the plan there."""
        self.become("planner")
        new = {"sitting": "baru", "team": self.team_id, "held_on": TODAY.isoformat(), "place": "Ruang <b>"}
        assert self.press(self.proposing, **new, because="Paling seimbang.") == self.minutes_page
        self.become("secretary")
        sitting = max(int(key) for key in re.findall(r'href="/sidang/(\d+)"', self.read("/sidang")))
        page = self.read(f"/sidang/{sitting}").partition(f"/sidang/{sitting}/rencana/")[2].partition('"')[0]
        return f"/sidang/{sitting}", f"/sidang/{sitting}/rencana/{page}"


@pytest.fixture
def stage(workshop: Workshop, client: Browser, sign_in: SignIn) -> Stage:
    return Stage(workshop, client, sign_in)


def test_a_plan_walks_from_its_board_to_signed_minutes(stage: Stage) -> None:
    stage.become("planner")
    assert stage.proposing in stage.read(f"/papan/hasil/{stage.solution_id}")
    assert "Ajukan “Apa adanya” ke sidang" in stage.read(stage.minutes_page)
    assert f"{len(stage.moves)} mutasi satu per satu" in stage.read(stage.proposing)
    stage.press(stage.proposing, 422, sitting="baru", team=stage.team_id, held_on="", place="", because="")
    sitting, plan = stage.open()
    page = stage.read(plan)
    assert page.count("Belum dibahas") == len(stage.moves)
    assert "Alasan: Paling seimbang." in page
    assert "belum diumumkan" in page
    assert stage.moves[0].reason in page
    check_phone_budget(stage.client, plan)
    given = {f"presence-{key}": Presence.PRESENT.value for key in map(stage.key_of, stage.accounts)}
    stage.press(f"{sitting}/hadir", **given, version=stage.version(f"{sitting}/hadir"))

    number = f"R{stage.plan_id}-1"
    one = stage.read(f"{sitting}/usulan/{number}")
    assert "Diminta setelah menjadi usulan" in one
    assert "Tidak dipilih" in one
    told = {"advice": "not_recommended", "agreed_by": "consensus", "mark": ""}
    assert stage.press(f"{sitting}/usulan/{number}", **told, reason="Merawat <ibunya>.") == plan
    rest = {"which": "semua", "advice": "recommended", "agreed_by": "consensus"}
    assert "belum ada hasilnya" in stage.read(sitting)
    stage.press(plan, 422, **{**rest, "which": "terpilih"}, version=stage.version(plan))
    stage.press(plan, 409, **rest, version=1)
    stage.press(plan, **rest, version=stage.version(plan))
    page = stage.read(plan)
    assert "Merawat &lt;ibunya&gt;." in page
    assert "Belum dibahas" not in page
    assert "Dipilih: 2" in stage.read(sitting)

    stage.become("chair")
    stage.press(f"{sitting}/tutup", version=stage.version(sitting))
    shown = stage.read(sitting)
    assert "Berita acara rencana" in shown
    stage.workshop.work(LETTER_JOBS)
    (row,) = stage.minutes()
    assert stage.client.get(f"{sitting}/berita-acara/{row.letter.id}.pdf").mimetype == "application/pdf"
    stage.become("member")
    stage.press(f"{sitting}/berita-acara/{row.letter.id}/tanda-tangan-saya", outcome="signed")
    stage.become("planner")
    page = stage.read(stage.minutes_page)
    assert "Ditandatangani 1 dari 3 anggota lain yang hadir." in page
    assert "Merawat &lt;ibunya&gt;." in page
    assert "Catat sidang yang berlangsung di atas kertas" not in page
    assert stage.client.get(f"{stage.minutes_page}/{row.letter.id}.pdf").mimetype == "application/pdf"
    assert "tidak diteruskan: Merawat" in stage.read(f"/papan/hasil/{stage.solution_id}/usulan")


def test_a_planner_puts_a_plan_on_a_called_agenda_and_takes_it_back(stage: Stage) -> None:
    sitting, plan = stage.open()
    stage.become("planner")
    page = stage.read(stage.minutes_page)
    assert "Dalam agenda sidang" in page
    assert plan not in page  # planners do not read sittings
    assert "sudah masuk agenda" in stage.read(stage.proposing)
    stage.read(plan, 403)
    stage.press(f"/papan/{stage.plan_id}/sidang/batal")
    assert "Ruang &lt;b&gt;" in stage.read(stage.proposing)
    stage.press(stage.proposing, sitting=sitting.rpartition("/")[2], because="Paling seimbang.")
    stage.become("secretary")
    assert "Pemerataan perawat" in stage.read(sitting)
    stage.press(f"{plan[: plan.rfind('/')]}/9999/keluarkan", 404)
    again = f"{sitting}/rencana/" + stage.read(sitting).partition(f"{sitting}/rencana/")[2].partition('"')[0]
    assert stage.press(f"{again}/keluarkan") == sitting
    assert "Agenda masih kosong" in stage.read(sitting)


def test_moves_are_found_and_turned_page_by_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mutasi_flow.planning.hearings.queries.PAGE", 2)
    _sitting, plan = stage.open()
    page = stage.read(plan)
    numbers = [f"R{stage.plan_id}-{place}" for place in (1, 2, 3)]
    assert [number in page for number in numbers] == [True, True, False]
    following = page.partition("sesudah=")[2].partition("#")[0].partition('"')[0]
    assert numbers[2] in stage.read(f"{plan}?sesudah={following}")
    assert "Tidak ada mutasi seperti itu" in stage.read(f"{plan}?q=tidakada")
    assert numbers[0] in stage.read(f"{plan}?q={numbers[0]}&tampil=belum")


def test_who_reads_sittings_reads_the_plan_and_others_do_not(stage: Stage) -> None:
    _sitting, plan = stage.open()
    for role, status in ((Role.VERIFIER, 200), (Role.AUDITOR, 200), (Role.DECIDER, 200), (Role.SUPERVISOR, 403)):
        stage.become(stage.write(partial(make_account, roles=[role])))
        stage.read(plan, status)
    stage.become(stage.write(partial(make_account, roles=[Role.TEAM_MEMBER])))
    stage.read(plan, 404)


def test_a_program_puts_a_plan_before_a_sitting_and_reads_its_minutes(call: Call, workshop: Workshop) -> None:
    chamber = Chamber(workshop)
    agenda, (scenario,) = f"/plans/{chamber.plan_id}/agenda", workshop.scenarios(chamber.plan_id)
    assert call("GET", agenda) == (200, {"standing": None, "open": []})
    wanted: dict[str, Any] = {"scenario_id": scenario.id, "because": "Paling seimbang."}
    assert call("POST", agenda, wanted, key="a-1")[0] == 422
    called = {"team_id": chamber.team_id, "held_on": TODAY.isoformat(), "place": "Aula"}
    assert call("POST", agenda, {**wanted, "scenario_id": 9_999, "call": called}, key="a-2")[0] == 404
    assert call("POST", agenda, {**wanted, "call": called}, workshop.outsider, key="a-3")[0] == 404
    status, shown = call("POST", agenda, {**wanted, "call": called}, key="a-4")
    assert (status, shown["standing"]["place"]) == (201, "Aula")
    sitting_id = shown["standing"]["id"]
    status, shown = call("POST", f"{agenda}/withdraw", {}, key="a-5")
    assert (status, shown["standing"], [one["id"] for one in shown["open"]]) == (200, None, [sitting_id])
    assert call("POST", agenda, {**wanted, "sitting_id": sitting_id}, key="a-6")[0] == 201
    chamber.attend(sitting_id)
    chamber.advise(sitting_id, NO, [1])
    chamber.advise(sitting_id, YES)
    chamber.close(sitting_id)
    _status, found = call("GET", f"/plans/{chamber.plan_id}/minutes")
    (one,) = found["items"]
    assert (one["sitting_id"], one["scenario"]) == (sitting_id, "Apa adanya")
    assert [(row["place"], row["reason"], row["deferred"]) for row in one["left_out"]] == [(1, NO.reason, False)]
    assert call("GET", f"/plans/{chamber.plan_id}/minutes", None, workshop.outsider)[0] == 404
