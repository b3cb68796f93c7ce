"""A plan before the team: on the agenda, heard move by move, in the minutes, and what goes on after."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused, Stale
from mutasi_flow.inbox.model import Notice
from mutasi_flow.letters.queries import get_context
from mutasi_flow.people.model import Employee
from mutasi_flow.people.service import record_kinship
from mutasi_flow.planning.hearings.queries import list_hearable
from mutasi_flow.planning.hearings.service import withdraw_proposal
from mutasi_flow.planning.minutes.service import NewMinutes, write_minutes
from mutasi_flow.planning.publications.queries import redacting
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import NewAdvice, NewSitting
from mutasi_flow.transfers.domain.team import Advice, AgreedBy, Aside
from mutasi_flow.transfers.model import SittingPlan, TeamMember
from tests.factories import NOW, TODAY
from tests.planning.hearings.chamber import LATER, NO, YES, Chamber
from tests.planning.plans.workshop import Workshop


@pytest.fixture
def chamber(workshop: Workshop) -> Chamber:
    return Chamber(workshop)


def test_a_planner_calls_a_team_about_a_plan_and_its_members_are_told(chamber: Chamber) -> None:
    sitting_id = chamber.propose()
    board = chamber.board(sitting_id)
    (plan,) = board.plans
    assert (plan.plan_id, plan.solution_id, plan.scenario) == (chamber.plan_id, chamber.solution_id, "Apa adanya")
    items = chamber.items(sitting_id)
    assert [item.move_id for item in items] == [move.id for move in chamber.moves]
    assert items[0].number == f"R{chamber.plan_id}-1"
    assert items[0].because == chamber.moves[0].reason
    assert items[0].from_path
    told = select(Notice.event).where(Notice.employee_id == chamber.key_of("member")).order_by(Notice.id)
    assert chamber.workshop.read(lambda session: list(session.scalars(told))) == ["sitting_called", "plan_on_agenda"]
    trail = chamber.workshop.read(lambda session: audit.trail(session, f"plan:{chamber.plan_id}"))
    assert (trail[-1].action, trail[-1].payload["sitting"]) == ("plan_put_on_agenda", sitting_id)


def test_a_plan_joins_a_sitting_that_is_called_and_stands_on_one_agenda(chamber: Chamber) -> None:
    new = NewSitting(chamber.team_id, TODAY, "Aula")
    sitting_id = chamber.write(
        lambda session: deliberation.call_sitting(session, new, actor=chamber.actor(), clock=chamber.clock)
    )
    assert chamber.propose(sitting_id) == sitting_id
    for sitting in (sitting_id, None):
        with pytest.raises(Conflict, match="sudah masuk agenda"):
            chamber.propose(sitting)
    chamber.write(
        lambda session: deliberation.adjourn(
            session, sitting_id, "Tidak kuorum.", actor=chamber.actor(), clock=chamber.clock
        )
    )
    assert not chamber.board(sitting_id).plans[0].is_open
    with pytest.raises(Conflict, match="sudah berakhir"):
        chamber.propose(sitting_id)
    assert chamber.propose() != sitting_id


def test_only_whoever_plans_there_puts_a_plan_on_an_agenda(chamber: Chamber) -> None:
    with pytest.raises(NotPermitted):
        chamber.propose(who="chair")
    outsider = chamber.load(chamber.workshop.outsider)
    sitting_id = chamber.propose()
    key = chamber.board(sitting_id).plans[0].id

    def take_off(actor: Actor) -> Callable[[Session], object]:
        return lambda session: deliberation.take_plan_off(session, sitting_id, key, actor=actor, clock=chamber.clock)

    for actor in (outsider, chamber.actor("member")):
        with pytest.raises(NotPermitted):
            chamber.write(take_off(actor))
    with pytest.raises(InvalidInput):
        chamber.propose(because=" ")
    with pytest.raises(NotFound):
        chamber.propose(0)


def test_a_plan_is_taken_off_with_all_that_was_said(chamber: Chamber) -> None:
    sitting_id = chamber.propose()
    chamber.attend(sitting_id)
    chamber.advise(sitting_id, YES)
    actor = chamber.actor("planner")
    chamber.write(lambda session: withdraw_proposal(session, chamber.plan_id, actor=actor, clock=chamber.clock))
    assert not chamber.board(sitting_id).items
    assert chamber.workshop.read(lambda session: session.scalar(select(SittingPlan.id))) is None
    with pytest.raises(NotFound):
        chamber.write(lambda session: withdraw_proposal(session, chamber.plan_id, actor=actor, clock=chamber.clock))
    chamber.propose(sitting_id)
    assert len(chamber.items(sitting_id)) == len(chamber.moves)


def _make_conflicts(chamber: Chamber) -> None:
    """Let the first mover sit in the team, the second be family of the deputy, the third be led by the secretary."""
    first, second, third = (move.employee_id for move in chamber.moves[:3])

    def change(session: Session) -> None:
        account = update(Account).where(Account.id == chamber.accounts["member"].id)
        session.execute(
            update(TeamMember).where(TeamMember.employee_id == chamber.key_of("member")).values(employee_id=first)
        )
        session.execute(account.values(employee_id=first))
        record_kinship(session, SYSTEM, second, chamber.key_of("deputy"), NOW)
        session.execute(update(Employee).where(Employee.id == third).values(supervisor_id=chamber.key_of("secretary")))

    chamber.write(change)
    chamber.accounts["member"].employee_id = first


def test_members_step_aside_for_their_own_move_and_those_of_family_and_staff(chamber: Chamber) -> None:
    _make_conflicts(chamber)
    sitting_id = chamber.propose()
    board, items = chamber.board(sitting_id), chamber.items(sitting_id)
    grounds = {(row.item_id, row.employee_id): row.ground for row in board.asides}
    assert grounds[items[0].id, chamber.key_of("member")] is Aside.OWN
    assert grounds[items[1].id, chamber.key_of("deputy")] is Aside.RELATIVE
    assert grounds[items[2].id, chamber.key_of("secretary")] is Aside.SUPERIOR
    member = chamber.actor("member")
    seen = chamber.workshop.read(
        lambda session: [deliberation.sees_item(session, item, member) for item in board.items]
    )
    assert seen.count(False) == 1
    chamber.attend(sitting_id)
    assert chamber.advise(sitting_id, YES) == len(items) - 1  # not the one for which the secretary steps aside
    with pytest.raises(NotPermitted):
        chamber.advise(sitting_id, YES, [3])
    chamber.advise(sitting_id, YES, who="chair")
    board = chamber.board(sitting_id)
    assert board.count_of(items[0].id).present == 3
    assert board.leader is not None
    assert board.leader.employee_id == chamber.key_of("chair")
    chamber.close(sitting_id)


def test_without_a_quorum_moves_can_only_be_deferred(chamber: Chamber) -> None:
    sitting_id = chamber.propose()
    chamber.attend(sitting_id, "deputy", "member")
    with pytest.raises(InvalidInput, match="Kuorum belum terpenuhi"):
        chamber.advise(sitting_id, YES)
    chamber.advise(sitting_id, LATER)
    with pytest.raises(Refused) as refused:
        chamber.close(sitting_id)
    assert any("Kuorum" in str(one) for one in refused.value.reasons)


def test_what_is_said_has_a_reason_a_sound_count_and_a_page_of_today(chamber: Chamber) -> None:
    sitting_id = chamber.propose()
    chamber.attend(sitting_id)
    with pytest.raises(InvalidInput, match="alasan"):
        chamber.advise(sitting_id, NewAdvice(Advice.NOT_RECOMMENDED), [1])
    with pytest.raises(InvalidInput, match="Jumlah suara"):
        chamber.advise(sitting_id, NewAdvice(Advice.RECOMMENDED, AgreedBy.COUNT, 1, 0, 0), [1])
    with pytest.raises(InvalidInput, match="Pilih"):
        chamber.advise(sitting_id, YES, [])
    with pytest.raises(Stale):
        chamber.advise(sitting_id, YES, [1], expected_version=1)
    with pytest.raises(NotPermitted):
        chamber.advise(sitting_id, YES, [1], who="member")
    with pytest.raises(Refused) as refused:
        chamber.close(sitting_id)
    assert any(f"{len(chamber.moves)} mutasi belum ada hasilnya" in str(one) for one in refused.value.reasons)


def test_the_minutes_of_the_plan_are_made_from_the_sitting(chamber: Chamber) -> None:
    counted = NewAdvice(Advice.RECOMMENDED, AgreedBy.COUNT, 3, 1, 0)
    sitting_id = chamber.heard((NO, [1]), (LATER, [2]), (counted, [3]))
    (row,) = chamber.minutes()
    assert (row.sitting_id, row.scenario, row.left_out, row.held_on) == (sitting_id, "Apa adanya", 2, TODAY)
    said = chamber.workshop.read(lambda session: get_context(session, row.letter.id))
    assert said["title"] == "BERITA ACARA PEMBAHASAN RENCANA MUTASI"
    assert "Ruang rapat" in said["opening"]
    assert "hadir 4 dari 4" in said["quorum"]
    assert [one["title"] for one in said["heard"]] == ["Apa adanya"]
    decided = "\n".join(said["decided"])
    total = len(chamber.moves)
    assert f"Dari {total} mutasi {total - 2} dipilih, 1 tidak dipilih, 1 ditunda." in decided
    assert "Alasan: Paling seimbang." in decided
    assert "3 setuju, 1 tidak setuju" in decided
    assert "SHA-256 sertifikat" in decided
    assert "tidak dipilih, Merawat ibunya." in said["dropped"][0]
    assert "ditunda, Menunggu ijazah." in said["dropped"][1]
    assert said["signatory"]["name"].endswith("Anggota chair")
    of_sitting = chamber.workshop.read(lambda session: deliberation.list_minutes(session, sitting_id))[0]
    whole = chamber.workshop.read(lambda session: get_context(session, of_sitting.id))
    assert row.letter.number in str(whole["heard"][0]["rows"])
    trail = chamber.workshop.read(lambda session: audit.trail(session, f"plan:{chamber.plan_id}"))
    assert (trail[-1].action, trail[-1].payload["not_recommended"]) == ("plan_deliberated", [chamber.moves[0].id])


def test_promotion_rests_on_the_minutes(chamber: Chamber) -> None:
    chamber.heard((NO, [1]), (LATER, [2]), (YES, None))
    assert {row.place: row.is_deferred for row in chamber.left_out().values()} == {1: False, 2: True}
    for place in (1, 2):
        with pytest.raises(InvalidInput):
            chamber.promote([place])
    assert chamber.promote(None) == len(chamber.moves) - 2


def test_confidential_moves_are_not_heard_in_the_open(chamber: Chamber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redacting, "is_confidential_for", lambda *_: True)
    assert chamber.workshop.read(lambda session: list_hearable(session, chamber.solution_id, TODAY)) == []
    with pytest.raises(InvalidInput, match="sudah dibahas"):
        chamber.propose()


def test_what_was_deferred_is_heard_again_and_the_rest_stays_as_it_was(chamber: Chamber) -> None:
    chamber.heard((NO, [1]), (LATER, [2]), (YES, None))
    hearable = chamber.workshop.read(lambda session: list_hearable(session, chamber.solution_id, TODAY))
    assert [row.place for row in hearable] == [2]
    sitting_id = chamber.propose()
    with pytest.raises(InvalidInput, match="masih dalam agenda"):
        chamber.promote([3])
    chamber.attend(sitting_id)
    chamber.advise(sitting_id, YES)
    chamber.close(sitting_id)
    assert {row.place for row in chamber.left_out().values()} == {1}
    first, second = reversed(chamber.minutes())
    assert first.letter.revoked_at is None
    assert (first.left_out, second.left_out) == (2, 0)
    with pytest.raises(InvalidInput, match="sudah dibahas"):
        chamber.propose()
    sitting_id = chamber.propose(everything=True)
    assert len(chamber.items(sitting_id)) == len(chamber.moves)


def test_a_plan_that_was_heard_here_has_no_minutes_typed_beside(chamber: Chamber) -> None:
    chamber.heard((YES, None))
    new = NewMinutes(chamber.team_id, TODAY, "Ruang", chamber.solution_id, "Ya.", {})
    by: dict[str, Any] = {"actor": chamber.actor("planner"), "clock": chamber.clock}
    with pytest.raises(Conflict, match="sidang yang tercatat"):
        chamber.write(
            lambda session: write_minutes(session, chamber.workshop.runtime.files, chamber.plan_id, new, **by)
        )


def test_members_sign_the_minutes_of_the_plan_too(chamber: Chamber) -> None:
    sitting_id = chamber.heard((YES, None))
    letter = chamber.minutes()[0].letter
    rows = chamber.workshop.read(
        lambda session: deliberation.list_signatures(session, deliberation.load_board(session, sitting_id), letter.id)
    )
    assert {row.seat.name for row in rows} == {"Anggota deputy", "Anggota secretary", "Anggota member"}
    assert letter.standing.value == "valid" or letter.file_key == ""


def test_whoever_brought_the_plan_hears_of_the_outcome(chamber: Chamber) -> None:
    person = chamber.moves[-1].employee_id
    planner = chamber.workshop.planner

    def give(session: Session) -> None:
        session.execute(update(Account).where(Account.id == planner.id).values(employee_id=person))

    chamber.write(give)
    chamber.heard((YES, None))
    told = select(Notice.address).where(Notice.employee_id == person, Notice.event == "plan_deliberated")
    assert chamber.workshop.read(lambda session: session.scalar(told)) == f"/papan/{chamber.plan_id}/berita-acara"


def test_an_agenda_holds_no_more_moves_than_a_team_can_hear(chamber: Chamber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mutasi_flow.transfers.deliberation.plans.MOST_MOVES", 1)
    with pytest.raises(InvalidInput, match="1 sampai 1"):
        chamber.propose()
