import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people import queries, service
from mutasi_flow.people.domain import Burden, Conditions, Lack, RemoteTest, Terrain
from mutasi_flow.people.model import District, Place, PlaceTest, Unit
from mutasi_flow.people.service.imports.places import PLACES
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee, make_unit
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip, text_sheet

SignIn = Callable[[Browser, Account], None]
SQUARE = [[[104.0, -5.0], [105.0, -5.0], [105.0, -4.0], [104.0, -4.0], [104.0, -5.0]]]
HEADER = "kode,nama,kecamatan,lintang,bujur,medan,lama perjalanan (jam),angkutan,kesehatan\n"
FULL = HEADER + "T1,SD Negeri 1,Sagara,-4.5,104.5,kepulauan,6.5,tidak,sebagian\nT2,SD Negeri 2,Sagara,,,,,,\n"


def outlines(*names: str, coordinates: object = SQUARE, kind: str = "Polygon") -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"kode": f"18.{number}", "nama": name},
            "geometry": {"type": kind, "coordinates": coordinates},
        }
        for number, name in enumerate(names)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def make_place(session: Session, code: str = "T1", **values: object) -> Place:
    place = Place(**{"code": code, "name": f"Sekolah {code}", "district": "Sagara", **values})
    session.add(place)
    session.flush()
    return place


def findings_of(session: Session, code: str) -> dict[RemoteTest, Lack]:
    session.expire_all()
    statement = select(PlaceTest.test, PlaceTest.lack).join(Place, Place.id == PlaceTest.place_id)
    return dict(session.execute(statement.where(Place.code == code)).all())


def test_a_sheet_brings_what_serving_there_is_like(session: Session) -> None:
    assert bring_in(session, PLACES, text_sheet(FULL)).new == 2
    assert findings_of(session, "T1") == {RemoteTest.TRANSPORT: Lack.WHOLLY, RemoteTest.HEALTH: Lack.PARTLY}
    assert findings_of(session, "T2") == {}
    assert [checked.same for checked in round_trip(session, PLACES)] == [2, 2]


def test_a_second_sheet_changes_only_what_it_says(session: Session) -> None:
    bring_in(session, PLACES, text_sheet(FULL))
    changed = FULL.replace("tidak,sebagian", ",ada").replace("6.5", "")
    assert bring_in(session, PLACES, text_sheet(changed)).changed == 1
    assert findings_of(session, "T1") == {RemoteTest.TRANSPORT: Lack.WHOLLY, RemoteTest.HEALTH: Lack.NONE}
    assert session.scalars(select(Place.travel_hours).where(Place.code == "T1")).one() == 6.5


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("T1,SD,Sagara,,,,-1,,", "Lama perjalanan"),
        ("T1,SD,Sagara,,,,999,,", "Lama perjalanan"),
        ("T1,SD,Sagara,,,,,mungkin,", "ada, sebagian, atau tidak"),
        ("T1,SD,Sagara,-95,104,,,,", "Koordinat di luar bumi"),
    ],
)
def test_faults_in_the_sheet(session: Session, row: str, words: str) -> None:
    checked = attempt(session, PLACES, text_sheet(HEADER + row + "\n"))
    assert words in str(reasons(checked))
    assert session.scalars(select(Place)).all() == []


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [("4.5", "104.5", "tanda minus"), ("-3", "104.5", "di luar batas"), ("-4.5", "104.5", "")],
)
def test_points_are_held_against_the_outline(session: Session, lat: str, lon: str, words: str) -> None:
    service.replace_districts(session, SYSTEM, outlines("SAGARA"), NOW)
    checked = bring_in(session, PLACES, text_sheet(f"{HEADER}T1,SD,Sagara,{lat},{lon},,,,\n"))
    assert checked.warnings == (1 if words else 0)
    assert words in str(reasons(checked))


def test_swapped_degrees_are_recognised(session: Session) -> None:
    near_the_line = [[[10.0, 40.0], [11.0, 40.0], [11.0, 41.0], [10.0, 41.0]]]
    service.replace_districts(session, SYSTEM, outlines("Sagara", coordinates=near_the_line), NOW)
    checked = bring_in(session, PLACES, text_sheet(f"{HEADER}T1,SD,Sagara,10.5,40.5,,,,\n"))
    assert "tertukar" in str(reasons(checked))


def test_districts_are_replaced_as_a_whole(session: Session) -> None:
    assert service.replace_districts(session, SYSTEM, outlines("Sagara", "Kuala"), NOW) == 2
    assert (
        service.replace_districts(session, SYSTEM, outlines("Muara", coordinates=[SQUARE], kind="MultiPolygon"), NOW)
        == 1
    )
    assert [one.name for one in queries.list_districts(session)] == ["Muara"]
    assert [row.action for row in audit.trail(session, "office")] == ["districts_replaced"] * 2


def test_names_lose_what_no_database_takes(session: Session) -> None:
    odd = outlines("Sagara\0 \ud800Muara\u202e")
    assert service.replace_districts(session, SYSTEM, odd, NOW) == 1
    assert [one.name for one in queries.list_districts(session)] == ["Sagara Muara"]
    with pytest.raises(InvalidInput):
        service.replace_districts(session, SYSTEM, outlines("\0"), NOW)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"[" * 100_000,
        b'{"features": []}',
        b'{"features": {"a": 1}}',
        b'{"features": [1]}',
        b'{"features": [{"properties": null, "geometry": null}]}',
        outlines(""),
        outlines("Sagara", coordinates=[[[104, -5], [105, -5]]]),
        outlines("Sagara", coordinates=[[[704, -5], [105, -5], [105, -4]]]),
        outlines("Sagara", coordinates="semua"),
        outlines("Sagara", coordinates=[[[], [], []]]),
        outlines("Sagara", coordinates=[[[10**400, -5], [105, -5], [105, -4]]]),
        outlines("Sagara", kind="Point"),
    ],
)
def test_what_is_no_outline_is_refused(session: Session, data: bytes) -> None:
    service.replace_districts(session, SYSTEM, outlines("Sagara"), NOW)
    with pytest.raises(InvalidInput):
        service.replace_districts(session, SYSTEM, data, NOW)
    assert len(session.scalars(select(District)).all()) == 1


def test_places_are_those_of_the_units_one_may_see(session: Session) -> None:
    one, other, _empty = (make_place(session, code) for code in ("T1", "T2", "T3"))
    dinas = make_unit(session, "Dinas", place_id=one.id)
    make_employee(session, make_unit(session, "Bidang", parent=dinas, place_id=one.id))
    make_unit(session, "Lain", place_id=other.id)
    mine = queries.list_places(session, [dinas.path])
    assert [(place.code, place.staff) for place in mine] == [("T1", 1)]
    assert [place.code for place in queries.list_places(session, [""])] == ["T1", "T2", "T3"]
    assert queries.list_places(session, []) == ()
    assert [name for _, name in queries.list_units_at(session, one.id, [dinas.path])] == ["Dinas", "Bidang"]
    with pytest.raises(NotFound):
        queries.get_place(session, "T2", [dinas.path])


def test_what_is_recorded_is_read_back(session: Session) -> None:
    place = make_place(session)
    known = Conditions({RemoteTest.SCHOOL: Lack.WHOLLY}, 3.5, Terrain.ISLANDS)
    service.save_conditions(session, SYSTEM, place.id, point=(-4.5, 104.5), conditions=known, at=NOW)
    found = queries.get_place(session, "T1", [""])
    assert (found.point, dict(found.conditions.tests), found.conditions.travel_hours) == (
        (-4.5, 104.5),
        known.tests,
        3.5,
    )
    service.save_conditions(session, SYSTEM, place.id, point=None, conditions=Conditions({}), at=NOW)
    found = queries.get_place(session, "T1", [""])
    assert (found.point, found.hardship.burden) == (None, None)


@dataclass(frozen=True)
class Isles:
    dinas: Unit
    staffing: Account
    admin: Account
    stranger: Account


@pytest.fixture
def isles(runtime: Runtime) -> Isles:
    with runtime.database.writing() as session:
        office = service.OfficeData(name="Pemerintah Kabupaten Sagara", region="Kabupaten Sagara")
        service.seed_office(session, office, today=TODAY, at=NOW)
        service.replace_districts(session, SYSTEM, outlines("Sagara"), NOW)
        far = make_place(session, "T1", name="Puskesmas Pulau Biduk", latitude=-9.0, longitude=104.5)
        near = make_place(session, "T2", name="Kantor <b>Bupati</b>", latitude=-4.5, longitude=104.5)
        dinas = make_unit(session, "Dinas Kesehatan", place_id=far.id)
        person = make_employee(session, make_unit(session, "Sekretariat", place_id=near.id))
        return Isles(
            dinas,
            make_account(session, roles=[(Role.STAFFING, dinas)]),
            make_account(session, roles=[Role.ADMIN]),
            make_account(session, person),
        )


def test_the_list_and_the_map(client: Browser, sign_in: SignIn, isles: Isles) -> None:
    sign_in(client, isles.admin)
    page = client.get("/tempat").text
    assert "Puskesmas Pulau Biduk" in page
    assert "Kantor &lt;b&gt;Bupati" in page
    assert "Kantor" not in client.get("/tempat?tampil=di-luar-batas").text
    assert "Semua (2)" in client.get("/tempat?tampil=entah").text
    shown = client.get("/peta").text
    assert shown.count("<title>") == 4  # the page, the outline, two places
    assert "antara 0 dan 100 dari 100" in shown


def test_a_long_list_has_pages_and_a_search(client: Browser, sign_in: SignIn, isles: Isles, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        for number in range(30):
            make_place(session, f"S{number:02}", district="Zamrud")
    sign_in(client, isles.admin)
    first = client.get("/tempat").text
    assert first.count('data-l="Kecamatan"') == 25
    assert "Semua (32)" in first
    assert "Sekolah S29" not in first
    assert "Sekolah S29" in client.get("/tempat?tampil=semua&mulai=25").text
    assert 'rel="next"' not in client.get("/tempat?mulai=25").text
    found = client.get("/tempat?q=s29").text
    assert "Sekolah S29" in found
    assert "Semua (1)" in found
    assert "tampil=belum-lengkap&amp;q=s29" in found
    assert "Periksa ejaan" in client.get("/tempat?q=tidak-ada&mulai=-9").text


def test_a_place_is_described(client: Browser, sign_in: SignIn, isles: Isles) -> None:
    sign_in(client, isles.admin)
    assert "500,4 km" in client.get("/tempat/T1").text  # to the other place: four and a half degrees
    form = {
        "latitude": "-9,1",
        "longitude": "104.4",
        "travel_hours": "7,5",
        "terrain": "kepulauan",
        "transport": "wholly",
    }
    assert client.post("/tempat/T1", data=form).status_code == 303
    page = client.get("/tempat/T1").text
    assert 'value="7,5"' in page
    assert 'value="-9.1"' in page


@pytest.mark.both_databases
def test_a_wrong_field_keeps_what_was(client: Browser, sign_in: SignIn, isles: Isles) -> None:
    sign_in(client, isles.admin)
    wrong = {"latitude": "", "longitude": "jauh", "travel_hours": "-1", "terrain": "laut", "school": "?"}
    for name, value in wrong.items():
        answer = client.post("/tempat/T1", data={"latitude": "-8", "longitude": "104", name: value})
        assert answer.status_code == 422, name
        assert "Ada kesalahan" in answer.text, name
        assert 'value="-9.0"' in client.get("/tempat/T1").text, name


def test_only_the_own_places_and_no_writing(client: Browser, sign_in: SignIn, isles: Isles) -> None:
    sign_in(client, isles.staffing)
    page = client.get("/tempat").text
    assert "Puskesmas Pulau Biduk" in page
    assert "Bupati" not in page
    assert client.get("/tempat/T2").status_code == 404
    assert "Simpan" not in client.get("/tempat/T1").text
    assert client.post("/tempat/T1", data={"latitude": "-8", "longitude": "104"}).status_code == 403
    sign_in(client, isles.stranger)
    assert client.get("/tempat").status_code == 403


def test_an_administrator_of_one_unit_changes_no_shared_place(
    client: Browser, sign_in: SignIn, runtime: Runtime, isles: Isles
) -> None:
    with runtime.database.writing() as session:
        local = make_account(session, roles=[(Role.ADMIN, isles.dinas)])
    sign_in(client, local)
    assert client.post("/tempat/T1", data={"latitude": "-8", "longitude": "104"}).status_code == 403
    file = (BytesIO(outlines("Sagara")), "batas.geojson")
    assert client.post("/peta/batas", data={"file": file}).status_code == 403


def test_outlines_are_brought_as_a_file(client: Browser, sign_in: SignIn, isles: Isles) -> None:
    sign_in(client, isles.admin)
    file = (BytesIO(outlines("Sagara", "Kuala")), "batas.geojson")
    assert client.post("/peta/batas", data={"file": file}, follow_redirects=True).text.count("Batas 2 kecamatan") == 1
    for wrong in ((BytesIO(b"x"), "batas.geojson"), (BytesIO(b"{}"), "batas.exe"), (BytesIO(b""), "")):
        assert client.post("/peta/batas", data={"file": wrong}).status_code == 422


@pytest.mark.both_databases
def test_heavy_is_said_in_words(client: Browser, sign_in: SignIn, runtime: Runtime, isles: Isles) -> None:
    hard = Conditions(dict.fromkeys(RemoteTest, Lack.WHOLLY), 12.0, Terrain.ISLANDS)
    with runtime.database.writing() as session:
        key = session.scalars(select(Place.id).where(Place.code == "T1")).one()
        service.save_conditions(session, SYSTEM, key, point=None, conditions=hard, at=NOW)
        assert queries.get_place(session, "T1", [""]).hardship.burden is Burden.HEAVY
    sign_in(client, isles.admin)
    page = client.get("/tempat").text
    assert "100 dari 100" in page
    assert "berat" in page
    assert "Koordinat belum diketahui" in page
