"""What is done to a batch or printed for a decision names its files: its trail is kept from whoever they are kept from."""

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.transfers.queries.visible import list_hidden_chains
from mutasi_flow.transfers.review import create_batch
from mutasi_flow.transfers.workflow import Action
from tests.factories import TODAY
from tests.transfers.scene import build_scene
from tests.transfers.test_secrecy import card_of, managerial, record, sent


def test_the_trail_of_a_batch_is_as_confidential_as_what_is_in_it(session: Session) -> None:
    scene = build_scene(session, modules={"peers": False})
    managerial(scene)
    number, decider_id = sent(scene), scene.actors["decider"].account_id or 0
    session.add(RoleGrant(account_id=decider_id, role=Role.DECIDER, from_on=TODAY))
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    record(scene, "deliberate", "team_member", "recommended")
    key = create_batch(session, "Rotasi", [number], decider_id, actor=scene.actors["verifier"], clock=scene.clock)
    hidden = {f"batch:{key}", f"decision_paper:{card_of(scene, number).id}"}
    assert hidden <= set(list_hidden_chains(session, scene.actors["auditor"]))
    assert list_hidden_chains(session, scene.actors["verifier"]) == []
