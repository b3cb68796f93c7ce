"""User names, passwords, slips, waiting times, roles: pure."""

import secrets
from datetime import date, timedelta
from unicodedata import normalize
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mutasi_flow.access.domain import (
    GRANTED_ROLES,
    ROLE_EXPLANATIONS,
    ROLE_LABELS,
    ROLE_MARKS,
    ROLE_PERMISSIONS,
    PasswordOwner,
    Role,
    check_new_password,
    check_username,
    fold_slip,
    fold_username,
    grants_for_absent,
    grants_of,
    make_slip_password,
    name_device,
    safe_address,
    wait_after,
)
from mutasi_flow.access.domain.roles import STAND_IN, Holding
from mutasi_flow.access.domain.sign_in import LONGEST_WAIT
from mutasi_flow.core.actor import Absentee, Permission
from mutasi_flow.core.errors import InvalidInput

OWNER = PasswordOwner("198603122010012001", "Wulan Setyowati", "198603122010012001", date(1986, 3, 12))


@pytest.mark.parametrize(
    "password",
    [
        "",
        "pendek1",
        "aaaaaaaaaaaa",
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "password123",
        "Rahasia12345",
        "Indonesia1945",
        "bismillah1986",
        "198603122010012001",
        "wulansetyowati",
        "Wulan.Setyowati",
        "Setyowati1986",
        "wulan12031986",
        "19860312-wulan",
        "12 03 1986 wulan",
        "mutasi2010012001",
        "x" * 201,
    ],
)
def test_easy_passwords_are_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_new_password(password, OWNER)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password", ["kopi hangat di beranda", "perahu-jukung-7", "Sepeda Biru 88", "ꦱꦸꦫꦧꦪꦏꦸꦛ ꦫꦩꦻ", "🐘🦜🐢🦎🐝🌴🌋🥭🪁🛶"]
)
def test_good_passwords_pass(password: str) -> None:
    check_new_password(password, OWNER)


@given(
    st.text(min_size=1, max_size=40), st.dates(date(1950, 1, 1), date(2005, 1, 1)), st.text("0123456789", max_size=18)
)
def test_checking_never_breaks_and_the_own_name_never_passes(name: str, birth_on: date, nip: str) -> None:
    owner = PasswordOwner("x", name, nip, birth_on)
    for password in (name, name + nip, f"{name}{birth_on:%d%m%Y}"):
        assume(len(normalize("NFKC", name).casefold()) > 2)
        with pytest.raises(InvalidInput):
            check_new_password(password, owner)


@pytest.mark.parametrize("name", ["198603122010012001", "wulan.s", "ꦮꦸꦭꦤ꧀", "łukasz_żak", "李小龍甲"])
def test_user_names_may_be_in_any_script(name: str) -> None:
    assert check_username(name) == fold_username(name)


@pytest.mark.parametrize(
    "name", ["", "ab", "x" * 65, "dua kata", "ganti\nbaris", "ada\0nol", "kosong\u200b", "\u202ebalik"]
)
def test_user_names_that_cannot_be_read_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_username(name)


@given(st.text(max_size=80))
def test_folding_a_user_name_twice_changes_nothing(name: str) -> None:
    folded = fold_username(name)
    assert fold_username(folded) == folded
    assert fold_username(f"  {name.upper()} ") == fold_username(name.upper())


def test_look_alike_widths_and_capitals_are_one_name() -> None:
    assert fold_username(" ＷＵＬＡＮ ") == fold_username("Wulan") == "wulan"


ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A057F) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{ANDROID} Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"{ANDROID} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", "Samsung Internet, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) … Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) … Version/18.1 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) … Version/18.1 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.9.1", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_as_its_owner_knows_it(agent: str, name: str) -> None:
    assert name_device(agent) == name


@given(st.text(max_size=2_000))
def test_whatever_a_browser_calls_itself_its_name_is_short(agent: str) -> None:
    assert len(name_device(agent)) <= 40


def test_waiting_grows_and_is_bounded() -> None:
    waits = [wait_after(failures) for failures in range(40)]
    assert waits == sorted(waits)
    assert waits[4] == timedelta(0) < waits[5]
    assert waits[-1] == LONGEST_WAIT


def test_a_slip_is_typed_as_people_type() -> None:
    password = make_slip_password(secrets.choice)
    assert len(password) == 14
    assert fold_slip(password) == fold_slip(f" {password.upper().replace('-', ' ')} ") == password.replace("-", "")


def test_every_role_is_named_explained_and_has_a_mark_of_its_own() -> None:
    assert set(ROLE_LABELS) == set(ROLE_EXPLANATIONS) == set(ROLE_PERMISSIONS) == set(ROLE_MARKS) == set(Role)
    assert Role.EMPLOYEE not in GRANTED_ROLES
    for role, mark in ROLE_MARKS.items():
        assert mark in ROLE_PERMISSIONS[role]
        assert grants_of(role, "/1/")[0].unit_path == "/1/"


def test_duties_are_apart() -> None:
    writing = {permission for permission in Permission if permission.value.startswith("transfers.")} - {
        Permission.TRANSFERS_READ
    }
    assert not ROLE_PERMISSIONS[Role.ADMIN] & (writing | {Permission.TRANSFERS_READ})
    assert not ROLE_PERMISSIONS[Role.AUDITOR] & (writing | {Permission.ACCOUNTS, Permission.EMPLOYEES_WRITE})
    deciders = [role for role in Role if Permission.TRANSFERS_DECIDE in ROLE_PERMISSIONS[role]]
    assert deciders == [Role.DECIDER]
    verifying = ROLE_PERMISSIONS[Role.VERIFIER]
    assert not verifying & {Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE}


@pytest.mark.parametrize("address", ["/", "/tugas", "/tugas?x=1&y=2#a", "/usulan/M-2026-0001", "/@jahat", "/..//x"])
def test_own_addresses_are_kept(address: str) -> None:
    assert safe_address(address) == address


@given(st.text(max_size=30))
def test_an_address_that_is_kept_stays_in_the_house(text: str) -> None:
    kept = safe_address(text)
    assert kept in {text, ""}
    if kept:
        seen = urlsplit(urljoin("https://mutasi.example/masuk", kept))
        assert (seen.scheme, seen.netloc) == ("https", "mutasi.example")


@pytest.mark.parametrize(
    "text", ["", "tugas", "//x", "///x", "https://x", "/\\x", "\\/x", "/\t/x", "/\n/x", "/ü", " /x"]
)
def test_addresses_outside_are_dropped(text: str) -> None:
    assert safe_address(text) == ""


def test_a_password_owner_may_have_no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mutasi_flow.access.domain.passwords.COMMON_WORDS", ())
    check_new_password("kopi hangat di beranda", PasswordOwner("pengawas", ""))
    with pytest.raises(InvalidInput):
        check_new_password("pengawas-pengawas", PasswordOwner("pengawas", ""))


@given(st.sampled_from(Role), st.sampled_from(Holding))
def test_whoever_stands_in_checks_and_reads_for_that_person_and_decides_nothing(role: Role, holding: Holding) -> None:
    away = Absentee(7, None, "Ratna Dewi")
    given_, own = grants_for_absent(away, role, "/1/", holding), grants_of(role, "/1/", holding)
    assert {one.permission for one in given_} == {one.permission for one in own} & STAND_IN
    assert not {one.permission for one in given_} & {Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE}
    assert all((one.unit_path, one.absentee) == ("/1/", away) for one in given_)
    assert all(one.capacity.startswith("mewakili Ratna Dewi (") for one in given_)
