"""Sign-in, own account, slips and roles as people meet them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import service
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account, ApiToken, RoleGrant
from mutasi_flow.access.queries import find_by_session_key
from mutasi_flow.app import create_app
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.settings import Settings
from tests.browsing import Browser
from tests.factories import NOW, PASSWORD, TODAY, make_account, make_employee, make_office, make_unit

NEW = "perahu jukung biru"
SignIn = Callable[[Browser, Account], None]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"sign_in_limit": "500 per minute"})


@pytest.fixture
def office(runtime: Runtime) -> Iterator[Session]:
    """A session whose work is committed by the test, on an office with one unit."""
    with runtime.database.writer() as session:
        make_office(session)
        session.commit()
        yield session


def enter(client: Browser, username: str, password: str, **more: str) -> tuple[int, str, str]:
    answer = client.post("/masuk", data={"username": username, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True)


def person(session: Session, unit: Unit | None = None, roles: tuple[Role, ...] = (), **values: object) -> Account:
    account = make_account(session, make_employee(session, unit), roles=roles, **values)
    session.commit()
    return account


def test_signing_in_and_out(client: Browser, office: Session) -> None:
    account = person(office)
    assert client.get("/masuk").status_code == 200
    assert enter(client, account.username, PASSWORD, next="/tugas")[:2] == (303, "/tugas")
    assert account.name in client.get("/akun").get_data(as_text=True)
    assert client.get("/masuk").headers["Location"] == "/"
    assert client.post("/keluar").status_code == 303
    assert client.get("/akun").headers["Location"].startswith("/masuk?next=")


@pytest.mark.parametrize(
    "address",
    [
        "//jahat.example",
        "https://jahat.example",
        "/\\jahat.example",
        "\\\\jahat",
        "/\t/jahat",
        "javascript:alert(1)",
        "jahat",
    ],
)
def test_sign_in_leads_nowhere_else(client: Browser, office: Session, address: str) -> None:
    account = person(office)
    assert enter(client, account.username, PASSWORD, next=address)[:2] == (303, "/")


def test_a_wrong_password_gets_a_sentence_and_no_session(client: Browser, office: Session) -> None:
    account = person(office)
    status, _address, page = enter(client, account.username, "salah sekali")
    assert status == 422
    assert "Nama pengguna atau kata sandi salah" in page
    assert "salah sekali" not in page
    assert client.get("/akun").status_code == 303
    status, _address, page = enter(client, "", "")
    assert (status, "Kata sandi: belum diisi." in page) == (422, True)


def test_failures_are_counted_across_requests(client: Browser, office: Session) -> None:
    account = person(office)
    for _ in range(5):
        enter(client, account.username, "salah sekali")
    status, _address, page = enter(client, account.username, PASSWORD)
    assert status == 422
    assert "Terlalu banyak percobaan" in page


@pytest.mark.usefixtures("office")
def test_one_address_may_not_try_for_ever(runtime: Runtime) -> None:
    limited = runtime.settings.model_copy(update={"sign_in_limit": "3 per minute"})
    app = create_app(limited, replace(runtime, settings=limited))
    app.testing, app.test_client_class = True, Browser
    browser = app.test_client()
    assert isinstance(browser, Browser)
    assert [enter(browser, "hantu", "salah")[0] for _ in range(5)] == [422, 422, 422, 429, 429]


@pytest.mark.usefixtures("office")
def test_a_whole_office_signs_in_from_one_address(runtime: Runtime, office: Session) -> None:
    limited = runtime.settings.model_copy(update={"sign_in_limit": "3 per minute"})
    app = create_app(limited, replace(runtime, settings=limited))
    app.testing, app.test_client_class = True, Browser
    account = person(office)
    tries = [PASSWORD] * 5 + ["salah"] * 4
    browsers = [app.test_client() for _ in tries]
    outcomes = [
        enter(one, account.username, tried)[0]
        for one, tried in zip(browsers, tries, strict=True)
        if isinstance(one, Browser)
    ]
    assert outcomes == [303] * 5 + [422] * 3 + [429]


def test_names_in_any_script_sign_in(client: Browser, office: Session) -> None:
    person(office, username="ꦮꦸꦭꦤ꧀")
    assert enter(client, " ꦮꦸꦭꦤ꧀ ", PASSWORD)[0] == 303
    for name in ("<script>", "' OR 1=1 --", "x" * 5_000, "\u202ebalik", "🐘" * 70):
        assert enter(client, name, PASSWORD)[0] == 422


def test_sign_in_starts_a_fresh_session(client: Browser, office: Session) -> None:
    account = person(office)
    with client.session_transaction() as cookie:
        cookie["planted"] = "oleh orang lain"
    enter(client, account.username, PASSWORD)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert find_by_session_key(office, cookie["_user_id"], TODAY) is not None


def test_foreign_and_forged_sessions_open_nothing(client: Browser, office: Session) -> None:
    account = person(office, is_active=False)
    disabled = service.open_device(office, account.id, "", NOW)
    office.commit()
    for key in (disabled, f"{account.id}.0", "1", "admin", ""):
        with client.session_transaction() as cookie:
            cookie["_user_id"] = key
        assert client.get("/akun").status_code == 303
    client.set_cookie("mutasi", "eyJfdXNlcl9pZCI6IjEuMCJ9.aaaa.bbbb")
    assert client.get("/akun").status_code == 303


def test_forms_without_a_token_are_refused(client: Browser, office: Session) -> None:
    account = person(office)
    client.bare = True
    assert client.post("/masuk", data={"username": account.username, "password": PASSWORD}).status_code == 400


def test_a_one_time_password_leads_to_an_own_one(client: Browser, office: Session) -> None:
    account = person(office, password_hash="")
    (slip,) = service.print_slips(office, SYSTEM, [account.id], NOW)
    office.commit()
    assert enter(client, account.username, slip.password)[:2] == (303, "/akun/sandi?next=/")
    for address in ("/tugas", "/akun", "/pesan"):
        assert client.get(address).headers["Location"] == "/akun/sandi"
    assert client.get("/akun/sandi").status_code == 200
    refused = client.post("/akun/sandi", data={"password": account.username, "again": account.username})
    assert refused.status_code == 422
    differing = client.post("/akun/sandi", data={"password": NEW, "again": "lain sekali"})
    assert "yang kedua berbeda" in differing.get_data(as_text=True)
    changed = client.post("/akun/sandi", data={"password": NEW, "again": NEW, "next": "/tugas"})
    assert (changed.status_code, changed.headers["Location"]) == (303, "/tugas")
    assert client.get("/tugas").status_code == 200


def test_after_a_password_change_other_devices_are_out(app: Flask, client: Browser, office: Session) -> None:
    account = person(office)
    other = app.test_client()
    assert isinstance(other, Browser)
    for browser in (client, other):
        enter(browser, account.username, PASSWORD)
    changed = client.post("/akun/sandi", data={"current": PASSWORD, "password": NEW, "again": NEW})
    assert changed.status_code == 303
    assert client.get("/akun").status_code == 200
    assert other.get("/akun").status_code == 303


def test_the_present_password_is_asked_for(client: Browser, office: Session, sign_in: SignIn) -> None:
    sign_in(client, person(office))
    page = client.post("/akun/sandi", data={"current": "salah", "password": NEW, "again": NEW})
    assert page.status_code == 422
    assert "Kata sandi sekarang salah" in page.get_data(as_text=True)


def test_leaving_everywhere_ends_this_session_too(client: Browser, office: Session, sign_in: SignIn) -> None:
    sign_in(client, person(office))
    assert client.post("/akun/keluar-semua").status_code == 303
    assert client.get("/akun").status_code == 303


@pytest.mark.both_databases
def test_language_and_mail_are_kept(client: Browser, office: Session, sign_in: SignIn) -> None:
    account = person(office)
    sign_in(client, account)
    wrong = client.post("/akun", data={"locale": "id", "email": "bukan alamat"})
    assert (wrong.status_code, "nama@contoh.go.id" in wrong.get_data(as_text=True)) == (422, True)
    assert client.post("/akun", data={"locale": "en", "email": "w@contoh.go.id"}).status_code == 303
    office.refresh(account)
    assert (account.locale, account.email, account.mail_notices) == ("en", "w@contoh.go.id", False)
    assert '<html lang="en"' in client.get("/akun").get_data(as_text=True)


@pytest.mark.both_databases
def test_own_tokens_are_revoked_here_but_not_those_of_others(client: Browser, office: Session, sign_in: SignIn) -> None:
    account, other = person(office), person(office)
    for owner in (account, other):
        service.make_token(office, SYSTEM, owner.id, NOW, label="laporan")
    office.commit()
    mine, theirs = office.scalars(select(ApiToken.id).order_by(ApiToken.id)).all()
    office.commit()
    sign_in(client, account)
    assert "laporan" in client.get("/akun").get_data(as_text=True)
    assert client.post(f"/akun/token/{theirs}/cabut").status_code == 403
    assert client.post(f"/akun/token/{mine}/cabut").status_code == 303
    assert "laporan" not in client.get("/akun").get_data(as_text=True)


def test_tokens_open_the_api_and_cookies_do_not(client: Browser, office: Session, sign_in: SignIn) -> None:
    account = person(office, must_change_password=True)
    token = service.make_token(office, SYSTEM, account.id, NOW)
    office.commit()
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/tasks", headers=bearer).get_json() == {"items": [], "next": None}
    assert client.get("/api/v1/tasks", headers={"Authorization": "Bearer mutasi_x"}).status_code == 401
    sign_in(client, account)
    assert client.get("/api/v1/tasks").status_code == 401
    assert client.get("/akun/sandi", headers=bearer).status_code == 200


@pytest.fixture
def officer(office: Session) -> tuple[Account, Unit, Unit]:
    root = make_unit(office, "Dinas Pendidikan")
    here = make_unit(office, "SMP Negeri 4", parent=root)
    there = make_unit(office, "Puskesmas Rawa", parent=root)
    account = make_account(office, make_employee(office, here), roles=[(Role.STAFFING, here)])
    office.commit()
    return account, here, there


@pytest.mark.both_databases
def test_a_unit_gets_accounts_and_slips(
    client: Browser, office: Session, officer: tuple[Account, Unit, Unit], sign_in: SignIn
) -> None:
    account, here, there = officer
    colleague = make_employee(office, here, name="Melati <b>Anggraini</b>")
    office.commit()
    sign_in(client, account)
    found = client.get("/akun/slip?q=smp").get_data(as_text=True)
    assert f"/akun/slip/{here.id}" in found
    assert "Puskesmas" not in client.get("/akun/slip").get_data(as_text=True)
    assert "Tidak ada unit dengan nama" in client.get("/akun/slip?q=tidak-ada").get_data(as_text=True)
    assert client.get(f"/akun/slip/{there.id}").status_code == 404
    assert client.post(f"/akun/slip/{there.id}/akun").status_code == 404
    assert client.post(f"/akun/slip/{here.id}/akun").status_code == 303
    assert "1 akun menunggu slip" in client.get(f"/akun/slip/{here.id}").get_data(as_text=True)
    printed = client.post(f"/akun/slip/{here.id}/cetak")
    page = printed.get_data(as_text=True)
    assert printed.headers["Cache-Control"] == "no-store"
    assert "Melati &lt;b&gt;Anggraini" in page
    password = page.split("<code>")[1].split("</code>")[0]
    made = office.scalars(select(Account).where(Account.employee_id == colleague.id)).one()
    office.commit()
    client.post("/keluar")
    assert enter(client, made.username, password)[1] == "/akun/sandi?next=/"


def test_nothing_to_print_says_so(client: Browser, officer: tuple[Account, Unit, Unit], sign_in: SignIn) -> None:
    account, here, _there = officer
    sign_in(client, account)
    page = client.post(f"/akun/slip/{here.id}/cetak")
    assert (page.status_code, "Tidak ada akun yang menunggu" in page.get_data(as_text=True)) == (422, True)
    assert client.post("/akun/slip/cetak", data={"account": "x"}).status_code == 422


def test_an_officer_sees_the_own_units_and_no_roles(
    client: Browser, office: Session, officer: tuple[Account, Unit, Unit], sign_in: SignIn
) -> None:
    account, here, there = officer
    mine = person(office, here)
    powerful, foreign = person(office, here, (Role.VERIFIER,)), person(office, there)
    sign_in(client, account)
    page = client.get("/admin/akun").get_data(as_text=True)
    assert mine.name in page
    assert foreign.name not in page
    assert client.get(f"/admin/akun/{foreign.id}").status_code == 404
    assert "Hanya administrator" in client.get(f"/admin/akun/{powerful.id}").get_data(as_text=True)
    assert client.post("/akun/slip/cetak", data={"account": str(powerful.id)}).status_code == 403
    assert client.post(f"/admin/akun/{powerful.id}/nonaktif", data={"reason": "x"}).status_code == 403
    assert client.get(f"/admin/akun/{mine.id}/peran").status_code == 403
    assert client.get("/admin/akun/baru").status_code == 403
    assert client.post("/akun/slip/cetak", data={"account": str(mine.id)}).status_code == 200


def test_an_ordinary_employee_reaches_no_account_pages(client: Browser, office: Session, sign_in: SignIn) -> None:
    account = person(office)
    sign_in(client, account)
    for address in ("/admin/akun", f"/admin/akun/{account.id}", "/akun/slip", f"/admin/akun/{account.id}/peran"):
        assert client.get(address).status_code == 403


@pytest.mark.both_databases
def test_an_administrator_gives_and_takes_roles(client: Browser, office: Session, sign_in: SignIn) -> None:
    admin, unit = person(office, roles=(Role.ADMIN,)), make_unit(office, "Dinas Kesehatan")
    account = person(office)
    sign_in(client, admin)
    address = f"/admin/akun/{account.id}/peran"
    assert "Dinas Kesehatan" in client.get(f"{address}?q=kesehatan").get_data(as_text=True)
    wrong = client.post(address, data={"role": "employee", "unit": "1x"})
    assert wrong.status_code == 422
    given = {"role": "verifier", "unit": str(unit.id), "from_on": TODAY.isoformat(), "warrant": "SP 3"}
    assert client.post(address, data=given).status_code == 303
    assert "sudah memegang peran" in client.post(address, data=given).get_data(as_text=True)
    card = client.get(f"/admin/akun/{account.id}").get_data(as_text=True)
    assert "Dinas Kesehatan" in card
    assert "Peran diberikan" in card
    grant = office.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).one()
    office.commit()
    assert client.get(f"{address}/{grant.id}/cabut").status_code == 200
    assert client.post(f"{address}/{grant.id}/cabut").status_code == 303
    assert client.get(f"{address}/{grant.id}/cabut").status_code == 404
    assert client.get(f"/admin/akun?peran=admin&q={admin.username}").get_data(as_text=True).count(admin.name) >= 1


def test_an_administrator_disables_with_a_reason_and_enables(client: Browser, office: Session, sign_in: SignIn) -> None:
    admin, account = person(office, roles=(Role.ADMIN,)), person(office)
    sign_in(client, admin)
    address = f"/admin/akun/{account.id}"
    assert client.get(f"{address}/nonaktif").status_code == 200
    assert client.post(f"{address}/nonaktif", data={"reason": ""}).status_code == 422
    assert client.post(f"{address}/nonaktif", data={"reason": "pindah <instansi>"}).status_code == 303
    assert "pindah &lt;instansi&gt;" in client.get(address).get_data(as_text=True)
    assert client.post(f"{address}/aktif").status_code == 303
    assert client.post(f"{address}/keluarkan").status_code == 303
    own = client.post(f"/admin/akun/{admin.id}/nonaktif", data={"reason": "x"})
    assert (own.status_code, "akun sendiri" in own.get_data(as_text=True)) == (422, True)
    assert client.post(f"/admin/akun/{admin.id}/keluarkan").status_code == 403


def test_an_account_for_an_outsider(client: Browser, office: Session, sign_in: SignIn) -> None:
    sign_in(client, person(office, roles=(Role.ADMIN,)))
    assert client.get("/admin/akun/baru").status_code == 200
    assert client.post("/admin/akun/baru", data={"name": "", "username": "a b"}).status_code == 422
    made = client.post("/admin/akun/baru", data={"name": "Pengawas Luar", "username": "pengawas"})
    assert made.status_code == 303
    again = client.post("/admin/akun/baru", data={"name": "Lain", "username": "PENGAWAS"})
    assert (again.status_code, "sudah dipakai" in again.get_data(as_text=True)) == (422, True)


def test_lists_go_on_after_a_page(client: Browser, office: Session, sign_in: SignIn) -> None:
    admin = person(office, roles=(Role.ADMIN,))
    unit = office.get_one(Unit, office.get_one(Employee, admin.employee_id).unit_id)
    for _ in range(30):
        make_account(office, make_employee(office, unit))
    office.commit()
    sign_in(client, admin)
    first, second = client.get("/admin/akun"), client.get("/admin/akun?mulai=25")
    assert "mulai=25" in first.get_data(as_text=True)
    assert "mulai=0" in second.get_data(as_text=True)
    for odd in ("mulai=-5", "mulai=x", "mulai=99999999999999999999", "peran=raja", "q=%00"):
        assert client.get(f"/admin/akun?{odd}").status_code in {200, 400}


def test_sessions_end_when_idle(app: Flask) -> None:
    assert app.permanent_session_lifetime == timedelta(hours=12)
    assert app.config["SESSION_COOKIE_HTTPONLY"]
