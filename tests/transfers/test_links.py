"""Linked transfers: when moves hang together, and that they are decided together or held together."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotFound, NotPermitted, Refused, Stale
from mutasi_flow.inbox.model import Notice
from mutasi_flow.people.model import Employee, Placement, Post, Unit
from mutasi_flow.transfers.domain import Choice
from mutasi_flow.transfers.domain.links import LinkKind, fits, holds_others
from mutasi_flow.transfers.gates import Press, Question
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.queries.links import describe_link, list_partners, list_partners_of_numbers
from mutasi_flow.transfers.review import dissolve_link, leave_out, link_transfers, press_batch, run_choice, sort_out
from mutasi_flow.transfers.service import (
    Destination,
    NewTransfer,
    ask_companions,
    create_draft,
    list_companions,
    perform_together,
)
from mutasi_flow.transfers.workflow import Action
from mutasi_flow.workload.domain import Step
from tests.factories import TODAY, make_account, make_employee, make_post, make_unit
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_batches import Desk

units = st.lists(st.integers(1, 50), min_size=3, max_size=8, unique=True)


def moves(path: Sequence[int]) -> list[Step]:
    return [((start, 1), (end, 1)) for start, end in pairwise(path)]


@given(units, st.randoms())
def test_a_chain_fits_in_whatever_order_it_is_named(path: list[int], random: object) -> None:
    steps = moves(path)
    random.shuffle(steps)  # type: ignore[attr-defined]
    assert fits(LinkKind.CHAIN, steps)
    assert fits(LinkKind.CHAIN, [*steps, ((path[-1], 1), (path[0], 1))])
    assert not fits(LinkKind.CHAIN, [*steps, ((99, 1), (98, 1))])
    assert not fits(LinkKind.SWAP, steps[:1])


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_a_swap_fills_both_places_and_nothing_else(one: int, two: int, three: int, four: int) -> None:
    steps: list[Step] = [((one, 1), (two, 2)), ((three, 3), (four, 4))]
    assert fits(LinkKind.SWAP, steps) == fits(LinkKind.SWAP, steps[::-1]) == ((one, two) == (four, three))
    assert fits(LinkKind.COUPLE, steps)


def test_what_needs_the_other_place_is_held_and_a_couple_is_released() -> None:
    assert {kind for kind in LinkKind if holds_others(kind)} == {LinkKind.SWAP, LinkKind.CHAIN}


def test_an_unknown_destination_hangs_together_with_nothing() -> None:
    steps: list[Step] = [((1, 1), (None, None)), ((None, None), (1, 1))]
    assert not fits(LinkKind.SWAP, steps)
    assert not fits(LinkKind.COUPLE, steps[:1])
    assert not fits(LinkKind.CHAIN, [])


class Pair(Desk):
    """A swap of two teachers whose schools have nobody to spare, both before the official."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        session = self.session
        self.other = make_employee(session, scene.new, scene.teacher, synced_at=scene.clock.now())
        account = make_account(session, self.other)
        scene.actors[f"employee:{self.other.id}"] = scene.me.__class__(
            account.id, self.other.name, self.other.id, scene.me.grants, capacity="Pegawai"
        )
        self.one = self.numbers[0]
        self.two = self.towards(scene.old, self.other)
        self.numbers = [self.one, self.two]

    def towards(self, unit: Unit, person: Employee) -> str:
        scene, actor = self.scene, self.scene.actor_of(person)
        new = NewTransfer(person.id, (Destination(unit.id, scene.teacher.id),), reason="-", reason_category="care")
        number = create_draft(self.session, new, actor, self.clock)
        scene.press(number, Action.SUBMIT, actor)
        scene.answer_all()
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
        return number

    def link(self, kind: LinkKind = LinkKind.SWAP, who: str = "verifier", others: Sequence[str] = ()) -> int:
        return link_transfers(
            self.session, self.one, kind, others or [self.two], actor=self.scene.actors[who], clock=self.clock
        )

    def card(self, number: str) -> TransferCard:
        self.session.expire_all()
        found = find_card(self.session, number)
        assert found is not None
        return found

    def together(self, action: Action, who: str, number: str = "", **values: object) -> None:
        perform_together(
            self.session,
            number or self.one,
            action,
            actor=self.scene.actors[who],
            clock=self.clock,
            press=Press(**values),  # type: ignore[arg-type]
        )

    def dissolve(self, reason: str = "Salah satu batal.") -> None:
        dissolve_link(self.session, self.two, reason, actor=self.scene.actors["verifier"], clock=self.clock)


@pytest.fixture
def pair(session: Session) -> Pair:
    return Pair(build_scene(session, peers=6))


def reasons_of(error: MutasiError) -> str:
    return " ".join(str(text) for text in getattr(error, "reasons", ()))


def test_one_of_a_swap_alone_is_refused_and_both_go_together(pair: Pair) -> None:
    pair.link()
    for number, other in ((pair.one, pair.two), (pair.two, pair.one)):
        with pytest.raises(Refused) as refused:
            pair.scene.press(number, Action.APPROVE, "decider")
        assert other in reasons_of(refused.value)
        assert "putuskan bersama" in reasons_of(refused.value)
    assert [one.number for one in list_companions(pair.session, pair.card(pair.one))] == [pair.two]
    assert ask_companions(pair.session, pair.card(pair.one), Action.APPROVE, pair.decider, pair.clock) == ()
    pair.together(Action.APPROVE, "decider")
    assert pair.states() == ["approved"] * 2
    with pytest.raises(Refused):
        pair.scene.press(pair.one, Action.DECREE, "signer")
    pair.together(Action.DECREE, "signer", pair.two, effective_on=TODAY)
    assert pair.states() == ["decreed"] * 2
    places = pair.session.execute(select(Placement.unit_id).where(Placement.source == "decree"))
    assert {unit_id for (unit_id,) in places} == {pair.scene.old.id, pair.scene.new.id}


def test_all_or_nothing(pair: Pair) -> None:
    pair.link()
    stale = {pair.two: 1}
    with pytest.raises(Stale):
        perform_together(
            pair.session,
            pair.one,
            Action.APPROVE,
            actor=pair.decider,
            clock=pair.clock,
            press=Press(),
            versions=stale,
        )
    pair.session.rollback()


def test_a_swap_leaves_no_unit_below_its_minimum(pair: Pair) -> None:
    for post in pair.session.scalars(select(Post).where(Post.jabatan_id == pair.scene.teacher.id)):
        post.minimum = post.need = 7 if post.unit_id == pair.scene.old.id else 1
    pair.session.flush()

    def failed(number: str) -> set[str]:
        question = Question(pair.session, pair.card(number), pair.decider, pair.clock, Press())
        return {one.code for one in question.evaluation.verdicts if one.outcome.value == "fail"}

    alone = failed(pair.one)
    pair.link()
    assert "R09" in alone
    assert "R09" not in failed(pair.one)
    assert "R09" not in failed(pair.two)


def test_when_one_of_a_swap_ends_the_other_is_held_until_the_link_is_dissolved(pair: Pair) -> None:
    pair.link()
    pair.scene.press(pair.two, Action.REJECT, "decider", reason="Belum ada pengganti.")
    told = pair.session.scalars(select(Notice.address).where(Notice.event == "partner_ended")).all()
    assert told == [f"/usulan/{pair.one}/kaitan"]
    with pytest.raises(Refused) as refused:
        pair.together(Action.APPROVE, "decider")
    assert "sudah berhenti" in reasons_of(refused.value)
    with pytest.raises(InvalidInput):
        pair.dissolve(" ")
    pair.dissolve()
    pair.scene.press(pair.one, Action.APPROVE, "decider")
    assert pair.states() == ["approved", "rejected"]
    with pytest.raises(Conflict):
        pair.dissolve()


def test_when_one_of_a_couple_ends_the_other_is_free(pair: Pair) -> None:
    pair.link(LinkKind.COUPLE)
    with pytest.raises(Refused):
        pair.scene.press(pair.one, Action.APPROVE, "decider")
    pair.scene.press(pair.two, Action.WITHDRAW, pair.scene.actor_of(pair.other), reason="Batal.")
    pair.scene.press(pair.one, Action.APPROVE, "decider")
    assert pair.states() == ["approved", "withdrawn"]


def test_a_changed_destination_breaks_the_swap(pair: Pair) -> None:
    pair.link()
    elsewhere = make_unit(pair.session, "SDN Jauh", pair.scene.root)
    make_post(pair.session, elsewhere, pair.scene.teacher, need=3)
    pair.session.query(Transfer).filter_by(number=pair.two).update({"to_unit_id": elsewhere.id})
    with pytest.raises(Refused) as refused:
        pair.together(Action.APPROVE, "decider")
    assert "tidak saling mengisi lagi" in reasons_of(refused.value)


def test_linking_is_recorded_told_to_old_pages_and_done_once(pair: Pair) -> None:
    before = pair.card(pair.one).version
    pair.link()
    card = pair.card(pair.one)
    assert (card.is_linked, card.version) == (True, before + 1)
    assert audit.trail(pair.session, f"transfer:{card.id}")[-1].action == "linked"
    with pytest.raises(Stale):
        pair.scene.press(pair.one, Action.POSTPONE, "verifier", expected_version=before)
    with pytest.raises(Conflict, match="sudah dikaitkan"):
        pair.link(LinkKind.COUPLE)
    partners = list_partners(pair.session, card.id)
    assert str(describe_link(partners)) == f"Tukar dengan {pair.two}"
    assert set(list_partners_of_numbers(pair.session, [pair.one, "MUT-1999-00001"], pair.decider)) == {pair.one}
    assert list_partners_of_numbers(pair.session, [], pair.decider) == {}


def test_what_may_not_be_linked(pair: Pair) -> None:
    third = pair.consult(pair.scene.peers[2])
    with pytest.raises(InvalidInput, match="Tukar"):
        pair.link(others=[third])
    with pytest.raises(InvalidInput, match="Pasangan"):
        pair.link(LinkKind.COUPLE, others=[pair.two, third])
    with pytest.raises(InvalidInput, match="Rantai"):
        pair.link(LinkKind.CHAIN, others=[third])
    with pytest.raises(NotFound):
        pair.link(others=["MUT-1999-00001"])
    with pytest.raises(NotPermitted):
        pair.link(who="decider")
    pair.scene.press(third, Action.APPROVE, "decider")
    with pytest.raises(Conflict, match="sudah diputus"):
        pair.link(LinkKind.COUPLE, others=[third])
    pair.scene.actors["own"] = pair.scene.me
    with pytest.raises(NotPermitted):
        pair.link(who="own")


def test_a_confidential_transfer_is_linked_with_its_like_only(pair: Pair) -> None:
    pair.session.query(Transfer).filter_by(number=pair.two).update({"is_secret": True})
    with pytest.raises(NotFound):
        pair.link()
    pair.session.query(Transfer).filter_by(number=pair.two).update({"is_secret": False})
    pair.link()
    pair.session.query(Transfer).filter_by(number=pair.two).update({"is_secret": True})
    assert list_partners_of_numbers(pair.session, [pair.one], pair.decider) == {}


def test_a_batch_takes_partners_along_and_decides_them_together(pair: Pair) -> None:
    pair.link()
    batch_id = pair.compose([pair.one])
    review = pair.read(batch_id)
    assert [one.card.number for one in review.waiting] == sorted(pair.numbers)
    assert all(str(one.link).startswith("Tukar dengan") for one in review.waiting)
    pair.keep(batch_id, n0=Choice.APPROVE, n1=Choice.HOLD)
    with pytest.raises(Refused) as refused:
        pair.press(batch_id)
    assert "setujui atau tahan bersama" in reasons_of(refused.value)
    pair.keep(batch_id, every=Choice.APPROVE)
    pair.press(batch_id)
    assert pair.outcomes(batch_id) == ["done"] * 2
    assert pair.states() == ["approved"] * 2


def test_in_a_batch_one_that_fails_holds_its_partner(pair: Pair) -> None:
    pair.link()
    batch_id = pair.compose()
    pair.keep(batch_id, every=Choice.APPROVE)
    items = press_batch(pair.session, batch_id, actor=pair.decider, clock=pair.clock, expected_version=None)
    pair.scene.press(pair.two, Action.WITHDRAW, pair.scene.actor_of(pair.other), reason="Batal.")
    for item in items:
        run_choice(pair.session, item, pair.decider, pair.clock)
    assert "done" not in pair.outcomes(batch_id)
    assert pair.states() == ["consulted", "withdrawn"]


def test_a_batch_without_the_partner_stays_without_the_other_too(pair: Pair) -> None:
    pair.link()
    pair.scene.press(
        pair.two, Action.POSTPONE, "verifier", reason="Menunggu.", until=TODAY.replace(year=TODAY.year + 1)
    )
    found = sort_out(pair.session, [pair.one], pair.decider_id, actor=pair.scene.actors["verifier"], clock=pair.clock)
    assert found.fitting == []
    assert any("yang tidak dapat ikut" in str(text) for _card, text in found.left_out)


def test_leaving_one_out_of_a_batch_takes_its_partner_out(pair: Pair) -> None:
    pair.link()
    batch_id = pair.compose()
    item = pair.read(batch_id).all[0].item.id
    leave_out(
        pair.session, batch_id, item, actor=pair.scene.actors["verifier"], clock=pair.clock, expected_version=None
    )
    assert pair.outcomes(batch_id) == []
