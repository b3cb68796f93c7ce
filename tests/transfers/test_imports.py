"""Transfers that began elsewhere: brought in at any state, marked, and nothing invented for them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.sheets.columns import Level
from mutasi_flow.core.sheets.importer import Checked
from mutasi_flow.core.sheets.run import Upload
from mutasi_flow.letters import queries as letters
from mutasi_flow.people.model import Placement
from mutasi_flow.transfers.model import Opinion, Transfer
from mutasi_flow.transfers.objections import find_decision
from mutasi_flow.transfers.queries import find_card, find_open_number, load_journey
from mutasi_flow.transfers.service.imports import TRANSFERS
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import OPEN_STATES, Action, State
from tests.factories import TODAY
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip
from tests.transfers.scene import Scene, build_scene

HEADER = (
    "NOMOR BERKAS",
    "NIP",
    "KEADAAN",
    "UNIT TUJUAN ID",
    "ALASAN",
    "TANGGAL USUL",
    "TMT",
    "NOMOR SK",
    "TANGGAL SK",
)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def row(scene: Scene, state: State = State.PROPOSED, number: str = "800/12/2025", **cells: str) -> dict[str, str]:
    has_decree = state in {State.DECREED, State.REVOKED}
    return {
        "NOMOR BERKAS": number,
        "NIP": f"'{scene.employee.nip}",
        "KEADAAN": str(STATE_LABELS[state]),
        "UNIT TUJUAN ID": scene.new.code,
        "ALASAN": "Mengikuti suami.",
        "TANGGAL USUL": "10-11-2025",
        "TMT": "01-02-2026" if has_decree else "",
        "NOMOR SK": "800.1.3.1/77/2026" if has_decree else "",
        "TANGGAL SK": "20-01-2026" if has_decree else "",
        **{key.replace("_", " "): value for key, value in cells.items()},
    }


def sheet(*rows: dict[str, str]) -> Upload:
    lines = [HEADER, *([one[column] for column in HEADER] for one in rows)]
    return Upload("usulan.csv", "\r\n".join(";".join(line) for line in lines).encode())


def stored(scene: Scene) -> list[Transfer]:
    scene.session.expire_all()
    return list(scene.session.scalars(select(Transfer).order_by(Transfer.id)))


def warnings(checked: Checked) -> list[str]:
    return [str(one.reason) for one in checked.problems if one.level is Level.WARNING]


WAITING_FOR = {
    State.RETURNED: ["fix"],
    State.PROPOSED: ["verify"],
    State.CONSULTED: ["decide"],
    State.APPROVED: ["decree"],
}


@pytest.mark.parametrize("state", State)
def test_any_state_comes_in_with_the_task_it_waits_for_and_no_invented_voice(scene: Scene, state: State) -> None:
    checked = bring_in(scene.session, TRANSFERS, sheet(row(scene, state)))
    assert (checked.new, checked.errors) == (1, 0)
    (transfer,) = stored(scene)
    assert (transfer.state, transfer.before_system) == (state, True)
    assert (transfer.from_unit_id, transfer.to_unit_id) == (scene.old.id, scene.new.id)
    assert (transfer.submitted_at is None) is (state is State.DRAFT)
    assert transfer.number.startswith("MUT-2025-")
    assert [task.kind for task in scene.open_tasks()] == WAITING_FOR.get(state, [])
    assert scene.session.scalars(select(Opinion)).all() == []
    assert [entry.action for entry in audit.trail(scene.session, f"transfer:{transfer.id}")] == ["imported"]
    assert (find_open_number(scene.session, scene.employee.id) is not None) is (state in OPEN_STATES)


@pytest.mark.parametrize("state", State)
def test_the_same_file_twice_and_the_export_change_nothing(scene: Scene, state: State) -> None:
    bring_in(scene.session, TRANSFERS, sheet(row(scene, state)))
    again = bring_in(scene.session, TRANSFERS, sheet(row(scene, state)))
    assert (again.new, again.same, again.errors) == (0, 1, 0)
    for back in round_trip(scene.session, TRANSFERS):
        assert (back.rows, back.new, back.changed, back.same, back.errors) == (1, 0, 0, 1, 0)
    assert len(stored(scene)) == 1


def test_a_running_one_walks_on_from_where_it_stands(scene: Scene) -> None:
    bring_in(scene.session, TRANSFERS, sheet(row(scene, State.CONSULTED)))
    number = stored(scene)[0].number
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, "signer")
    assert stored(scene)[0].state is State.DECREED


def test_a_past_decree_keeps_its_number_and_its_public_page_masks_the_name(scene: Scene) -> None:
    bring_in(scene.session, TRANSFERS, sheet(row(scene, State.DECREED)))
    (letter,) = letters.list_about(scene.session, "transfer", stored(scene)[0].id)
    assert (letter.number, letter.dated_on) == ("800.1.3.1/77/2026", date(2026, 1, 20))
    assert letter.revoked_at is None
    shown = letters.find_by_code(scene.session, letter.code)
    assert shown is not None
    assert scene.employee.name not in str(shown)


def test_a_revoked_decree_has_no_force_on_the_public_page(scene: Scene) -> None:
    bring_in(scene.session, TRANSFERS, sheet(row(scene, State.REVOKED)))
    (letter,) = letters.list_about(scene.session, "transfer", stored(scene)[0].id)
    assert letter.revoked_at is not None


def test_one_collective_decree_may_stand_for_several_people(scene: Scene) -> None:
    colleague = row(scene, State.DECREED, "800/13/2025", NIP=f"'{scene.peers[0].nip}")
    checked = bring_in(scene.session, TRANSFERS, sheet(row(scene, State.DECREED), colleague))
    assert (checked.new, checked.errors) == (2, 0)
    numbers = {one.number for each in stored(scene) for one in letters.list_about(scene.session, "transfer", each.id)}
    assert numbers == {"800.1.3.1/77/2026"}


def test_a_decree_that_begins_later_moves_the_person_on_its_day(scene: Scene) -> None:
    begins = TODAY + timedelta(days=30)
    bring_in(scene.session, TRANSFERS, sheet(row(scene, State.DECREED, TMT=f"{begins:%d-%m-%Y}")))
    placement = scene.session.scalars(select(Placement).where(Placement.letter_number != "")).one()
    assert (placement.unit_id, placement.from_on, placement.applied_at) == (scene.new.id, begins, None)


def test_somebody_not_yet_listed_in_the_new_unit_is_pointed_out(scene: Scene) -> None:
    checked = attempt(scene.session, TRANSFERS, sheet(row(scene, State.DECREED)))
    assert any("masih tercatat" in sentence for sentence in warnings(checked))
    scene.employee.unit_id = scene.new.id
    scene.session.flush()
    assert warnings(attempt(scene.session, TRANSFERS, sheet(row(scene, State.DECREED)))) == []


def test_revoking_an_imported_decree_puts_the_person_back(scene: Scene) -> None:
    scene.employee.unit_id = scene.new.id
    scene.session.flush()
    cells = row(scene, State.DECREED)
    upload = sheet(cells)
    bring_in(scene.session, TRANSFERS, upload)
    (transfer,) = stored(scene)
    transfer.from_unit_id = scene.old.id
    scene.session.flush()
    scene.press(transfer.number, Action.REVOKE, "signer", reason="Salah orang.")
    scene.session.refresh(scene.employee)
    assert scene.employee.unit_id == scene.old.id
    letter, revocation = letters.list_about(scene.session, "transfer", transfer.id)
    assert letter.revoked_at is not None
    assert letter.number in str(letters.get_context(scene.session, revocation.id)["considering"])


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"KEADAAN": "Melayang"}, "Keadaan ini tidak dikenal"),
        ({"NIP": "'199901012020121001"}, "tidak ada di daftar pegawai"),
        ({"UNIT TUJUAN ID": "tidak-ada"}, "Kode ini tidak dikenal"),
        ({"UNIT TUJUAN ID": ""}, "wajib diisi"),
        ({"TANGGAL USUL": "10-11-2031"}, "belum terjadi"),
        ({"TANGGAL USUL": "31-02-2025"}, "tidak ada di kalender"),
        ({"KEADAAN": "SK terbit"}, "Isi nomor dan tanggal SK"),
        ({"KEADAAN": "SK terbit", "NOMOR SK": "1/2026"}, "Isi nomor dan tanggal SK"),
        ({"NOMOR BERKAS": ""}, "wajib diisi"),
    ],
)
def test_faults_are_named_and_nothing_is_written(scene: Scene, cells: dict[str, str], words: str) -> None:
    checked = attempt(scene.session, TRANSFERS, sheet({**row(scene), **cells}))
    assert checked.errors
    assert any(words in text for _, _, text in reasons(checked)), reasons(checked)
    assert stored(scene) == []


def test_a_second_running_one_of_the_same_person_is_refused(scene: Scene) -> None:
    checked = attempt(scene.session, TRANSFERS, sheet(row(scene), row(scene, number="800/14/2025")))
    assert "Sama dengan baris 2" in reasons(checked)[0][2]
    scene.draft()
    checked = attempt(scene.session, TRANSFERS, sheet(row(scene)))
    assert "masih mempunyai usulan yang berjalan" in reasons(checked)[0][2]
    assert attempt(scene.session, TRANSFERS, sheet(row(scene, State.REJECTED))).errors == 0


def test_a_file_number_twice_is_refused(scene: Scene) -> None:
    other = row(scene, NIP=f"'{scene.peers[0].nip}")
    assert "Sama dengan baris 2" in reasons(attempt(scene.session, TRANSFERS, sheet(row(scene), other)))[0][2]


def test_a_decree_number_of_the_own_book_is_refused(scene: Scene) -> None:
    number = scene.to_decreed()
    (own,) = letters.list_about(scene.session, "transfer", stored(scene)[0].id)
    past = row(scene, State.DECREED, NIP=f"'{scene.peers[0].nip}", NOMOR_SK=own.number, TANGGAL_SK="02-03-2026")
    checked = attempt(scene.session, TRANSFERS, sheet(past))
    assert "sudah tercatat" in reasons(checked)[0][2], number


def test_a_known_file_in_another_state_is_pointed_out_and_left_alone(scene: Scene) -> None:
    bring_in(scene.session, TRANSFERS, sheet(row(scene, State.PROPOSED)))
    checked = bring_in(scene.session, TRANSFERS, sheet(row(scene, State.APPROVED)))
    assert (checked.new, checked.same, checked.errors) == (0, 1, 0)
    assert any(stored(scene)[0].number in sentence for sentence in warnings(checked))
    assert stored(scene)[0].state is State.PROPOSED


def test_an_import_does_not_tell_of_a_confidential_file(scene: Scene) -> None:
    scene.press(scene.draft(), Action.SUBMIT, scene.me)
    scene.session.execute(update(Transfer).values(is_secret=True, before_system=True))
    checked = bring_in(scene.session, TRANSFERS, sheet(row(scene)))
    assert (checked.errors, checked.new) == (0, 1)
    assert len(list(TRANSFERS.export(scene.session))) == 1


@pytest.mark.parametrize("state", list(State))
def test_the_journey_tells_nothing_that_nobody_knows(scene: Scene, state: State) -> None:
    bring_in(scene.session, TRANSFERS, sheet(row(scene, state)))
    card = find_card(scene.session, "MUT-2025-00001")
    assert card is not None
    steps = load_journey(scene.session, card, TODAY)
    passed = [step for step in steps if step.state == "done"]
    assert all(step.done_at is None for step in passed[1:]), "when it was decided elsewhere is not known"
    assert "Tanggapan atasan, unit, dan rekan" not in {str(step.title) for step in passed}
    decision = find_decision(scene.session, card, scene.clock)
    assert (decision is not None) == (state is State.DECREED), "no term runs from the day of the import"


def test_what_happens_after_the_import_is_known(scene: Scene) -> None:
    bring_in(scene.session, TRANSFERS, sheet(row(scene, State.CONSULTED)))
    scene.press("MUT-2025-00001", Action.REJECT, "decider", reason="Unit asal masih kekurangan.")
    card = find_card(scene.session, "MUT-2025-00001")
    assert card is not None
    *_, ended = load_journey(scene.session, card, TODAY)
    assert ended.done_at == card.changed_at
    assert find_decision(scene.session, card, scene.clock) is not None
