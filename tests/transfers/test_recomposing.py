"""New editions of decrees that nobody has signed: the decree, its amendment and its revocation, whichever way it came."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, Refused
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters import service as issued
from mutasi_flow.letters.contexts import freeze
from mutasi_flow.letters.model import Letter, LetterEdition
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.service.correcting import correct, fingerprint, reason_for
from mutasi_flow.transfers.service.decree import REVOCATION, find_standing
from mutasi_flow.transfers.service.recomposing import may_recompose, recompose
from mutasi_flow.transfers.workflow import Action
from tests.factories import NOW
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_correcting import renamed
from tests.transfers.test_revoking import WHY, card_of, to_approved

GRADE = "Kini Bergelar"


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def anew(scene: Scene, number: str, letter_id: int) -> dict[str, Any]:
    """The letter as it would be written now that the record names the person otherwise."""
    scene.session.execute(update(Employee).where(Employee.id == scene.employee.id).values(name=GRADE))
    today, zone = scene.clock.today(), scene.clock.zone
    return dict(freeze(recompose(scene.session, card_of(scene, number), letter_id, today=today, zone=zone)))


def amended(scene: Scene, number: str) -> tuple[int, int]:
    """Correct the decree; return it and its amendment."""
    card = card_of(scene, number)
    first, found = find_standing(scene.session, card), renamed(scene.session, card)
    assert first is not None
    reason = reason_for(found)
    letter = correct(scene.session, number, fingerprint(found), reason, actor=scene.actors["signer"], clock=scene.clock)
    return first.id, letter.id


def revocation_of(scene: Scene) -> Letter:
    return scene.session.scalars(select(Letter).where(Letter.kind == REVOCATION)).one()


def test_an_amendment_names_the_same_decree_and_reason_and_whom_the_record_names_now(scene: Scene) -> None:
    number = scene.to_decreed()
    first, second = amended(scene, number)
    before, context = letters.get_context(scene.session, second), anew(scene, number, second)
    assert context["clauses"][0]["rows"][0]["value"] == GRADE != before["clauses"][0]["rows"][0]["value"]
    same = ("kind", "because", "noting", "signatory", "effective_on", "bases")
    assert {name: context[name] for name in same} == {name: before[name] for name in same}
    assert may_recompose(card_of(scene, number), "transfer_amendment")
    with pytest.raises(Conflict):
        anew(scene, number, first)
    edition = issued.renew_edition(scene.session, second, context, because="Gelar.", by_id=None, at=NOW)
    kept = scene.session.scalars(select(LetterEdition)).one()
    assert (edition, kept.letter_id, kept.context) == (2, second, before)
    renewed = letters.get_context(scene.session, second)
    assert (renewed["number"], renewed["code"]) == (before["number"], before["code"])


def test_a_revocation_at_once_can_be_written_anew(scene: Scene) -> None:
    number = scene.to_decreed()
    scene.press(number, Action.REVOKE, "signer", reason=WHY)
    letter = revocation_of(scene)
    context = anew(scene, number, letter.id)
    assert GRADE in context["clauses"][1]["rows"][0]["value"]
    assert context["noting"] == letter.context["noting"]
    assert context["because"] == WHY.rstrip(".")
    assert may_recompose(card_of(scene, number), REVOCATION)


def test_a_filed_revocation_can_be_written_anew_on_its_own_file(scene: Scene) -> None:
    number = scene.to_decreed()
    filed = to_approved(scene, number)
    scene.press(filed, Action.DECREE, "signer")
    letter = revocation_of(scene)
    context = anew(scene, filed, letter.id)
    assert (context["noting"], context["because"]) == (letter.context["noting"], WHY.rstrip("."))
    assert GRADE in context["subject"][0].title()
    assert may_recompose(card_of(scene, filed), REVOCATION)
    assert not may_recompose(card_of(scene, number), "transfer_decree"), "what is revoked is not written anew"


def test_a_letter_whose_reason_was_not_kept_is_not_written_anew(scene: Scene) -> None:
    number = scene.to_decreed()
    _, second = amended(scene, number)
    letter = scene.session.get_one(Letter, second)
    letter.context = {name: value for name, value in letter.context.items() if name != "because"}
    scene.session.flush()
    with pytest.raises(Refused, match="Alasan"):
        anew(scene, number, second)


@pytest.mark.parametrize("kind", ["objection_ruling", "transfer_excerpt", "placement_note"])
def test_other_kinds_are_replaced_by_a_new_letter(scene: Scene, kind: str) -> None:
    assert not may_recompose(card_of(scene, scene.to_decreed()), kind)
