from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.domain import CompetenceKind, EmploymentStatus, JabatanKind, Predicate
from mutasi_flow.people.model import Competence, Employee, Jabatan, PerformanceYear, Place, Placement, Unit
from mutasi_flow.planning.matching import queries
from mutasi_flow.planning.matching.domain import AskKind, Obstacle, Part
from mutasi_flow.planning.matching.model import JabatanRequirement
from mutasi_flow.planning.matching.queries import Sieve
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.transfers.model import Transfer, TransferWish
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit

SignIn = Callable[[Browser, Account], None]
EVERYWHERE = ("",)


@dataclass(frozen=True)
class Town:
    """A clinic that lacks nurses; nurses elsewhere, a clerk, a teacher of IT, somebody near retirement."""

    clinic: Unit
    hospital: Unit
    nurse: Jabatan
    best: Employee
    gap: Employee
    contract: Employee
    old: Employee
    clerk: Employee
    coder: Employee
    planner: Account
    head: Account
    person: Account
    keeper: Account


def _place(number: int, latitude: float) -> Place:
    return Place(
        code=f"T{number}",
        name=f"Tempat {number}",
        latitude=latitude,
        longitude=105.0,
        terrain="dataran",
        travel_hours=1,
    )


@pytest.fixture
def town(runtime: Runtime) -> Town:
    with runtime.database.writing() as session:
        make_office(session)
        near, far = _place(1, -4.0), _place(2, -4.3)
        session.add_all([near, far])
        session.flush()
        root = make_unit(session, "Kabupaten")
        health, schools = make_unit(session, "Dinas Kesehatan", root), make_unit(session, "Dinas Pendidikan", root)
        clinic = make_unit(session, "Puskesmas Muara", health, place_id=near.id)
        hospital = make_unit(session, "RSUD", health, place_id=far.id)
        nurse = make_jabatan(session, "Perawat Terampil", JabatanKind.FUNCTIONAL, level="TR")
        clerk = make_jabatan(session, "Pengadministrasi")
        make_post(session, clinic, nurse, need=3)
        nursing = {"education_level": "30", "education_name": "D-III Keperawatan", "rank": "24"}
        make_employee(session, clinic, nurse, "Ada di Sana", **nursing)
        best = make_employee(session, hospital, nurse, "Melati Terbaik", **nursing)
        gap = make_employee(session, hospital, nurse, "Bayu Bolong", education_level="30", rank="24")
        contract = make_employee(
            session, hospital, clerk, "Kontrak", status=EmploymentStatus.PPPK, **{**nursing, "rank": "VII"}
        )
        old = make_employee(session, hospital, nurse, "Hampir Pensiun", retires_on=date(2026, 8, 1), **nursing)
        other = make_employee(
            session, schools, clerk, "Juru Tulis", education_level="10", education_name="SMA IPS", rank="22"
        )
        coder = make_employee(session, schools, clerk, "Ahli Kode", education_name="S-1 Teknik Informatika")
        for employee in (best, old):
            session.add(Placement(employee_id=employee.id, unit_id=hospital.id, jabatan_id=nurse.id, source="import",
                                  from_on=employee.appointed_on, displaced={}, applied_at=NOW))  # fmt: skip
            session.add_all(
                PerformanceYear(employee_id=employee.id, year=year, predicate=Predicate.GOOD) for year in (2024, 2025)
            )
        session.add(JabatanRequirement(jabatan_id=nurse.id, kind=AskKind.COMPETENCE, subject="Asuhan pasien", amount=3,
                                       source="Standar", recorded_at=NOW))  # fmt: skip
        session.add(Competence(employee_id=best.id, kind=CompetenceKind.TECHNICAL, subject="Asuhan pasien", level=2,
                               source="Uji", recorded_at=NOW))  # fmt: skip
        session.add(
            Wish(employee_id=best.id, rank=1, unit_id=clinic.id, from_on=TODAY, to_on=date(2027, 1, 1), recorded_at=NOW)
        )
        return Town(
            clinic, hospital, nurse, best, gap, contract, old, other, coder,
            make_account(session, roles=[Role.PLANNER]),
            make_account(session, roles=[(Role.SUPERVISOR, schools)]),
            make_account(session, best, roles=[Role.EMPLOYEE]),
            make_account(session, roles=[Role.VERIFIER]),
        )  # fmt: skip


def test_candidates_stand_in_the_order_of_their_scores_with_gaps_as_ranges(runtime: Runtime, town: Town) -> None:
    with runtime.database.reading() as session:
        matching = queries.load_matching(session, TODAY)
        target = matching.target(town.clinic.id, town.nurse.id)
        found = queries.rank_candidates(session, matching, target, EVERYWHERE, Sieve(), sees_wishes=True)
        by_key = {one.person.employee_id: one for one in found.matches}
        assert [one.person.employee_id for one in found.matches] == [town.best.id, town.gap.id]
        assert found.stopped == {Obstacle.RETIREMENT: 1, Obstacle.CONTRACT: 1}
        best, gap = dict(by_key[town.best.id].parts), dict(by_key[town.gap.id].parts)
        assert (best[Part.EDUCATION].low, best[Part.WISH].low, best[Part.EXPERIENCE].low) == (1.0, 1.0, 1.0)
        assert best[Part.COMPETENCE].low == best[Part.COMPETENCE].high == pytest.approx(2 / 3)
        assert {part for part, rating in gap.items() if rating.missing} == {
            Part.EDUCATION, Part.COMPETENCE, Part.PERFORMANCE, Part.DISTANCE, Part.WISH,
        }  # fmt: skip
        hidden = queries.rank_candidates(session, matching, target, EVERYWHERE, Sieve(), sees_wishes=False)
        assert dict(hidden.matches[0].parts)[Part.WISH].missing is not None


def test_sieves_narrow_and_another_field_is_only_looked_at_on_request(runtime: Runtime, town: Town) -> None:
    with runtime.database.reading() as session:
        matching = queries.load_matching(session, TODAY)
        target = matching.target(town.clinic.id, town.nurse.id)

        def keys(sieve: Sieve) -> list[int]:
            found = queries.rank_candidates(session, matching, target, EVERYWHERE, sieve, sees_wishes=True)
            return [one.person.employee_id for one in found.matches]

        assert keys(Sieve(only_preferred=True)) == [town.best.id]
        assert keys(Sieve(within_km=25)) == []
        assert set(keys(Sieve(within_km=50))) == {town.best.id, town.gap.id}
        assert town.coder.id in keys(Sieve(any_field=True))
        agency = matching.ground.agency_of(town.clinic.id)
        assert set(keys(Sieve(any_field=True, agency=agency))) == {town.best.id, town.gap.id}
        crossing = queries.find_match(session, matching, target, town.coder.id, sees_wishes=True)
        assert crossing is not None
        assert crossing.is_cross_field
        assert [gap.subject for gap in queries.gaps_of(matching, crossing)] == ["asuhan pasien"]


def test_a_planner_walks_from_the_vacancy_to_a_draft(
    client: Browser, sign_in: SignIn, runtime: Runtime, town: Town
) -> None:
    sign_in(client, town.planner)
    assert "Perawat Terampil" in client.get("/lowongan?jenis=kini&q=perawat muara").text
    assert "Tidak ada lowongan yang cocok" in client.get("/lowongan?q=astronot").text
    address = f"/lowongan/{town.clinic.code}/{town.nurse.code}"
    page = client.get(address).text
    assert page.index("Melati Terbaik") < page.index("Bayu Bolong")
    assert "Linier dan berpengalaman" in page
    assert "Unit yang ditinggalkan:" in page
    assert "Pensiun atau kontrak berakhir dalam 12 bulan: 1 pegawai" in page
    assert "Juru Tulis" not in page
    check_phone_budget(client, address)
    one = f"{address}/calon/{town.best.id}"
    detail = client.get(one).text
    assert "butuh tingkat 3" in detail
    assert "sekarang 2" in detail
    empty = client.post(f"{one}/usulkan", data={"reason": ""})
    assert empty.status_code == 422
    sent = client.post(f"{one}/usulkan", data={"reason": "Puskesmas kekurangan dua perawat."})
    assert sent.status_code == 303, sent.text
    with runtime.database.reading() as session:
        made = session.scalars(select(Transfer)).one()
        assert (made.employee_id, made.door.value, made.reason_category) == (town.best.id, "unit", "need")
        wish = session.execute(select(TransferWish.unit_id, TransferWish.jabatan_id)).first()
        seat = tuple(wish) if wish else (made.to_unit_id, made.to_jabatan_id)
        assert seat == (town.clinic.id, town.nurse.id)
    stopped = client.post(f"{address}/calon/{town.old.id}/usulkan", data={"reason": "Coba"})
    assert stopped.status_code == 422


def test_nobody_sees_candidates_or_wishes_beyond_the_own_units(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.head)
    address = f"/lowongan/{town.clinic.code}/{town.nurse.code}"
    assert client.get(address).status_code == 404
    assert "Perawat" not in client.get("/lowongan").text
    assert "Melati Terbaik" not in client.get("/keahlian?q=keperawatan").text
    assert client.get(f"/pegawai/{town.best.id}/cocok").status_code == 403
    assert "Juru Tulis" in client.get("/penempatan/siap-pindah").text
    assert "Melati" not in client.get("/penempatan/siap-pindah").text
    sign_in(client, town.person)
    for closed in ("/lowongan", address, f"{address}/calon/{town.gap.id}", "/keahlian", "/penempatan/belum-sesuai"):
        assert client.get(closed).status_code == 403, closed


def test_an_employee_is_told_in_words_and_the_office_in_figures(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.person)
    page = client.get("/cocok").text
    assert "Puskesmas Muara" in page
    assert "Sangat cocok" in page
    assert "Skor" not in page
    assert "Bayu" not in page
    check_phone_budget(client, "/cocok")
    sign_in(client, town.keeper)
    assert "Skor" in client.get(f"/pegawai/{town.best.id}/cocok").text
    assert client.get(f"/pegawai/{2**33}/cocok").status_code == 404
    assert "Tidak ada lowongan" in client.get(f"/pegawai/{town.clerk.id}/cocok").text


def test_skills_are_found_by_assessment_and_study_and_near_ones_are_marked(
    client: Browser, sign_in: SignIn, town: Town
) -> None:
    sign_in(client, town.planner)
    assert "Asuhan pasien" in client.get("/keahlian").text
    able = client.get("/keahlian?q=asuhan pasien").text
    assert "tingkat 2" in able
    page = client.get("/keahlian?q=kesehatan").text
    assert "Keahlian serumpun: Kesehatan" in page
    assert page.index("serumpun") < page.index("Melati Terbaik")
    assert "Ahli Kode" in client.get("/keahlian?q=informatika").text
    assert "Tidak ada yang tercatat bisa" in client.get("/keahlian?q=menyelam").text


def test_lists_of_placements_name_what_does_not_fit_and_who_is_ready(
    client: Browser, sign_in: SignIn, runtime: Runtime, town: Town
) -> None:
    with runtime.database.writing() as session:
        make_employee(session, town.clinic, town.nurse, "Salah Tempat", education_name="S-1 Hukum")
        make_employee(session, town.clinic, town.nurse, "Terlalu Rendah", education_level="10")
        make_employee(session, town.clinic, town.nurse, "Baru Pindah", post_on=date(2025, 12, 1))
    sign_in(client, town.planner)
    page = client.get("/penempatan/belum-sesuai").text
    assert page.index("Terlalu Rendah") < page.index("Salah Tempat")
    assert "Melati" not in page
    ready = client.get("/penempatan/siap-pindah").text
    assert ready.index("Melati Terbaik") < ready.index("Ahli Kode")
    assert "Menyatakan minat" in ready
    assert "Baru Pindah" not in ready
    assert "Hampir Pensiun" not in ready


def test_requirements_and_weights_are_kept_on_their_pages(
    client: Browser, sign_in: SignIn, runtime: Runtime, town: Town
) -> None:
    sign_in(client, town.head)
    address = f"/syarat-jabatan/{town.nurse.code}"
    assert "Simpan" not in client.get(address).text
    assert client.post(address, data={}).status_code == 403
    sign_in(client, town.planner)
    assert "1 syarat" in client.get("/syarat-jabatan?hanya=tercatat&q=perawat").text
    row = {"kind": "education", "subject": "D-III", "amount": "", "source": "Permenpan"}
    assert client.post(address, data={**row, "subject": "sarjana"}).status_code == 422
    assert client.post(address, data=row).status_code == 303
    assert "D-III" in client.get(address).text
    with runtime.database.reading() as session:
        key = session.scalars(select(JabatanRequirement.id).order_by(JabatanRequirement.id.desc())).first()
    assert client.post(f"/syarat-jabatan/baris/{key}/akhiri", data={"to_on": "2026-12-31"}).status_code == 303
    assert client.post(f"/syarat-jabatan/baris/{key}/hapus", data={}).status_code == 303
    assert client.get("/syarat-jabatan/TIDAK-ADA").status_code == 404
    assert "Bobot bawaan" in client.get("/bobot-kecocokan").text
    given = {part.value: "10" for part in Part}
    day = {"from_on-day": "1", "from_on-month": "4", "from_on-year": "2026"}
    assert client.post("/bobot-kecocokan", data={**given, "wish": "200", **day, "source": "SK"}).status_code == 422
    assert client.post("/bobot-kecocokan", data={**given, **day, "source": "SK"}).status_code == 303


def test_rotation_lists_who_is_due_by_group_with_critical_posts_apart(
    client: Browser, sign_in: SignIn, runtime: Runtime, town: Town
) -> None:
    with runtime.database.writing() as session:
        lone = make_jabatan(session, "Apoteker Ahli Muda", JabatanKind.FUNCTIONAL, level="MU")
        make_post(session, town.clinic, lone, need=1, minimum=1)
        make_employee(session, town.clinic, lone, "Satu Satunya", post_on=date(2015, 1, 1))
        make_employee(session, town.clinic, town.nurse, "Tepat Lima", post_on=date(2021, 3, 2))
        make_employee(session, town.clinic, town.nurse, "Tanpa Tanggal", post_on=None)
    sign_in(client, town.planner)
    page = client.get("/penempatan/rotasi").text
    assert "5 tahun" in page
    assert "Melati Terbaik" in page
    assert "Ahli Kode" in page
    for name in ("Satu Satunya", "Tepat Lima", "Tanpa Tanggal"):
        assert name not in page
    assert "1 pegawai tanpa tanggal mulai jabatan" in page
    critical = client.get("/penempatan/rotasi?kritis=ya").text
    assert "Satu Satunya" in critical
    assert "Melati" not in critical
    assert "Ahli Kode" not in client.get("/penempatan/rotasi?rumpun=Kesehatan").text
    sign_in(client, town.head)
    assert "Melati" not in client.get("/penempatan/rotasi").text
