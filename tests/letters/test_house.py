"""What the office settles about its letters: regulations by the day of the letter, and switches that begin on a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.contexts import LEGAL_BASES, House, LegalBasis
from mutasi_flow.letters.domain import CITING_KINDS, LONGEST_BASIS
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.queries import find_style, get_house, list_bases, list_styles
from mutasi_flow.letters.service import NewBasis, NewStyle, add_basis, add_style, end_basis, seed_bases
from mutasi_flow.people.domain import EmploymentStatus
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_office
from tests.transfers.scene import build_scene

PNS, PPPK = EmploymentStatus.PNS, EmploymentStatus.PPPK
OWN = NewBasis("Peraturan Daerah Kabupaten Sagara Nomor 7 Tahun 2021 tentang Perangkat Daerah", 45, date(2021, 5, 1))
days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
bases = st.builds(
    LegalBasis,
    st.sampled_from(["A;", "B;", "C;"]),
    days,
    days,
    st.frozensets(st.sampled_from(EmploymentStatus), min_size=1),
    st.frozensets(st.sampled_from(sorted(CITING_KINDS))),
)


def put(session: Session, basis: NewBasis) -> int:
    return add_basis(session, basis, actor=SYSTEM, at=NOW)


@given(st.lists(bases, max_size=6), days, st.sampled_from(EmploymentStatus), st.sampled_from(sorted(CITING_KINDS)))
def test_a_letter_cites_what_is_in_force_for_its_people_and_its_kind(
    given_bases: list[LegalBasis], on: date, status: EmploymentStatus, kind: str
) -> None:
    cited = House(bases=tuple(given_bases)).cite(kind, (status,), on)
    fitting = [
        one.text
        for one in given_bases
        if one.valid_from <= on <= one.valid_to and status in one.statuses and kind in (one.kinds or {kind})
    ]
    assert list(cited) == fitting


def test_the_shipped_list_is_seeded_once_and_says_the_same(session: Session) -> None:
    assert get_house(session, TODAY).bases == LEGAL_BASES, "without rows the shipped list holds"
    assert seed_bases(session, NOW) == len(LEGAL_BASES)
    assert seed_bases(session, NOW) == 0
    assert get_house(session, TODAY).bases == LEGAL_BASES


def test_an_own_regulation_stands_at_its_place_and_ends(session: Session) -> None:
    seed_bases(session, NOW)
    key = put(session, OWN)
    cited = get_house(session, TODAY).cite("transfer_decree", (PNS,), TODAY)
    assert cited.index(f"{OWN.text};") == 3, "between the regulations of rank 40 and 50"
    end_basis(session, key, TODAY - timedelta(days=1), actor=SYSTEM, at=NOW)
    assert f"{OWN.text};" not in get_house(session, TODAY).cite("transfer_decree", (PNS,), TODAY)
    end_basis(session, key, None, actor=SYSTEM, at=NOW)
    assert f"{OWN.text};" in get_house(session, TODAY).cite("transfer_decree", (PNS,), TODAY)


def test_a_regulation_for_some_is_cited_for_them_only(session: Session) -> None:
    put(session, replace(OWN, statuses=(PPPK.value,), kinds=("transfer_revocation",)))
    house = get_house(session, TODAY)
    assert house.cite("transfer_revocation", (PPPK,), TODAY)
    assert not house.cite("transfer_revocation", (PNS,), TODAY)
    assert not house.cite("transfer_decree", (PPPK,), TODAY)


@pytest.mark.parametrize(
    ("basis", "field"),
    [
        (replace(OWN, text=" ; "), "text"),
        (replace(OWN, text="x" * LONGEST_BASIS), "text"),
        (replace(OWN, text="Peraturan \U0001f600"), "text"),
        (replace(OWN, to_on=date(2020, 1, 1)), "to_on"),
        (replace(OWN, statuses=("guest",)), "statuses"),
        (replace(OWN, kinds=("cover_letter",)), "kinds"),
    ],
)
def test_a_regulation_that_cannot_be_cited_is_refused(session: Session, basis: NewBasis, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(session, basis)
    assert refused.value.field == field


def test_the_end_of_what_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        end_basis(session, 9_999, None, actor=SYSTEM, at=NOW)
    key = put(session, OWN)
    with pytest.raises(InvalidInput):
        end_basis(session, key, date(2020, 1, 1), actor=SYSTEM, at=NOW)


def test_switches_begin_on_their_day(session: Session) -> None:
    style = NewStyle(TODAY + timedelta(days=7), has_invocation=False, first_label="PERTAMA", paper="A4")
    add_style(session, style, actor=SYSTEM, today=TODAY, at=NOW)
    assert find_style(session, TODAY) is None
    assert get_house(session, TODAY) == replace(get_house(session, TODAY), paper="F4", first_label="KESATU")
    house = get_house(session, style.from_on)
    assert (house.invocation, house.labels[0], house.paper, house.certifier) == ("", "PERTAMA", "A4", None)
    named = replace(style, certifier_title="Kepala Bagian Hukum", certifier_name="Rangga, S.H.", certifier_nip="1979")
    add_style(session, named, actor=SYSTEM, today=TODAY, at=NOW)
    certifier = get_house(session, style.from_on).certifier
    assert certifier is not None
    assert (certifier.lines, certifier.below) == (("Kepala Bagian Hukum,",), ("NIP 1979",))
    assert [one.certifier_name for one in list_styles(session)] == ["Rangga, S.H.", ""]


@pytest.mark.parametrize(
    "style",
    [
        NewStyle(TODAY - timedelta(days=1)),
        NewStyle(TODAY, first_label="SATU"),
        NewStyle(TODAY, paper="A5"),
        NewStyle(TODAY, certifier_name="Rangga"),
    ],
)
def test_switches_that_make_no_sense_are_refused(session: Session, style: NewStyle) -> None:
    with pytest.raises(InvalidInput):
        add_style(session, style, actor=SYSTEM, today=TODAY, at=NOW)


def test_a_decree_follows_the_rows_of_its_day(session: Session) -> None:
    scene = build_scene(session)
    put(session, replace(OWN, from_on=scene.clock.today()))
    add_style(session, NewStyle(scene.clock.today(), first_label="PERTAMA"), actor=SYSTEM, today=TODAY, at=NOW)
    number = scene.to_decreed()
    context = session.scalars(select(Letter.context).where(Letter.kind == "transfer_decree")).one()
    assert number
    assert context["bases"] == [f"{OWN.text};"]
    assert context["clauses"][0]["label"] == "PERTAMA"


def test_only_kinds_that_are_there_cite(session: Session) -> None:
    assert {kind.name for kind in LETTER_KINDS} >= CITING_KINDS
    assert not list_bases(session)


@pytest.fixture
def admin(client: Browser, runtime: Runtime, sign_in: Callable[[Browser, Account], None]) -> Browser:
    with runtime.database.writing() as session:
        make_office(session)
        account = make_account(session, roles=(Role.ADMIN,))
        seed_bases(session, NOW)
    sign_in(client, account)
    return client


def test_the_pages_add_end_and_refuse(admin: Browser) -> None:
    page = admin.get("/admin/dasar-hukum").text
    assert "Undang-Undang Nomor 20 Tahun 2023" in page
    assert 'value="70"' in page
    day = TODAY.isoformat()
    refused = admin.post("/admin/dasar-hukum", data={"text": "", "position": "45", "from_on": day})
    assert refused.status_code == 422
    given = {"text": OWN.text, "position": "45", "from_on": day, "kinds": "transfer_decree", "statuses": "pns"}
    assert admin.post("/admin/dasar-hukum", data=given).status_code == 303
    page = admin.get("/admin/dasar-hukum").text
    assert OWN.text in page
    assert "Surat Keputusan Pemindahan" in page
    assert admin.post("/admin/dasar-hukum/1", data={"to_on": "2024-01-01"}).status_code == 303
    assert "Tidak berlaku lagi" in admin.get("/admin/dasar-hukum").text
    assert admin.post("/admin/dasar-hukum/999", data={"to_on": ""}).status_code == 404
    assert "Bawaan: F4" in admin.get("/admin/tata-surat").text
    style = {"from_on": day, "paper": "A4", "first_label": "PERTAMA", "certifier_name": "Rangga, S.H."}
    assert admin.post("/admin/tata-surat", data=style).status_code == 422
    style["certifier_title"] = "Kepala Bagian Hukum"
    assert admin.post("/admin/tata-surat", data=style).status_code == 303
    page = admin.get("/admin/tata-surat").text
    assert "A4 · PERTAMA · tanpa baris rahmat · disahkan Rangga, S.H., Kepala Bagian Hukum" in page
