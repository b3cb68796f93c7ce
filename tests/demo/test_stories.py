"""The stories beside the plain road: each page of the product has something to show."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from mutasi_flow.access import queries as access_queries
from mutasi_flow.core import audit
from mutasi_flow.demo.rounds import FEWEST
from mutasi_flow.demo.stories import PROGRAMME, STORIES
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Recusal, Task
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.market.domain import RoundState
from mutasi_flow.planning.market.queries import count_entries, list_rounds
from mutasi_flow.planning.relief.queries.requests import list_requests
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Direction, LegalKind, PaperVerdict, PertekVerdict, Ruling
from mutasi_flow.transfers.model import Objection, PaperAct, PertekRow, SavedView, SiasnMark, Transfer
from mutasi_flow.transfers.model.external import Crossing, Package
from mutasi_flow.transfers.workflow import State
from tests.demo.conftest import Made

pytestmark = pytest.mark.slow


def test_every_story_has_its_day() -> None:
    assert len({tell for _days, tell in PROGRAMME}) == STORIES - 1, "leaving is told of a PNS only, apart from these"
    assert all(days > 0 for days, _tell in PROGRAMME)


def test_one_objection_is_answered_and_one_waits_for_somebody_who_did_not_decide(made: Made) -> None:
    today = made.runtime.clock.today()
    with made.runtime.database.reading() as session:
        rulings = session.scalars(select(Objection.ruling)).all()
        answers = session.scalars(select(Letter.kind).where(Letter.kind == "objection_ruling")).all()
        other = access_queries.find_account_id(session, "pemutus-2")
        assert other is not None
        waiting = {task.kind for task in inbox.list_for(session, access_queries.load_actor(session, other, today))}
    assert len(rulings) == 2
    assert set(rulings) == {Ruling.DISMISSED, None}
    assert len(answers) == 1
    assert "rule_objection" in waiting


def test_files_lead_out_and_in(made: Made) -> None:
    with made.runtime.database.reading() as session:
        found = session.execute(
            select(Crossing.direction, Transfer.kind, Transfer.state).join(
                Transfer, Transfer.id == Crossing.transfer_id
            )
        ).all()
        departures = session.scalar(
            select(func.count()).where(Task.kind == "departure", Task.status == TaskStatus.OPEN)
        )
        loose = session.scalar(select(func.count()).select_from(Employee).where(Employee.unit_id.is_(None)))
    assert {tuple(row) for row in found} == {
        (Direction.OUT, LegalKind.B, State.APPROVED),
        (Direction.IN, LegalKind.B, State.PROPOSED),
    }
    assert departures == 1
    assert loose == 1, "who is to come has no unit yet, and is not counted as staff"


def test_the_queue_has_views_and_a_file_its_status_in_siasn(made: Made) -> None:
    with made.runtime.database.reading() as session:
        shared = session.scalars(select(SavedView.is_shared)).all()
        marked = session.scalars(select(Transfer.kind).join(SiasnMark, SiasnMark.transfer_id == Transfer.id)).all()
    assert sorted(shared) == [False, True]
    assert marked == [LegalKind.B]


def test_bkn_granted_one_and_refused_another_which_is_open_again(made: Made) -> None:
    with made.runtime.database.reading() as session:
        rows = session.execute(
            select(PertekRow.verdict, Transfer.state).join(Transfer, Transfer.id == PertekRow.transfer_id)
        ).all()
    assert {tuple(row) for row in rows} == {
        (PertekVerdict.ACCEPTED, State.APPROVED),
        (PertekVerdict.REFUSED, State.CONSULTED),
    }


def test_a_confidential_file_has_readers_added_and_taken_off(made: Made) -> None:
    with made.runtime.database.reading() as session:
        secret = session.scalars(select(Transfer.id).where(Transfer.is_secret)).all()
        lists = [access_queries.list_readers(session, trail.ABOUT, key) for key in secret]
    added = [row for rows in lists for row in rows if row.part == "named"]
    assert sorted(row.until is None for row in added) == [False, True]
    assert all(row.reason for row in added)


def test_letters_are_written_here_and_signed(made: Made) -> None:
    wanted = {"release_letter", "acceptance_letter", "discipline_statement", "study_statement", "cover_letter"}
    with made.runtime.database.reading() as session:
        found = session.execute(
            select(Letter.kind, Letter.about_id, Letter.sha256).where(Letter.kind.in_(wanted))
        ).all()
    assert {row.kind for row in found} == wanted
    assert len({row.about_id for row in found}) == 1
    assert all(row.sha256 for row in found)


def test_somebody_stepped_aside_and_somebody_resigned(made: Made) -> None:
    with made.runtime.database.reading() as session:
        recused = session.scalars(select(Recusal.about_id)).all()
        reasons = session.scalars(select(Transfer.closing_reason).where(Transfer.state == State.CANCELLED)).all()
        chains = [audit.trail(session, trail.chain_of(key)) for key in recused]
    assert any(row.action == "stepped_aside" for chain in chains for row in chain)
    assert sum("tidak lagi bertugas" in reason for reason in reasons) == 1


def test_a_paper_answer_waits_for_its_second_person_and_a_loan_for_its_decree(made: Made) -> None:
    with made.runtime.database.reading() as session:
        verdicts = session.scalars(select(PaperAct.verdict)).all()
        loans = session.execute(select(Transfer.state).where(Transfer.until_on.is_not(None))).scalars().all()
    assert verdicts == [PaperVerdict.WAITING]
    assert loans == [State.APPROVED]


def test_a_shipment_for_imut_says_what_is_missing(made: Made) -> None:
    with made.runtime.database.reading() as session:
        (package,) = session.scalars(select(Package)).all()
        kinds = Counter(session.scalars(select(Transfer.kind).where(Transfer.id.in_(package.transfer_ids))).all())
    assert package.made_at is not None
    assert package.refusals
    assert kinds[LegalKind.B] == 1


def test_one_exchange_round_is_published_and_one_takes_people_in(made: Made) -> None:
    with made.runtime.database.reading() as session:
        rounds = list_rounds(session)
        assert [one.state for one in rounds] in ([RoundState.OPEN, RoundState.PUBLISHED], [])
        for one in rounds:
            assert sum(count_entries(session, one.id).values()) >= FEWEST
            assert not one.fault


def test_heads_with_too_much_work_ask_for_help(made: Made) -> None:
    with made.runtime.database.reading() as session:
        requests = list_requests(session, ("",))
    assert 1 <= len(requests) <= 2
    assert all(one.is_open_on(made.runtime.clock.today()) and one.evidence["need"] for one in requests)
