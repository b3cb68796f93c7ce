"""A signing run: one passphrase, every letter looked at, nothing twice, nothing lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import delete, select, update

from mutasi_flow.access.domain import Holding, Role, grants_of
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Absentee
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.signing import service
from mutasi_flow.decrees.signing.domain import DEAD_AFTER, REFUSAL_WINDOW, Outcome, Progress, RunState, count, is_alive
from mutasi_flow.decrees.signing.model import SigningRun
from mutasi_flow.decrees.signing.queries import get_progress, get_run, list_run_letters
from mutasi_flow.decrees.signing.service import Lost
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.domain import LetterState, SigningMethod
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import check_file, get_letter
from mutasi_flow.letters.sign import Paper, PaperRefused, SignerDown
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers import objections
from mutasi_flow.transfers.domain import Ground, Ruling
from mutasi_flow.transfers.objections import NewObjection, Verdict
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.trail import chain_of
from tests.decrees.desk import WORD, Desk, build_desk, odd, print_all
from tests.factories import NOW
from tests.letters.signers import p12, sign

STOPPED = T("Dihentikan.")


@pytest.fixture
def desk(runtime: Runtime, tmp_path: Path) -> Desk:
    return build_desk(runtime, tmp_path / "p12")


def test_a_run_signs_what_waits(desk: Desk) -> None:
    run = desk.open()
    assert run.state is RunState.ASKING
    done = desk.sign(run)
    assert (done.state, done.reason, done.holder) == (RunState.DONE, "", "")
    found = desk.signatures()
    assert [one.letter_id for one in found] == desk.letters
    assert {(one.method, one.signer, one.recorded_by_id) for one in found} == {
        (SigningMethod.P12, desk.signer.name, desk.signer.account_id)
    }
    with desk.runtime.database.reading() as session:
        for one in found:
            letter = get_letter(session, one.letter_id)
            signed = desk.runtime.files.get(one.file_key)
            assert letter.state is LetterState.SIGNED
            assert signed.startswith(desk.runtime.files.get(letter.file_key))
            assert check_file(session, signed, desk.runtime.clock.zone).is_valid
            row = audit.trail(session, chain_of(letter.about_id))[-1]
            assert (row.action, row.actor_id, row.payload["method"]) == ("decree_signed", desk.signer.account_id, "p12")
        assert audit.trail(session, f"account:{run.account_id}")[-1].payload["signed"] == len(desk.letters)
        assert {one.outcome for one in list_run_letters(session, run.id)} == {Outcome.SIGNED}


def test_a_first_wrong_passphrase_is_asked_for_again_and_the_second_ends_the_run(desk: Desk) -> None:
    run = desk.open()
    again = desk.sign(run, "bukan ini")
    assert (again.state, again.refusals, again.holder) == (RunState.ASKING, 1, "")
    assert "tidak cocok" in again.reason
    ended = desk.sign(run, "bukan ini juga")
    assert (ended.state, ended.refusals) == (RunState.STOPPED, 2)
    assert {outcome for outcome, _ in desk.outcomes(run).values()} == {Outcome.LEFT}
    assert desk.sign(run).state is RunState.STOPPED
    assert desk.signatures() == []
    with desk.runtime.database.reading() as session:
        rows = audit.trail(session, f"account:{run.account_id}")
    assert [row.payload["refusals"] for row in rows if row.action == "signing_refused"] == [1, 2]


def test_wrong_passphrases_count_over_runs_until_a_while_has_passed(desk: Desk) -> None:
    first = desk.open()
    desk.sign(first, "bukan ini")
    with desk.runtime.database.writing() as session:
        service.end_run(session, first.id, STOPPED, desk.signer, desk.clock.now())
    second = desk.open()
    assert desk.sign(second, "bukan ini juga").state is RunState.STOPPED
    locked = desk.sign(desk.open())
    assert (locked.state, "Coba lagi sesudah pukul" in locked.reason) == (RunState.STOPPED, True)
    assert desk.signatures() == [], "not even the right one is tried"
    desk.moving.moment += REFUSAL_WINDOW + timedelta(minutes=1)
    assert desk.sign(desk.open()).state is RunState.DONE


def test_another_certificate_and_a_signed_letter_begin_anew(desk: Desk) -> None:
    run = desk.open(desk.letters[:1])
    desk.sign(run, "keliru")
    desk.moving.moment += timedelta(minutes=1)
    assert desk.sign(run).state is RunState.DONE
    desk.moving.moment += timedelta(minutes=1)
    again = desk.open(desk.letters[1:])
    assert desk.sign(again, "keliru").state is RunState.ASKING, "what was signed cleared the first"
    (path,) = desk.certificates.iterdir()
    path.write_bytes(p12(desk.signer.name, WORD))
    assert desk.sign(again, "keliru").state is RunState.ASKING, "a new file is another credential"


@pytest.mark.parametrize("how", ["disabled", "role"])
def test_who_may_no_longer_sign_is_stopped_with_a_sentence(desk: Desk, how: str) -> None:
    run = desk.open()

    def dismiss(_number: int, _paper: Paper, signed: bytes) -> bytes:
        with desk.runtime.database.writing() as session:
            if how == "disabled":
                session.execute(update(Account).where(Account.id == run.account_id).values(is_active=False))
            else:
                session.execute(delete(RoleGrant).where(RoleGrant.account_id == run.account_id))
        return signed

    ended = desk.sign(run, choose=lambda settings: odd(settings, dismiss, at_once=1))
    assert (ended.state, "penandatanganan dihentikan" in ended.reason) == (RunState.STOPPED, True)
    assert len(desk.signatures()) == 1
    if how == "role":
        return
    with desk.runtime.database.writing() as session:
        session.execute(update(SigningRun).where(SigningRun.id == run.id).values(ended_at=None))
    assert "dinonaktifkan" in desk.sign(run).reason, "the account was disabled before the process began"


def test_ruling_and_amendment_of_an_objection_wait_on_the_desk(desk: Desk) -> None:
    with desk.runtime.database.writing() as session:
        letters.revoke(session, desk.letters[0], NOW)
        card = find_card_by_id(session, get_letter(session, desk.letters[1]).about_id)
        assert card is not None
        plea = NewObjection(Ground.FACTS, "Ibu saya dirawat.")
        objections.file_objection(session, card.number, plea, actor=desk.owners[1], clock=desk.clock)
        ruler = replace(desk.actors["auditor"], grants=grants_of(Role.DECIDER, ""), capacity="Penjabat Bupati")
        verdict = Verdict(Ruling.AMENDED, "serah terima perlu waktu", desk.clock.today() + timedelta(days=40))
        objections.rule(session, card.number, verdict, actor=ruler, clock=desk.clock)
        objections.carry_out(session, card.number, actor=desk.signer, clock=desk.clock)
        ids = print_all(session, desk.runtime.files)
    with desk.runtime.database.reading() as session:
        waiting, _ = service.list_waiting(session, desk.signer, desk.clock)
    assert {one.letter.id for one in waiting} == {*desk.letters[1:], *ids}
    assert [one.letter.kind for one in waiting[-2:]] == ["objection_ruling", "transfer_amendment"]
    assert [one.moves_one for one in waiting[-2:]] == [False, True]
    run = desk.open(ids)
    assert desk.sign(run).state is RunState.DONE
    assert {outcome for outcome, _ in desk.outcomes(run).values()} == {Outcome.SIGNED}, desk.outcomes(run)
    with desk.runtime.database.reading() as session:
        assert {one.transfer for one in list_run_letters(session, run.id)} == {card.number}


def test_the_right_passphrase_after_a_wrong_one_signs(desk: Desk) -> None:
    run = desk.open(desk.letters[:1])
    desk.sign(run, "keliru")
    assert desk.sign(run).state is RunState.DONE
    assert len(desk.signatures()) == 1


def test_a_certificate_of_somebody_else_ends_the_run_before_anything_is_signed(desk: Desk) -> None:
    (path,) = desk.certificates.iterdir()
    path.write_bytes(p12("Orang Lain", WORD))
    ended = desk.sign(desk.open())
    assert (ended.state, "Orang Lain" in ended.reason) == (RunState.STOPPED, True)
    assert desk.signatures() == []


def test_an_expired_certificate_ends_the_run(desk: Desk) -> None:
    run = desk.open()
    desk.moving.forward(12 * 366)
    assert "kedaluwarsa" in desk.sign(run).reason
    assert desk.signatures() == []


def test_a_letter_that_may_not_be_signed_leaves_the_run_and_the_rest_goes_on(desk: Desk) -> None:
    run = desk.open()
    revoked, objected, good = desk.letters
    with desk.runtime.database.writing() as session:
        letters.revoke(session, revoked, NOW)
        card = find_card_by_id(session, get_letter(session, objected).about_id)
        assert card is not None
        plea = NewObjection(Ground.FACTS, "Ibu saya dirawat.")
        objections.file_objection(session, card.number, plea, actor=desk.owners[1], clock=desk.clock)
    assert desk.sign(run).state is RunState.DONE
    outcomes = desk.outcomes(run)
    assert (outcomes[revoked][0], "dicabut" in outcomes[revoked][1]) == (Outcome.BLOCKED, True)
    assert outcomes[objected] == (Outcome.BLOCKED, "Ada keberatan yang belum diputus.")
    assert outcomes[good] == (Outcome.SIGNED, "")
    with desk.runtime.database.reading() as session:
        (waiting,), more = service.list_waiting(session, desk.signer, desk.clock)
        assert (waiting.letter.id, more) == (objected, False)
        assert [str(one) for one in waiting.obstacles] == ["Ada keberatan yang belum diputus."]


def test_a_person_whose_record_changed_leaves_the_run(desk: Desk) -> None:
    run, renamed = desk.open(), desk.letters[0]
    with desk.runtime.database.writing() as session:
        card = find_card_by_id(session, get_letter(session, renamed).about_id)
        assert card is not None
        session.execute(update(Employee).where(Employee.id == card.employee_id).values(title_after="M.Kes."))
    assert desk.sign(run).state is RunState.DONE
    outcomes = desk.outcomes(run)
    assert outcomes[renamed][0] is Outcome.BLOCKED
    assert "Nama di SK" in outcomes[renamed][1]
    assert {outcomes[key][0] for key in desk.letters[1:]} == {Outcome.SIGNED}


def test_after_the_first_day_in_the_new_post_it_is_too_late(desk: Desk) -> None:
    run = desk.open(desk.letters[:1])
    desk.moving.forward(60)
    desk.sign(run)
    ((outcome, reason),) = desk.outcomes(run).values()
    assert outcome is Outcome.BLOCKED
    assert "tanggal" in reason.lower()


def test_two_processes_on_one_run_sign_each_letter_once(desk: Desk) -> None:
    run = desk.open()
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: desk.sign(run), range(2)))
    assert desk.run(run).state is RunState.DONE
    assert Counter(one.letter_id for one in desk.signatures()) == dict.fromkeys(desk.letters, 1)


def test_no_letter_waits_in_two_runs(desk: Desk) -> None:
    desk.open(desk.letters[:2])
    with pytest.raises(Conflict):
        desk.open(desk.letters[2:])
    with desk.runtime.database.writing() as session:
        waiting, _ = service.list_waiting(session, desk.signer, desk.clock)
    assert [one.letter.id for one in waiting] == desk.letters[2:]


def test_a_killed_process_leaves_what_it_signed_and_another_goes_on(desk: Desk) -> None:
    def die(number: int, _paper: Paper, signed: bytes) -> bytes:
        if number:
            raise KeyboardInterrupt
        return signed

    run = desk.open()
    with pytest.raises(KeyboardInterrupt):
        desk.sign(run, choose=lambda settings: odd(settings, die))
    assert len(desk.signatures()) == 1
    assert desk.sign(run).state is RunState.SIGNING
    assert len(desk.signatures()) == 1
    desk.moving.moment += DEAD_AFTER + timedelta(seconds=1)
    assert desk.sign(run).state is RunState.DONE
    assert [one.letter_id for one in desk.signatures()] == desk.letters


def test_who_lost_the_run_keeps_nothing_more(desk: Desk) -> None:
    run = desk.open()
    with desk.runtime.database.writing() as session:
        claimed = service.claim(session, run.id, desk.clock.now())
        assert claimed is not None
        assert service.claim(session, run.id, desk.clock.now()) is None
        service.end_run(session, run.id, STOPPED, desk.signer, desk.clock.now())
        with pytest.raises(Lost):
            service.beat(session, run.id, claimed[0], desk.clock.now())
        with pytest.raises(Conflict):
            service.end_run(session, run.id, STOPPED, desk.signer, desk.clock.now())
    assert desk.sign(run).state is RunState.STOPPED
    assert desk.signatures() == []


def test_what_comes_back_wrong_leaves_the_run_and_the_rest_goes_on(desk: Desk) -> None:
    def spoil(number: int, paper: Paper, signed: bytes) -> bytes:
        return (sign(paper.pdf, "Orang Lain"), paper.pdf, signed)[number]

    run = desk.open()
    done = desk.sign(run, choose=lambda settings: odd(settings, spoil))
    assert done.state is RunState.DONE
    assert [desk.outcomes(run)[key][0] for key in desk.letters] == [Outcome.BLOCKED, Outcome.BLOCKED, Outcome.SIGNED]
    assert "Orang Lain" in desk.outcomes(run)[desk.letters[0]][1]
    assert [one.letter_id for one in desk.signatures()] == desk.letters[2:]


def test_a_letter_that_the_service_refuses_does_not_hold_up_the_next(desk: Desk) -> None:
    refused: list[bytes] = []

    def refuse(_number: int, paper: Paper, signed: bytes) -> bytes:
        if not refused or paper.pdf in refused:
            refused.append(paper.pdf)
            raise PaperRefused(STOPPED)
        return signed

    run = desk.open()
    assert desk.sign(run, choose=lambda settings: odd(settings, refuse)).state is RunState.DONE
    assert [desk.outcomes(run)[key][0] for key in desk.letters] == [Outcome.BLOCKED, Outcome.SIGNED, Outcome.SIGNED]


def test_a_service_that_is_down_is_asked_again_and_nothing_is_lost(desk: Desk) -> None:
    calls: list[int] = []

    def down(number: int, _paper: Paper, signed: bytes) -> bytes:
        calls.append(number)
        if len(calls) in (2, 3):
            raise SignerDown
        return signed

    run = desk.open()
    assert desk.sign(run, choose=lambda settings: odd(settings, down), pauses=(0, 0)).state is RunState.DONE
    assert [one.letter_id for one in desk.signatures()] == desk.letters


def test_a_service_that_stays_down_makes_the_run_wait(desk: Desk) -> None:
    def down(number: int, _paper: Paper, signed: bytes) -> bytes:
        if number:
            raise SignerDown
        return signed

    run = desk.open()
    waiting = desk.sign(run, choose=lambda settings: odd(settings, down), pauses=())
    assert (waiting.state, "tidak menjawab" in waiting.reason) == (RunState.ASKING, True)
    assert len(desk.signatures()) == 1
    assert desk.sign(run).state is RunState.DONE
    assert [one.letter_id for one in desk.signatures()] == desk.letters


def test_a_fault_says_only_its_kind(desk: Desk) -> None:
    def fail(_number: int, _paper: Paper, _signed: bytes) -> bytes:
        raise ValueError(WORD)

    run = desk.sign(desk.open(), choose=lambda settings: odd(settings, fail))
    assert (run.state, "ValueError" in run.reason, WORD in run.reason) == (RunState.ASKING, True, False)


def test_nobody_signs_for_the_head_of_region(desk: Desk) -> None:
    acting = replace(desk.signer, grants=grants_of(Role.SIGNER, "", Holding.PLT))
    absent = Absentee(desk.signer.employee_id or 0, None, "Bupati")
    lent = tuple(replace(one, absentee=absent) for one in grants_of(Role.SIGNER, ""))
    substitute = replace(desk.actors["verifier"], grants=lent, absentees=(absent,))
    for other in (acting, substitute, desk.actors["decider"], desk.owners[0]):
        with pytest.raises(InvalidInput):
            desk.open(actor=other)


def test_nobody_signs_the_own_decree(desk: Desk) -> None:
    own = replace(desk.owners[0], grants=desk.signer.grants)
    with desk.runtime.database.reading() as session:
        waiting, _ = service.list_waiting(session, own, desk.clock)
    assert [one.letter.id for one in waiting] == desk.letters[1:]
    assert all("atas nama" in str(one.obstacles[0]) for one in waiting)


def test_a_letter_in_the_name_of_another_leaves_the_run(desk: Desk) -> None:
    run = desk.open()
    with desk.runtime.database.writing() as session:
        context = session.scalars(select(Letter.context).where(Letter.id == desk.letters[0])).one()
        named = {**context, "signatory": {**context["signatory"], "name": "RADEN LAMA"}}
        session.execute(update(Letter).where(Letter.id == desk.letters[0]).values(context=named))
    desk.sign(run)
    assert desk.outcomes(run)[desk.letters[0]][0] is Outcome.BLOCKED


def test_a_run_is_shown_to_whoever_opened_it(desk: Desk) -> None:
    run = desk.open()
    with desk.runtime.database.reading() as session:
        assert get_progress(session, run.id) == Progress(waiting=3)
        with pytest.raises(NotFound):
            get_run(session, run.id, desk.actors["verifier"].account_id)


def test_a_choice_without_letters_opens_nothing(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.open([])
    with pytest.raises(InvalidInput):
        desk.open([10**6])


NUMBERS = some.integers(0, 10_000)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, some.integers(1, 10**6))
def test_progress_adds_up(waiting: int, signed: int, blocked: int, left: int, seconds: int) -> None:
    pairs = zip(Outcome, (waiting, signed, blocked, left), strict=True)
    progress = count(pairs)
    assert progress.total == waiting + signed + blocked + left
    later = NOW + timedelta(seconds=seconds)
    rate = progress.per_minute(NOW, later)
    assert (rate is None) is (signed == 0)
    minutes = progress.minutes_left(NOW, later)
    assert (minutes is None) is (signed == 0 or waiting == 0)
    assert minutes is None or minutes >= 1
    assert progress.per_minute(None, later) is None
    assert progress.per_minute(later, NOW) is None


@given(some.integers(-100, 100))
def test_a_process_is_alive_as_long_as_it_is_heard(seconds: int) -> None:
    assert is_alive(NOW, NOW + timedelta(seconds=seconds)) is (abs(seconds) <= DEAD_AFTER.total_seconds())
    assert not is_alive(None, NOW)
