"""Sign-in: right, wrong, unknown, disabled, too often, with a slip, twice at once."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import service
from mutasi_flow.access.domain import SignIn
from mutasi_flow.access.model import SignInFailure
from mutasi_flow.access.queries import find_by_session_key
from mutasi_flow.access.service import passwords
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.db import Database
from mutasi_flow.settings import Settings
from tests.factories import NOW, PASSWORD, TODAY, make_account, make_employee

DAY = timedelta(days=1)


def attempt(session: Session, username: str, password: str, at: datetime = NOW) -> SignIn:
    return service.check_password(session, username, password, at)


def refusal(session: Session, username: str, password: str, at: datetime = NOW) -> str:
    return str(attempt(session, username, password, at).refusal)


def test_the_right_password_opens_and_the_name_is_folded(session: Session) -> None:
    account = make_account(session, username="wulan")
    outcome = attempt(session, " WULAN ", PASSWORD)
    identity = find_by_session_key(session, outcome.session_key, TODAY)
    assert identity is not None
    assert outcome.account_id == identity.actor.account_id == account.id
    assert account.signed_in_at == NOW


def test_a_weaker_hash_is_renewed(session: Session) -> None:
    account = make_account(session)
    attempt(session, account.username, PASSWORD)
    assert not passwords.HASHER.check_needs_rehash(account.password_hash)
    assert attempt(session, account.username, PASSWORD).account_id == account.id


@pytest.mark.parametrize("password", ["", "salah", PASSWORD + " ", PASSWORD.upper(), "\ud800", "x" * 100_000])
def test_a_wrong_password_is_refused(session: Session, password: str) -> None:
    account = make_account(session)
    assert refusal(session, account.username, password).startswith("Nama pengguna atau kata sandi salah")
    assert account.signed_in_at is None


def test_unknown_and_known_names_get_the_same_answer(session: Session) -> None:
    account, without_password = make_account(session), make_account(session, password_hash="")
    names = (account.username, without_password.username, "tidak-ada", "", "ada\0nol", "\ud800")
    assert len({refusal(session, name, "salah") for name in names}) == 1
    assert refusal(session, without_password.username, "") == refusal(session, account.username, "")


def test_a_disabled_account_says_so_only_to_its_owner(session: Session) -> None:
    account = make_account(session, is_active=False)
    assert "dinonaktifkan" in refusal(session, account.username, PASSWORD)
    assert "dinonaktifkan" not in refusal(session, account.username, "salah")


def test_guessing_slows_down_and_the_right_password_must_wait_too(session: Session) -> None:
    account = make_account(session)
    for _ in range(5):
        assert "salah" in refusal(session, account.username, "salah")
    assert refusal(session, account.username, PASSWORD) == (
        "Terlalu banyak percobaan untuk nama pengguna ini. Coba lagi 10 detik lagi."
    )
    later = NOW + timedelta(seconds=10)
    assert attempt(session, account.username, PASSWORD, later).account_id == account.id
    assert session.scalars(select(SignInFailure)).all() == []


def test_asking_while_waiting_does_not_prolong_it(session: Session) -> None:
    account = make_account(session)
    for second in range(25):
        refusal(session, account.username, "salah", NOW + timedelta(seconds=second))
    assert attempt(session, account.username, PASSWORD, NOW + timedelta(seconds=50)).account_id == account.id


def test_unknown_names_slow_down_alike(session: Session) -> None:
    account = make_account(session)
    for name in (account.username, "hantu"):
        answers = [refusal(session, name, "salah") for _ in range(7)]
        assert answers[4:] == [answers[0], answers[6], answers[6]]


def test_a_long_siege_costs_minutes_not_hours(session: Session) -> None:
    account, at = make_account(session), NOW
    for _ in range(30):
        refusal(session, account.username, "salah", at)
        at += timedelta(minutes=6)
    assert "5 menit" in refusal(session, account.username, PASSWORD, at - timedelta(minutes=6))
    assert attempt(session, account.username, PASSWORD, at).account_id == account.id


def test_a_clock_set_back_locks_nobody_out(session: Session) -> None:
    account = make_account(session)
    for _ in range(6):
        attempt(session, account.username, "salah", NOW + 365 * DAY)
    assert attempt(session, account.username, PASSWORD, NOW).refusal is None


def test_failures_are_forgotten_after_a_day(session: Session) -> None:
    account = make_account(session)
    for _ in range(6):
        refusal(session, account.username, "salah")
    assert service.forget_failures(session, NOW) == 0
    assert "salah" in refusal(session, account.username, "salah", NOW + DAY)
    assert session.scalars(select(SignInFailure.failures)).all() == [1]
    assert service.forget_failures(session, NOW + 3 * DAY) == 1


def test_a_slip_opens_until_it_expires_and_asks_for_a_password(session: Session) -> None:
    account = make_account(session, make_employee(session), password_hash="")
    (slip,) = service.print_slips(session, SYSTEM, [account.id], NOW)
    typed = slip.password.replace("-", " ").upper()
    outcome = attempt(session, account.username, typed)
    assert (outcome.account_id, outcome.must_change_password) == (account.id, True)
    assert "tidak berlaku" in refusal(session, account.username, typed, slip.expires_at + DAY)
    assert "salah" in refusal(session, account.username, "aaaa-bbbb-cccc")


def test_a_new_slip_replaces_the_former(session: Session) -> None:
    account = make_account(session, make_employee(session))
    (first,) = service.print_slips(session, SYSTEM, [account.id], NOW)
    (second,) = service.print_slips(session, SYSTEM, [account.id], NOW)
    assert attempt(session, account.username, PASSWORD).account_id is None
    assert attempt(session, account.username, first.password).account_id is None
    assert attempt(session, account.username, second.password).account_id == account.id


def test_a_password_changed_between_the_beats_does_not_open(session: Session) -> None:
    account = make_account(session)
    begun = service.begin_attempt(session, account.username, NOW)
    assert begun.fits(PASSWORD)
    service.set_password(session, SYSTEM, account.id, "perahu jukung biru", NOW)
    assert service.finish_attempt(session, begun, PASSWORD, NOW, is_right=True).account_id is None


def test_many_guesses_at_once_are_all_counted(settings: Settings) -> None:
    database = Database(settings.effective_database_url)
    with database.writing() as session:
        username = make_account(session).username
    allowed: list[bool] = []

    def guess() -> None:
        with database.writing() as session:
            allowed.append(service.begin_attempt(session, username, NOW).refusal is None)

    threads = [Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        counted = session.scalars(select(SignInFailure.failures)).one()
    database.close()
    assert counted == sum(allowed)
    assert counted == 5
