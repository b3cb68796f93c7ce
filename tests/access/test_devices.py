"""Devices: signing out ends every copy of a cookie, and nobody ends what is another's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries, service
from mutasi_flow.access.model import Account, Device
from mutasi_flow.access.sweeps import SWEEPS
from mutasi_flow.app import create_app
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.runtime import Runtime
from tests.browsing import Browser, enter_as
from tests.factories import NOW, TODAY, make_account, make_employee, make_office

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(runtime: Runtime) -> Iterator[Session]:
    """A session whose work is committed by the test, on an office."""
    with runtime.database.writer() as session:
        make_office(session)
        session.commit()
        yield session


def person(session: Session) -> Account:
    account = make_account(session, make_employee(session))
    session.commit()
    return account


def seen(session: Session) -> list[datetime]:
    found = list(session.scalars(select(Device.seen_at).order_by(Device.id)))
    session.rollback()
    return found


def test_signing_out_ends_every_copy_of_the_cookie(app: Flask, client: Browser, office: Session) -> None:
    enter_as(client, person(office).id)
    assert client.get("/akun").status_code == 200
    stolen, kept = app.test_client(), client.get_cookie("mutasi")
    assert kept is not None
    stolen.set_cookie("mutasi", kept.value)
    assert stolen.get("/akun").status_code == 200
    client.post("/keluar")
    assert stolen.get("/akun").status_code == 303
    assert seen(office) == []


def test_other_devices_stay_when_one_is_signed_out(app: Flask, client: Browser, office: Session) -> None:
    account, other = person(office), app.test_client()
    enter_as(client, account.id)
    enter_as(other, account.id)
    client.post("/keluar")
    assert other.get("/akun").status_code == 200


@pytest.mark.both_databases
def test_an_own_device_is_ended_from_the_list(app: Flask, client: Browser, office: Session) -> None:
    account, phone = person(office), app.test_client()
    enter_as(phone, account.id)
    enter_as(client, account.id)
    page = client.get("/akun").get_data(as_text=True)
    assert page.count("perangkat yang sedang Anda pakai") == page.count("terakhir dipakai") == 1
    (theirs,) = [row.id for row in queries.list_devices(office, account.id, "") if f"/perangkat/{row.id}/" in page]
    office.rollback()
    assert client.post(f"/akun/perangkat/{theirs}/keluar").headers["Location"] == "/akun"
    assert (phone.get("/akun").status_code, client.get("/akun").status_code) == (303, 200)
    assert client.post(f"/akun/perangkat/{theirs}/keluar").status_code == 404


def test_nobody_ends_the_device_of_somebody_else(session: Session) -> None:
    mine, other = make_account(session, make_employee(session)), make_account(session)
    key = service.open_device(session, other.id, "", NOW)
    (row,) = queries.list_devices(session, other.id, key)
    with pytest.raises(NotFound):
        service.end_device(session, queries.load_actor(session, mine.id, TODAY), row.id, NOW)
    assert queries.find_by_session_key(session, key, TODAY) is not None


def test_the_device_that_asks_stands_first_and_then_the_last_used(session: Session) -> None:
    account = make_account(session)
    keys = [service.open_device(session, account.id, "Firefox/133.0 Android", NOW) for _ in range(3)]
    service.note_seen(session, keys[1], NOW + MINUTE)
    rows = queries.list_devices(session, account.id, keys[2])
    assert [(row.is_this, row.seen_at - NOW, row.name) for row in rows] == [
        (True, 0 * MINUTE, "Firefox, Android"),
        (False, MINUTE, "Firefox, Android"),
        (False, 0 * MINUTE, "Firefox, Android"),
    ]


def test_a_device_in_use_is_written_down_once_a_quarter_of_an_hour(runtime: Runtime, office: Session) -> None:
    now = [NOW]
    moving = replace(runtime, clock=Clock(runtime.clock.zone, lambda: now[0]))
    browser = create_app(moving.settings, moving).test_client()
    enter_as(browser, person(office).id)
    found = []
    for minutes in (1, 14, 15, 20, 29, 31):
        now[0] = NOW + minutes * MINUTE
        assert browser.get("/akun").status_code == 200
        found += seen(office)
    assert found == [NOW, NOW] + [NOW + 15 * MINUTE] * 3 + [NOW + 31 * MINUTE]


def test_idle_devices_are_swept_and_those_in_use_stay(runtime: Runtime, office: Session) -> None:
    account = person(office)
    idle = timedelta(hours=runtime.settings.session_hours)
    old, fresh = (service.open_device(office, account.id, "", at) for at in (NOW - idle - 20 * MINUTE, NOW - idle))
    office.commit()
    (sweep,) = [one for one in SWEEPS if one.name == "forget_idle_devices"]
    assert sweep.run(runtime) == 1
    assert queries.find_by_session_key(office, old, TODAY) is None
    assert queries.find_by_session_key(office, fresh, TODAY) is not None
