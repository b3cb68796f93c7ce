"""Looking as somebody else: with a reason, told, in the trail, for a quarter of an hour, and reading only."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mutasi_flow.access import service as access
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.web import viewing
from mutasi_flow.inbox.model import Notice
from tests.browsing import Browser
from tests.factories import make_account
from tests.transfers.test_pages import Town

REASON = "Kepala sekolah tidak menemukan tugasnya."
SEEN_AS = "melihat sebagai"


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


def begin(town: Town, who: str = "head0", status: int = 303, reason: str = REASON) -> str:
    return town.press(f"/admin/akun/{town.accounts[who].id}/lihat-sebagai", status, reason=reason)


def entries(town: Town) -> list[tuple[str, str, str]]:
    with town.runtime.database.reading() as session:
        wanted = select(AuditEntry.action, AuditEntry.actor, AuditEntry.capacity).where(
            AuditEntry.action.startswith("viewing")
        )
        return [(row[0], row[1], row[2]) for row in session.execute(wanted.order_by(AuditEntry.id))]


@pytest.mark.both_databases
def test_an_administrator_sees_what_the_owner_sees_and_both_know(town: Town) -> None:
    town.submit()
    admin, head = town.accounts["admin"], town.accounts["head0"]
    town.become("admin")
    assert "Lihat sebagai" in town.read(f"/admin/akun/{head.id}")
    assert "15 menit" in town.read(f"/admin/akun/{head.id}/lihat-sebagai")
    begin(town)
    page = town.read("/tugas")
    assert SEEN_AS in page
    assert head.name in page
    assert admin.name in page
    assert "Tanggapan" in page
    assert SEEN_AS in town.read("/")
    town.read("/admin/akun", 403)
    town.press("/admin/lihat-sebagai/akhiri")
    assert SEEN_AS not in town.read("/tugas")
    town.read("/admin/akun")
    assert entries(town) == [
        ("viewing_begun", admin.name, "Administrator"),
        ("viewing_ended", admin.name, "Administrator"),
    ]
    with town.runtime.database.reading() as session:
        payload = session.scalars(select(AuditEntry.payload).where(AuditEntry.action == "viewing_begun")).one()
        told = session.scalars(select(Notice).where(Notice.employee_id == head.employee_id)).all()
    assert REASON in str(payload)
    assert [notice.event for notice in told][-1] == "viewing_begun"
    assert REASON not in str(told[-1].values)


def test_every_press_is_refused_whatever_the_view(town: Town, app: Flask) -> None:
    number = town.submit()
    task = next(task for task in town.open_tasks() if task.holder_employee_id == town.accounts["head0"].employee_id)
    town.become("admin")
    begin(town)
    for path in (f"/tanggapan/{task.id}", "/pesan", "/usulan/baru", "/masuk", "/keluar", f"/usulan/{number}/dokumen"):
        assert "hanya membaca" in town.press(path, 403, outcome="support")
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()) and not rule.arguments]
    for rule in rules:
        if not str(rule).startswith("/api/") and rule.endpoint != "viewing.end":
            town.press(str(rule), 403)
    assert task.id in [one.id for one in town.open_tasks()]
    assert SEEN_AS in town.read("/tugas")


@pytest.mark.both_databases
def test_it_ends_by_itself_after_a_quarter_of_an_hour(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.become("admin")
    begin(town)
    assert SEEN_AS in town.read("/tugas")
    now = town.runtime.clock.now

    class Later:
        def now(self) -> object:
            return now() + timedelta(minutes=15)

    monkeypatch.setattr(viewing, "current_clock", Later)
    assert SEEN_AS not in town.read("/tugas")
    town.press("/pesan")
    town.press("/admin/lihat-sebagai/akhiri", 403)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_without_a_reason_nothing_begins(town: Town, reason: str) -> None:
    town.become("admin")
    assert "alasannya" in begin(town, status=422, reason=reason)
    assert SEEN_AS not in town.read("/tugas")
    assert entries(town) == []


def test_only_administrators_and_only_at_accounts_whose_owner_can_be_told(town: Town) -> None:
    town.become("verifier")
    begin(town, status=403)
    with town.runtime.database.writing() as session:
        town.accounts["nobody"] = make_account(session)
        session.expunge_all()
    town.become("admin")
    begin(town, "admin", 422)
    begin(town, "nobody", 422)
    town.press("/admin/akun/99999/lihat-sebagai", 404, reason=REASON)
    with town.runtime.database.writing() as session:
        boss = load_actor(session, town.accounts["admin"].id, town.runtime.clock.today())
        access.disable_account(session, boss, town.accounts["head0"].id, town.runtime.clock.now())
    begin(town, "head0", 422)
    assert SEEN_AS not in town.read("/tugas")
    assert entries(town) == []


def test_who_loses_the_role_sees_the_own_pages_at_once(town: Town) -> None:
    town.become("admin")
    begin(town, "head1")
    assert SEEN_AS in town.read("/tugas")
    with town.runtime.database.writing() as session:
        boss = load_actor(session, town.accounts["admin"].id, town.runtime.clock.today())
        access.disable_account(session, boss, town.accounts["head1"].id, town.runtime.clock.now())
    assert SEEN_AS not in town.read("/tugas")
