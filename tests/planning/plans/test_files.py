"""The files of a solution, and the reasons and wishes in it: who reads them all, and who only the tables about posts."""

import io
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import OFFICE_WIDE_ROLES, Role
from mutasi_flow.access.model import Account
from mutasi_flow.people.domain import Relation, Severity
from mutasi_flow.people.model import Discipline, Relative, Unit
from mutasi_flow.planning.cli.solve import verify
from mutasi_flow.planning.plans.model import PlanMove
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account
from tests.planning.plans.workshop import Workshop

SignIn = Callable[[Browser, Account], None]
WHOLE = {Role.PLANNER, Role.VERIFIER, Role.STAFFING, Role.AUDITOR, Role.ADMIN}
"""They read sanctions, relatives and wishes on other pages, too, or calculate with them."""
OTHERS = {Role.SUPERVISOR, Role.TEAM_MEMBER, Role.DECIDER, Role.SIGNER}


@pytest.fixture
def solution(workshop: Workshop) -> int:
    """A solution of the health office: one nurse under a sanction, two who are married, a move that was wished for."""
    first, second, third = workshop.nurses[:3]

    def record(session: Session) -> None:
        session.add(Discipline(employee_id=first.id, severity=Severity.LIGHT, from_on=TODAY))
        pair = {"employee_id": second.id, "relative_id": third.id, "relation": Relation.SPOUSE}
        session.add(Relative(**pair, source="KK", recorded_at=NOW))

    workshop.write(record)
    _plan, row = workshop.solved(unit_id=workshop.health.id)
    workshop.write(lambda session: session.execute(update(PlanMove).values(wish=1)))
    return row.solution_id or 0


def _holding(workshop: Workshop, role: Role) -> Account:
    unit = None if role in OFFICE_WIDE_ROLES else workshop.health
    return _sign_up(workshop, [(role, unit)])


def _sign_up(workshop: Workshop, roles: list[tuple[Role, Unit | None]]) -> Account:
    def make(session: Session) -> Account:
        account = make_account(session, None if roles else workshop.nurses[-1], roles)
        session.expunge(account)
        return account

    return workshop.write(make)


def _files(client: Browser, solution: int) -> dict[str, str]:
    answer = client.get(f"/papan/hasil/{solution}/berkas.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}


@pytest.mark.parametrize("role", sorted(WHOLE))
def test_who_reads_everything_about_the_people_takes_it_along_and_checks_it(
    client: Browser, sign_in: SignIn, workshop: Workshop, solution: int, role: Role
) -> None:
    sign_in(client, _holding(workshop, role))
    files = _files(client, solution)
    assert {"data/pegawai.csv", "data/relasi.csv", "rencana/plan.json", "rencana/certificate.npz"} <= files.keys()
    with zipfile.ZipFile(io.BytesIO(client.get(f"/papan/hasil/{solution}/berkas.zip").data)) as archive:
        archive.extractall(taken := workshop.runtime.settings.data_dir / "dibawa")
    verify.main([str(taken / "data"), str(taken / "rencana")], standalone_mode=False)
    assert "pilihan ke-1" in client.get(f"/papan/hasil/{solution}").text
    assert "hukuman disiplin" in client.get(f"/papan/hasil/{solution}/mengapa/{workshop.nurses[0].id}").text


@pytest.mark.parametrize("role", sorted(OTHERS))
def test_other_readers_take_along_what_the_board_shows(
    client: Browser, sign_in: SignIn, workshop: Workshop, solution: int, role: Role
) -> None:
    sign_in(client, _holding(workshop, role))
    files = _files(client, solution)
    tables = {"moves.csv", "balance.csv", "balance_units.csv", "balance_units.svg", "unfilled.csv"}
    assert files.keys() == {f"rencana/{name}" for name in tables}
    moves, short = files["rencana/moves.csv"].splitlines(), files["rencana/unfilled.csv"].splitlines()
    assert moves[0] == "nip,dari_unit,dari_jabatan,ke_unit,ke_jabatan,jenis,jarak_km,alasan"
    assert short[0] == "unit_kode,jabatan_kode,kebutuhan,sesudah,kekurangan,calon,sebab"
    movers = {str(row.split(",")[0]) for row in moves[1:]}
    assert movers
    staying = [one.nip for one in workshop.nurses if one.nip not in movers]
    assert not [nip for nip in staying if any(str(nip) in text for text in files.values())]
    board = client.get(f"/papan/hasil/{solution}").text
    assert "pilihan ke-1" not in board
    assert "Unduh tabel rencana" in board


@pytest.mark.parametrize("role", sorted(OTHERS))
def test_other_readers_do_not_read_which_rule_keeps_somebody(
    client: Browser, sign_in: SignIn, workshop: Workshop, solution: int, role: Role
) -> None:
    sign_in(client, _holding(workshop, role))
    page = client.get(f"/papan/hasil/{solution}/mengapa/{workshop.nurses[0].id}").text
    assert "hukuman disiplin" not in page
    assert "Aturan menghalangi" in page
    moved = workshop.moves(solution)[0].employee_id
    assert "pegawai lebih dibutuhkan" in client.get(f"/papan/hasil/{solution}/mengapa/{moved}").text


def test_the_head_of_one_clinic_and_an_employee_get_no_file(
    client: Browser, sign_in: SignIn, workshop: Workshop, solution: int
) -> None:
    town = workshop.clinics["Kota"]
    for roles in ([(Role.SUPERVISOR, town)], [(Role.PLANNER, town)], []):
        sign_in(client, _sign_up(workshop, [*roles]))
        assert client.get(f"/papan/hasil/{solution}/berkas.zip").status_code in {403, 404}
