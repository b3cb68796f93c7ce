"""What officials did on paper: one records, another confirms, nothing counts before; never for Plh. and Plt."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import ACTING, Holding, Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotFound, NotPermitted, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.uploads import Examined
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.transfers.domain import PaperVerdict, RecordedAct, Stance, Voice
from mutasi_flow.transfers.model import PaperAct
from mutasi_flow.transfers.queries import TransferCard, find_card, list_opinions
from mutasi_flow.transfers.queries.paper_acts import list_paper_acts
from mutasi_flow.transfers.service import (
    ACTING_ONLY,
    NewPaperAct,
    complete_task,
    confirm_paper_act,
    record_paper_act,
    refuse_paper_act,
)
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.core.hostile_files import photo
from tests.factories import TODAY, make_account, make_employee
from tests.transfers.scene import build_scene
from tests.transfers.test_acting import consulted
from tests.transfers.test_pages import Town

SURAT = Examined(b"%PDF-1.7 surat", "application/pdf", ".pdf", pages=1)
LETTER = "800/9/2026 tanggal 27 Februari 2026"


class Desk:
    """The two people of the office with their letters."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.scene = build_scene(session, modules={"peers": False})
        self.session, self.files = session, FileStore(folder)
        self.number = self.scene.draft()
        self.scene.press(self.number, Action.SUBMIT, self.scene.me)

    @property
    def card(self) -> TransferCard:
        card = find_card(self.session, self.number)
        assert card is not None
        return card

    def state(self) -> State:
        return self.card.state

    def task(self, voice: Voice = Voice.RECEIVING) -> int:
        return next(task.id for task in self.scene.open_tasks() if task.kind == f"opinion_{voice.value}")

    def record(self, act: RecordedAct = RecordedAct.OPINION, *, who: str | Actor = "verifier", **values: Any) -> int:
        actor = self.scene.actors[who] if isinstance(who, str) else who
        given = {"letter_number": "800/9/2026", "letter_on": date(2026, 2, 27), "file": SURAT, **values}
        if act is RecordedAct.OPINION:
            given = {"task_id": self.task(), "stance": "support", **given}
        new = NewPaperAct(act, **given)
        return record_paper_act(self.session, self.files, self.number, new, actor=actor, clock=self.scene.clock)

    def confirm(self, key: int, who: str = "second_verifier") -> None:
        actor = self.scene.actors[who] if who != "me" else self.scene.me
        confirm_paper_act(self.session, self.number, key, actor=actor, clock=self.scene.clock)

    def official(self, holding: Holding = Holding.DEFINITIVE, *, from_on: date = date(2020, 1, 1)) -> int:
        account = make_account(self.session, make_employee(self.session, self.scene.root, name="Ratna Dewi"))
        grant = RoleGrant(account_id=account.id, role=Role.DECIDER, holding=holding, warrant="SK 7", from_on=from_on)
        self.session.add(grant)
        self.session.flush()
        return account.id

    def conclude(self) -> None:
        self.scene.answer_all()
        self.scene.press(self.number, Action.CONCLUDE_CONSULTATION, "verifier")

    def actions(self) -> list[str]:
        return [row.action for row in audit.trail(self.session, f"transfer:{self.card.id}")]


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    return Desk(session, tmp_path)


def test_an_opinion_on_paper_counts_once_a_second_person_confirmed_it(desk: Desk) -> None:
    waiting = len(desk.scene.open_tasks())
    key = desk.record(stance="conditions", reason="Setelah ada pengganti.")
    assert list_opinions(desk.session, desk.card.id) == []
    assert len(desk.scene.open_tasks()) == waiting
    with pytest.raises(NotPermitted):
        desk.confirm(key, "verifier")
    desk.confirm(key)
    (opinion,) = list_opinions(desk.session, desk.card.id)
    head = desk.scene.new_head
    assert (opinion.voice, opinion.stance, opinion.employee_id) == (Voice.RECEIVING, Stance.CONDITIONS, head.id)
    assert (opinion.reason, opinion.letter) == ("Setelah ada pengganti.", LETTER)
    assert len(desk.scene.open_tasks()) == waiting - 1
    assert desk.actions()[-3:] == ["paper_act_recorded", "paper_act_confirmed", "opined"]
    with pytest.raises(Conflict):
        desk.confirm(key)


def test_a_decision_on_paper_is_taken_when_confirmed_in_the_name_of_the_official(desk: Desk) -> None:
    account_id = desk.official()
    desk.conclude()
    key = desk.record(RecordedAct.APPROVE, official_account_id=account_id)
    assert desk.state() is State.CONSULTED
    desk.confirm(key)
    assert desk.state() is State.APPROVED
    row = audit.trail(desk.session, f"transfer:{desk.card.id}")[-1]
    confirmer = desk.scene.actors["second_verifier"]
    assert row.action == "approved"
    assert row.actor == f"Ratna Dewi (dicatat {confirmer.name})"
    assert (row.capacity, row.warrant) == ("Pejabat pemutus, dicatat dari surat", LETTER)
    (kept,) = list_paper_acts(desk.session, desk.card.id)
    assert (kept.official, kept.capacity, kept.recorded_by, kept.judged_by) == (
        "Ratna Dewi",
        "Pejabat pemutus",
        desk.scene.actors["verifier"].name,
        confirmer.name,
    )


def test_a_rejection_on_paper_carries_its_reason(desk: Desk) -> None:
    account_id = desk.official()
    with pytest.raises(InvalidInput):
        desk.record(RecordedAct.REJECT, official_account_id=account_id)
    desk.confirm(desk.record(RecordedAct.REJECT, official_account_id=account_id, reason="Formasi ditutup."))
    assert (desk.card.state, desk.card.closing_reason) == (State.REJECTED, "Formasi ditutup.")


@pytest.mark.parametrize("holding", sorted(ACTING))
@pytest.mark.parametrize("act", [RecordedAct.APPROVE, RecordedAct.REJECT])
def test_what_plh_and_plt_decided_on_paper_is_never_recorded(desk: Desk, holding: Holding, act: RecordedAct) -> None:
    account_id = desk.official(holding)
    desk.conclude()
    with pytest.raises(NotPermitted) as refused:
        desk.record(act, official_account_id=account_id, reason="-")
    assert refused.value.text == ACTING_ONLY
    assert list_paper_acts(desk.session, desk.card.id) == []


def test_who_became_acting_before_the_confirmation_had_the_authority_on_the_day_of_the_letter_or_not(
    desk: Desk,
) -> None:
    later = desk.official(from_on=TODAY)
    desk.conclude()
    with pytest.raises(NotPermitted):
        desk.record(RecordedAct.APPROVE, official_account_id=later)
    desk.confirm(desk.record(RecordedAct.APPROVE, official_account_id=later, letter_on=TODAY))
    assert desk.card.state is State.APPROVED


def test_gates_hold_for_paper_too(desk: Desk) -> None:
    account_id = desk.official()
    desk.confirm(desk.record(stance="against", reason="Kekurangan guru."))
    desk.conclude()
    key = desk.record(RecordedAct.APPROVE, official_account_id=account_id)
    with pytest.raises(Refused):
        desk.confirm(key)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"letter_number": " "}, InvalidInput),
        ({"letter_on": TODAY + timedelta(days=1)}, InvalidInput),
        ({"stance": "silent"}, InvalidInput),
        ({"stance": "against"}, InvalidInput),
        ({"task_id": 99_999}, InvalidInput),
        ({"act": RecordedAct.APPROVE, "official_account_id": 1}, Conflict),
        ({"act": RecordedAct.REJECT, "reason": "-"}, InvalidInput),
        ({"who": "decider"}, NotPermitted),
        ({"who": "auditor"}, NotPermitted),
    ],
)
def test_what_cannot_be_recorded_is_refused(desk: Desk, values: dict[str, Any], error: type[MutasiError]) -> None:
    with pytest.raises(error):
        desk.record(**values)
    assert list_paper_acts(desk.session, desk.card.id) == []


def test_nobody_records_or_confirms_the_own_case(desk: Desk) -> None:
    account_id = desk.scene.me.account_id
    assert account_id is not None
    desk.session.add(RoleGrant(account_id=account_id, role=Role.VERIFIER, from_on=date(2020, 1, 1)))
    desk.session.flush()
    me = load_actor(desk.session, account_id, TODAY)
    with pytest.raises(NotPermitted):
        desk.record(who=me)
    key = desk.record()
    with pytest.raises(NotPermitted):
        confirm_paper_act(desk.session, desk.number, key, actor=me, clock=desk.scene.clock)
    with pytest.raises(NotFound):
        desk.confirm(key + 1)


def test_an_answer_of_the_official_goes_before_the_paper(desk: Desk) -> None:
    key, task_id = desk.record(), desk.task()
    complete_task(desk.session, task_id, desk.scene.actor_of(desk.scene.new_head), desk.scene.clock, Answer("support"))
    with pytest.raises(Conflict):
        desk.confirm(key)


def test_a_refused_record_leaves_no_trace_but_in_the_trail(desk: Desk) -> None:
    key = desk.record(who="staffing")
    second, clock = desk.scene.actors["second_verifier"], desk.scene.clock
    with pytest.raises(InvalidInput):
        refuse_paper_act(desk.session, desk.number, key, " ", actor=second, clock=clock)
    refuse_paper_act(desk.session, desk.number, key, "Bukan tanda tangannya.", actor=second, clock=clock)
    assert list_opinions(desk.session, desk.card.id) == []
    assert desk.actions()[-1] == "paper_act_refused"
    (row,) = list_paper_acts(desk.session, desk.card.id)
    assert (row.verdict, row.verdict_reason) == (PaperVerdict.REFUSED, "Bukan tanda tangannya.")
    with pytest.raises(Conflict):
        desk.confirm(key)


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    made = Town(runtime, client, sign_in)
    with runtime.database.writing() as session:
        account = make_account(session, make_employee(session))
        grant = RoleGrant(account_id=account.id, role=Role.DECIDER, holding=Holding.PLT, from_on=date(2020, 1, 1))
        session.add(grant)
        session.flush()
        made.accounts["plt"] = account
        session.expunge_all()
    return made


def send(town: Town, number: str, status: int, **fields: Any) -> str:
    today = town.runtime.clock.today().isoformat()
    given = {"letter_number": "800/9/2026", "letter_on": today, "file": (BytesIO(photo()), "surat.jpg"), **fields}
    answer = town.client.post(f"/telaah/{number}/surat-pejabat", data=given)
    assert answer.status_code == status, answer.text
    return answer.text


def key_of(town: Town) -> int:
    with town.runtime.database.reading() as session:
        return session.scalars(select(PaperAct.id).order_by(PaperAct.id.desc())).first() or 0


def test_the_pages_record_show_and_confirm(town: Town) -> None:
    number = consulted(town)
    town.become("verifier")
    page = town.read(f"/telaah/{number}/surat-pejabat")
    assert town.accounts["decider"].name in page
    assert town.accounts["plt"].name not in page
    assert str(ACTING_ONLY) in send(town, number, 403, act="approve", official=town.accounts["plt"].id)
    assert "Nomor surat" in send(
        town, number, 422, act="approve", official=town.accounts["decider"].id, letter_number=""
    )
    send(town, number, 303, act="approve", official=town.accounts["decider"].id)
    key = key_of(town)
    review = town.read(f"/telaah/{number}")
    assert "Orang kedua yang mengesahkannya" in review
    assert f"{key}/sahkan" not in review
    town.press(f"/telaah/{number}/surat-pejabat/{key}/sahkan", 403)
    town.become("p1")
    town.read(f"/telaah/{number}/surat-pejabat/{key}", 404)
    town.become("second_verifier")
    assert town.client.get(f"/telaah/{number}/surat-pejabat/{key}").mimetype == "image/jpeg"
    assert f"{key}/sahkan" in town.read(f"/telaah/{number}")
    town.press(f"/telaah/{number}/surat-pejabat/{key}/sahkan")
    assert "dicatat dari surat 800/9/2026" in town.read(f"/telaah/{number}")
    assert "Disetujui" in town.read(f"/usulan/{number}/jejak")


@pytest.mark.both_databases
def test_the_pages_refuse_a_record(town: Town) -> None:
    number = consulted(town)
    town.become("verifier")
    send(town, number, 303, act="reject", official=town.accounts["decider"].id, reason="Formasi ditutup.")
    town.become("second_verifier")
    town.press(f"/telaah/{number}/surat-pejabat/{key_of(town)}/tolak", reason="Tidak terbaca.")
    assert "catatan ditolak: Tidak terbaca." in town.read(f"/telaah/{number}")
    town.become("decider")
    town.read(f"/telaah/{number}/surat-pejabat", 403)
