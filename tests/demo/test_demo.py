"""One small demo, made once; everything the contract and the visitors rely on is looked up in it."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mutasi_flow.access import queries as access_queries
from mutasi_flow.access import service as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core import audit, schema
from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.demo.ground import MARKER, Ground, building, survey
from mutasi_flow.demo.visitors import GROUP
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import DECREE_REGISTER, LetterState
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.office.pages.trail_words import LABELS
from mutasi_flow.office.queries import name_chains
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Employee, Office
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.domain import Door, Stance
from mutasi_flow.transfers.model import BatchItem, LinkMember, Opinion, Paper, Transfer
from mutasi_flow.transfers.service import Destination, NewTransfer, create_draft, perform
from mutasi_flow.transfers.workflow import OPEN_STATES, Action, State
from tests.demo.conftest import EMPLOYEES, TRANSFERS, Made, run_demo
from tests.factories import make_employee, make_office

pytestmark = pytest.mark.slow


def test_the_document_is_the_one_of_the_contract(made: Made) -> None:
    document = made.document
    assert list(document) == ["employees", "units", "transfers", "decrees", "accounts", "staffing"]
    assert document["employees"] == EMPLOYEES
    assert document["units"] > 20
    assert set(document["transfers"]) == {state.value for state in State}
    assert document["transfers"]["decreed"] == TRANSFERS
    roles = [account["role"] for account in document["accounts"]]
    assert set(roles) == {role.value for role in Role} - {"staffing"}
    assert roles.count("employee") == GROUP


def test_every_decree_lies_in_its_file(made: Made) -> None:
    assert len(made.document["decrees"]) == TRANSFERS
    for decree in made.document["decrees"]:
        data = (made.folder / "demo-sk" / decree["file"]).read_bytes()
        assert data.startswith(b"%PDF-")
        assert hashlib.sha256(data).hexdigest() == decree["sha256"]
        with made.runtime.database.reading() as session:
            letter = letters.find_by_number(session, decree["number"])
            assert letter is not None
            assert letter.sha256 == decree["sha256"]


def test_older_decrees_are_signed_and_the_newest_wait(made: Made) -> None:
    with made.runtime.database.reading() as session:
        found = [letters.find_by_number(session, decree["number"]) for decree in made.document["decrees"]]
    by_state = {state: [one.dated_on for one in found if one and one.state is state] for state in LetterState}
    signed, waiting = by_state[LetterState.SIGNED], by_state[LetterState.RENDERED]
    assert len(signed) + len(waiting) == TRANSFERS
    assert not signed or not waiting or max(signed) < min(waiting)


def test_every_account_signs_in(made: Made) -> None:
    with made.runtime.database.writer() as session:
        for account in made.document["accounts"]:
            signed_in = access.check_password(session, account["user"], account["password"], datetime.now(UTC))
            assert signed_in.refusal is None
        session.rollback()


def test_the_road_is_open_to_the_employee_and_leads_past_the_supervisor(made: Made) -> None:
    today = made.runtime.clock.today()
    with made.runtime.database.writer() as session:
        for user in [one["user"] for one in made.document["accounts"] if one["role"] == "employee"]:
            account_id = access_queries.find_account_id(session, user)
            supervisor_id = access_queries.find_account_id(session, "atasan")
            assert account_id is not None
            assert supervisor_id is not None
            actor = access_queries.load_actor(session, account_id, today)
            supervisor = access_queries.load_actor(session, supervisor_id, today)
            employee = session.get_one(Employee, actor.employee_id)
            assert people.direct_supervisor(session, employee.id) == supervisor.employee_id
            elsewhere = select(Employee.unit_id).where(
                Employee.jabatan_id == employee.jabatan_id, Employee.unit_id != employee.unit_id
            )
            unit_id = session.scalars(elsewhere).first()
            assert unit_id is not None
            assert employee.jabatan_id is not None
            wanted = NewTransfer(employee.id, (Destination(unit_id, employee.jabatan_id),), reason="Dekat rumah.")
            number = create_draft(session, wanted, actor, made.runtime.clock)
            done = perform(session, number, Action.SUBMIT, actor=actor, clock=made.runtime.clock)
            assert done.state is State.PROPOSED
            session.rollback()


def test_tasks_wait_for_visitors(made: Made) -> None:
    today = made.runtime.clock.today()
    with made.runtime.database.reading() as session:
        for user in ("atasan", "verifikator", "pemutus", "penanda-tangan"):
            account_id = access_queries.find_account_id(session, user)
            assert account_id is not None
            assert inbox.list_for(session, access_queries.load_actor(session, account_id, today)), user


def test_the_trail_is_whole_and_in_the_order_of_time(made: Made) -> None:
    runtime = made.runtime
    with runtime.database.reading() as session:
        report = audit.verify(session, runtime.settings.trail_secret(), runtime.anchors)
        about = select(AuditEntry.at).where(AuditEntry.about_kind == "transfer").order_by(AuditEntry.id)
        moments = session.scalars(about).all()
    assert report.ok
    assert list(moments) == sorted(moments)
    assert moments[0] < datetime.now(UTC) - timedelta(days=14)


def test_the_auditor_reads_words_for_every_act_and_every_chain(made: Made) -> None:
    with made.runtime.database.reading() as session:
        actions = set(session.scalars(select(AuditEntry.action).distinct()))
        chains = set(session.scalars(select(AuditEntry.chain).distinct()))
        assert actions <= {*LABELS, "imported"}
        named = name_chains(session, chains)
    assert [chain for chain, words in named.items() if words.message == chain] == []


def test_numbers_follow_the_dates(made: Made) -> None:
    with made.runtime.database.reading() as session:
        drafted = session.scalars(select(Transfer.created_at).order_by(Transfer.number)).all()
        written = list(reversed(letters.list_letters(session)))
    decrees = {kind.name for kind in LETTER_KINDS if kind.register == DECREE_REGISTER}
    dated = [row.dated_on for row in written if row.kind in decrees]
    assert list(drafted) == sorted(drafted)
    assert dated == sorted(dated)
    assert "deliberation_minutes" in {row.kind for row in written}
    assert len(dated) == TRANSFERS + 3, (
        "beside those in force: a revoked one, its revocation, and the answer to an objection"
    )


def test_consultations_have_all_voices_and_manners(made: Made) -> None:
    with made.runtime.database.reading() as session:
        stances = set(session.scalars(select(Opinion.stance)))
        doors = set(session.scalars(select(Transfer.door)))
        with_letters = session.scalar(select(func.count()).select_from(Opinion).where(Opinion.letter != ""))
        papers = session.scalar(select(func.count()).select_from(Paper))
        unweighed = session.scalars(
            select(Opinion.id)
            .join(Transfer, Transfer.id == Opinion.transfer_id)
            .where(Opinion.stance.in_([Stance.AGAINST, Stance.CONDITIONS]), Opinion.weighed == "")
            .where(Transfer.state == State.DECREED)
        ).all()
        filed_for = session.scalar(select(func.count()).select_from(Transfer).where(Transfer.filed_for))
        postponed = session.scalar(select(func.count()).where(Transfer.postponed_until.is_not(None)))
    assert stances == set(Stance)
    assert doors == set(Door)
    assert with_letters
    assert papers
    assert unweighed == []
    assert filed_for is not None
    assert postponed == 1


def test_a_batch_and_a_swap_wait_for_the_official(made: Made) -> None:
    with made.runtime.database.reading() as session:
        waiting = session.scalars(select(BatchItem.transfer_id).where(BatchItem.is_open)).all()
        linked = session.scalars(select(LinkMember.transfer_id).where(LinkMember.is_open)).all()
    assert len(linked) == 2
    assert set(linked) < set(waiting)


def test_nobody_has_two_open_transfers_and_visitors_none(made: Made) -> None:
    with made.runtime.database.reading() as session:
        open_ones = session.scalars(select(Transfer.employee_id).where(Transfer.state.in_(OPEN_STATES))).all()
        users = [account["user"] for account in made.document["accounts"]]
        ids = [access_queries.find_account_id(session, user) for user in users]
        actors = [access_queries.load_actor(session, key, made.runtime.clock.today()) for key in ids if key]
    assert len(set(open_ones)) == len(open_ones)
    assert not {actor.employee_id for actor in actors} & set(open_ones)


def test_a_second_demo_changes_nothing_and_says_the_same(made: Made) -> None:
    before = hashlib.sha256((made.folder / "mutasi.db").read_bytes()).hexdigest()
    again = run_demo(made.folder)
    assert again.exit_code == 0
    assert json.loads(again.stdout) == made.document
    assert "sudah ada" in again.stderr
    assert hashlib.sha256((made.folder / "mutasi.db").read_bytes()).hexdigest() == before


def test_another_demo_over_it_is_refused(made: Made) -> None:
    refused = run_demo(made.folder, "--employees", "500")
    assert refused.exit_code == 1
    assert "kosongkan dahulu" in refused.stderr
    assert not (made.folder / MARKER).exists()


def test_decrees_go_where_they_are_asked_to(made: Made, tmp_path: Path) -> None:
    again = run_demo(made.folder, "--out", str(tmp_path / "sk"))
    assert {Path(one["file"]).parent for one in json.loads(again.stdout)["decrees"]} == {tmp_path / "sk"}
    assert len(list((tmp_path / "sk").glob("*.pdf"))) == TRANSFERS


def _foreign(folder: Path, *, with_office: bool) -> None:
    with open_runtime(Settings(data_dir=folder)) as runtime:
        schema.upgrade(runtime)
        with runtime.database.writing() as session:
            if with_office:
                make_office(session)
            else:
                make_employee(session)


@pytest.mark.parametrize("with_office", [True, False])
def test_data_that_no_demo_made_are_not_touched(tmp_path: Path, with_office: bool) -> None:
    _foreign(tmp_path, with_office=with_office)
    (tmp_path / MARKER).touch()  # not even after an interrupted demo
    refused = run_demo(tmp_path)
    assert refused.exit_code == 1
    assert "bukan buatan contoh" in refused.stderr
    with open_runtime(Settings(data_dir=tmp_path)) as runtime, runtime.database.reading() as session:
        offices, employees = (session.scalar(select(func.count()).select_from(one)) for one in (Office, Employee))
    assert (offices, employees) == (int(with_office), int(not with_office))


def test_an_interrupted_demo_is_made_anew(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with open_runtime(settings) as runtime:
        schema.upgrade(runtime)
        with runtime.database.writing() as session:
            make_office(session, is_demo=True)
    assert survey(settings) is Ground.DEMO
    (tmp_path / MARKER).touch()
    with building(settings) as found:
        assert found is Ground.EMPTY
    assert survey(settings) is Ground.EMPTY
    assert not (tmp_path / MARKER).exists()


def test_two_demos_at_once_are_refused(tmp_path: Path) -> None:
    with building(Settings(data_dir=tmp_path)):
        refused = run_demo(tmp_path)
    assert refused.exit_code == 1
    assert "proses lain" in refused.stderr


def test_the_smallest_regency_has_its_decrees(tmp_path: Path) -> None:
    done = run_demo(tmp_path, "--employees", "50", "--transfers", "1", "--json")
    assert (done.exit_code, len(json.loads(done.stdout)["decrees"])) == (0, 1)


def test_an_office_too_small_for_so_many_transfers_says_so(tmp_path: Path) -> None:
    refused = run_demo(tmp_path, "--employees", "100", "--transfers", "400")
    assert refused.exit_code == 1
    assert "pegawai dapat pindah" in refused.stderr


def test_a_recap_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    recap = tmp_path / "rekap.csv"
    recap.write_text("nama,angka\nA,1\n")
    refused = run_demo(tmp_path / "data", "--staffing", str(recap))
    assert refused.exit_code == 1
    assert "tidak dikenali" in refused.stderr
    assert survey(Settings(data_dir=tmp_path / "data")) is Ground.EMPTY
