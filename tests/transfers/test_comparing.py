"""What a decree prints about its person, against the record of today."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people.domain import EmploymentStatus
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id
from mutasi_flow.transfers.service.comparing import list_differences, list_differing, says_anything
from tests.transfers.scene import Scene, build_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    made = build_scene(session)
    made.to_decreed()
    return made


def decreed(scene: Scene) -> tuple[TransferCard, LetterRow]:
    (letter,) = letters.list_letters(scene.session, limit=1)
    card = find_card_by_id(scene.session, letter.about_id)
    assert card is not None
    return card, letter


def change(scene: Scene, **values: Any) -> list[str]:
    scene.session.execute(update(Employee).where(Employee.id == scene.employee.id).values(**values))
    scene.session.expire_all()
    return [str(one) for one in list_differences(scene.session, *decreed(scene))]


def test_nothing_is_said_as_long_as_the_record_stays(scene: Scene) -> None:
    assert change(scene, phone="0811") == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "Nama Lain"}, "Nama di SK"),
        ({"title_before": "Prof."}, "Nama di SK"),
        ({"nip": "199901012022012099"}, "NIP di SK"),
        ({"rank": "IV/e"}, "Pangkat/gol. ruang di SK"),
    ],
)
def test_each_field_of_the_person_is_compared(scene: Scene, values: dict[str, Any], said: str) -> None:
    (found,) = change(scene, **values)
    assert found.startswith(said)
    assert "terbitkan SK perubahan" in found


@pytest.mark.parametrize(("side", "label"), [("from_unit_id", "Unit kerja lama"), ("to_unit_id", "Unit kerja baru")])
def test_the_names_of_units_and_posts_are_compared(scene: Scene, side: str, label: str) -> None:
    card, _ = decreed(scene)
    scene.session.execute(update(Unit).where(Unit.id == getattr(card, side)).values(name="UPT Betul"))
    scene.session.execute(update(Jabatan).where(Jabatan.id == card.to_jabatan_id).values(name="Guru Betul"))
    found = {one.label: one.recorded for one in list_differing(scene.session, *decreed(scene))}
    assert found == {label: "UPT Betul"} | {
        name: "Guru Betul"
        for name, key in (("Jabatan lama", card.from_jabatan_id), ("Jabatan baru", card.to_jabatan_id))
        if key == card.to_jabatan_id
    }
    assert len(list_differences(scene.session, *decreed(scene))) == len(found)


def test_a_number_under_another_name_differs_too(scene: Scene) -> None:
    change(scene, status=EmploymentStatus.PPPK)
    labels = {one.label for one in list_differing(scene.session, *decreed(scene))}
    assert "NI PPPK" in labels


def test_of_a_decree_made_elsewhere_nothing_can_be_said(scene: Scene) -> None:
    card, letter = decreed(scene)
    assert says_anything(scene.session, letter)
    scene.session.execute(update(Letter).where(Letter.id == letter.id).values(context={"kind": letter.kind}))
    assert not says_anything(scene.session, letter)
    assert list_differing(scene.session, card, letter) == ()


def test_a_post_that_is_neither_the_former_nor_the_new_one_is_said(scene: Scene) -> None:
    elsewhere = Unit(code="LAIN", name="Kantor Lain", path="/999/")
    scene.session.add(elsewhere)
    scene.session.flush()
    (found,) = change(scene, unit_id=elsewhere.id)
    assert "Kantor Lain" in found
    card, _ = decreed(scene)
    assert change(scene, unit_id=card.to_unit_id, jabatan_id=card.to_jabatan_id) == []
    assert change(scene, unit_id=None) == []


def test_other_letters_are_not_compared(scene: Scene) -> None:
    change(scene, name="Nama Lain")
    card, letter = decreed(scene)
    assert list_differences(scene.session, card, letter._replace(kind="transfer_revocation")) == ()
