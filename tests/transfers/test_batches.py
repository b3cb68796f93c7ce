"""Batches: who puts what together, what the official keeps and presses, and what becomes of each transfer."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Holding, Role, grants_of
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotFound, NotPermitted, Refused
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.model import Notice
from mutasi_flow.people.domain import Predicate
from mutasi_flow.people.model import Employee, PerformanceYear, Post
from mutasi_flow.transfers.domain import BatchOutcome, Choice, Ground
from mutasi_flow.transfers.model import BatchItem, Transfer
from mutasi_flow.transfers.objections import NewObjection, file_objection
from mutasi_flow.transfers.queries.batches import get_batch, list_open_batches
from mutasi_flow.transfers.review import (
    Given,
    Review,
    Reviewed,
    close_batch,
    create_batch,
    get_readable,
    keep_choices,
    leave_out,
    list_interrupted,
    list_lacking,
    load_review,
    press_batch,
    run_choice,
    sort_out,
    take_over,
)
from mutasi_flow.transfers.review.concerns import Flag
from mutasi_flow.transfers.service import Destination, NewTransfer, complete_task, create_draft
from mutasi_flow.transfers.workflow import Action
from tests.factories import make_account, make_employee
from tests.transfers.scene import Scene, build_scene

LATER = date(2026, 4, 1)


class Desk:
    """The official's desk: three consulted transfers in one batch."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.session, self.clock = scene, scene.session, scene.clock
        session = scene.session
        for post in session.scalars(select(Post)):
            post.need = 3 if post.unit_id == scene.old.id else 9
        for person in (scene.employee, *scene.peers):
            person.synced_at = scene.clock.now()
        for role in (Role.DECIDER, Role.VERIFIER):
            account_id = scene.actors[role.value].account_id
            session.add(RoleGrant(account_id=account_id, role=role, from_on=date(2020, 1, 1)))
        session.flush()
        self.numbers = [self.consult(person) for person in (scene.employee, *scene.peers[:2])]

    @property
    def decider(self) -> Actor:
        return self.scene.actors["decider"]

    @property
    def decider_id(self) -> int:
        assert self.decider.account_id is not None
        return self.decider.account_id

    def consult(self, person: Employee, outcome: str = "support", reason: str = "") -> str:
        """Bring somebody's request before the official; the head of the old unit answers as given, all others in favour."""
        scene, actor = self.scene, self.scene.actor_of(person)
        new = NewTransfer(person.id, (Destination(scene.new.id, scene.teacher.id),), reason="-", reason_category="care")
        number = create_draft(self.session, new, actor, self.clock)
        scene.press(number, Action.SUBMIT, actor)
        for task in scene.open_tasks():
            if task.holder_employee_id == scene.old_head.id and outcome != "support":
                complete_task(
                    self.session, task.id, scene.actor_of(scene.old_head), self.clock, Answer(outcome, reason)
                )
        scene.answer_all()
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
        return number

    def compose(self, numbers: list[str] | None = None, who: str = "verifier") -> int:
        actor = self.scene.actors[who]
        wanted = self.numbers if numbers is None else numbers
        return create_batch(self.session, "Guru", wanted, self.decider_id, actor=actor, clock=self.clock)

    def read(self, batch_id: int, who: str = "decider") -> Review:
        self.session.expire_all()
        actor = self.scene.actors[who]
        return load_review(self.session, get_readable(self.session, batch_id, actor), actor, self.clock)

    def keep(self, batch_id: int, who: str = "decider", **choices: Choice) -> list[Reviewed]:
        """Keep the same choice for all, or those given for the first, second, third."""
        review = self.read(batch_id)
        given = {}
        for place, one in enumerate(review.all):
            choice = choices.get(f"n{place}", choices.get("every"))
            if choice is not None:
                given[one.item.id] = Given(one.card.version, choice, "Belum ada pengganti.")
        return list(
            keep_choices(
                self.session,
                batch_id,
                given,
                actor=self.scene.actors[who],
                clock=self.clock,
                expected_version=review.batch.version,
            )
        )

    def press(self, batch_id: int, who: str = "decider", version: int | None = None) -> None:
        actor = self.scene.actors[who]
        for item in press_batch(self.session, batch_id, actor=actor, clock=self.clock, expected_version=version):
            run_choice(self.session, item, actor, self.clock)

    def outcomes(self, batch_id: int) -> list[str | None]:
        self.session.expire_all()
        rows = select(BatchItem.outcome).where(BatchItem.batch_id == batch_id).order_by(BatchItem.id)
        return list(self.session.scalars(rows))

    def states(self) -> list[str]:
        self.session.expire_all()
        rows = select(Transfer.state).where(Transfer.number.in_(self.numbers)).order_by(Transfer.id)
        return [state.value for state in self.session.scalars(rows)]


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(build_scene(session, peers=6))


def flags(one: Reviewed) -> set[Flag]:
    return {each.flag for each in one.concerns}


def test_a_batch_is_kept_confirmed_and_each_transfer_decided(desk: Desk) -> None:
    batch_id = desk.compose()
    assert get_batch(desk.session, batch_id).size == 3
    assert desk.session.scalars(select(Notice.address).where(Notice.event == "batch_waits")).all() == [
        f"/telaah/paket/{batch_id}"
    ]
    assert desk.keep(batch_id, n0=Choice.APPROVE, n1=Choice.REJECT, n2=Choice.HOLD) == []
    assert desk.states() == ["consulted"] * 3
    assert [one.choice for one in desk.read(batch_id).all] == [Choice.APPROVE, Choice.REJECT, Choice.HOLD]
    desk.press(batch_id)
    assert desk.states() == ["approved", "rejected", "consulted"]
    assert desk.outcomes(batch_id) == ["done", "done", None]
    left = desk.read(batch_id)
    assert (left.batch.closed_at, [one.card.number for one in left.waiting]) == (None, desk.numbers[2:])
    desk.keep(batch_id, n2=Choice.APPROVE)
    desk.press(batch_id)
    assert desk.states() == ["approved", "rejected", "approved"]
    assert get_batch(desk.session, batch_id).closed_at == desk.clock.now()
    done = [row.action for row in audit.trail(desk.session, f"batch:{batch_id}")]
    assert done == ["batch_created", "batch_choices_kept", "batch_pressed", "batch_choices_kept", "batch_pressed"]


def test_missing_data_is_told_apart_and_asks_for_no_decision_of_its_own(desk: Desk) -> None:
    batch_id = desk.compose()
    assert [flags(one) for one in desk.read(batch_id).waiting] == [{Flag.RULE}] * 3, "in the middle of the semester"
    desk.scene.moving.forward(100)
    review = desk.read(batch_id)
    assert (len(review.clean), list(review.exceptions)) == (3, [])
    assert [str(gap.field) for gap in review.gaps] == [
        "penilaian kinerja 2024, 2025",
        "sertifikat pendidik",
        "sertifikat pendidik atau mata pelajaran yang diajarkan",
    ]
    assert all([one.card.number for one in gap.rows] == desk.numbers for gap in review.gaps)
    ticks = {one.item.id: Given(one.card.version, Choice.APPROVE, is_tick=True) for one in review.all}
    keep_choices(desk.session, batch_id, ticks, actor=desk.decider, clock=desk.clock, expected_version=None)
    desk.press(batch_id)
    assert desk.states() == ["approved"] * 3


def test_data_that_comes_in_later_makes_an_exception_only_where_a_rule_then_fails(desk: Desk) -> None:
    desk.scene.moving.forward(100)
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    desk.session.add(PerformanceYear(employee_id=desk.scene.employee.id, year=2025, predicate=Predicate.POOR))
    desk.session.add(PerformanceYear(employee_id=desk.scene.peers[0].id, year=2025, predicate=Predicate.GOOD))
    desk.session.flush()
    review = desk.read(batch_id)
    assert [one.card.number for one in review.exceptions] == desk.numbers[:1]
    assert review.exceptions[0].is_lapsed
    assert [str(gap.field) for gap in review.gaps if "kinerja" in str(gap.field)] == [
        "penilaian kinerja 2024",
        "penilaian kinerja 2024, 2025",
    ]


def test_no_press_before_every_transfer_has_its_decision(desk: Desk) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, n0=Choice.APPROVE, n1=Choice.APPROVE)
    with pytest.raises(Refused) as refused:
        desk.press(batch_id)
    assert [str(text) for text in refused.value.reasons] == [f"Belum diputus: {desk.read(batch_id).all[2].card.label}."]
    assert list_lacking(desk.read(batch_id)) == refused.value.reasons
    desk.keep(batch_id, every=Choice.HOLD)
    with pytest.raises(Refused, match="Semuanya ditahan"):
        desk.press(batch_id)


def test_a_tick_counts_only_where_nothing_calls_for_attention(desk: Desk) -> None:
    worried = desk.consult(desk.scene.peers[2], "against", "Unit kami kekurangan.")
    batch_id = desk.compose([*desk.numbers, worried])
    review = desk.read(batch_id)
    ticks = {one.item.id: Given(one.card.version, Choice.APPROVE, is_tick=True) for one in review.all}
    keep_choices(desk.session, batch_id, ticks, actor=desk.decider, clock=desk.clock, expected_version=None)
    kept = {one.card.number: one.choice for one in desk.read(batch_id).all}
    assert kept[worried] is None
    assert review.exceptions[0].card.number == worried
    assert Flag.AGAINST in flags(review.exceptions[0])
    assert all(kept[one.card.number] is Choice.APPROVE for one in review.clean)


def test_an_adverse_opinion_is_answered_with_the_approval(desk: Desk) -> None:
    worried = desk.consult(desk.scene.peers[2], "conditions", "Setelah ada pengganti.")
    batch_id = desk.compose([worried])
    one = desk.read(batch_id).waiting[0]
    given = Given(one.card.version, Choice.APPROVE)
    with pytest.raises(InvalidInput, match="pertimbangan") as refused:
        keep_choices(
            desk.session, batch_id, {one.item.id: given}, actor=desk.decider, clock=desk.clock, expected_version=None
        )
    assert refused.value.field == f"weighed-{one.to_weigh[0].id}"
    weighed = {opinion.id: "Pengganti datang Mei." for opinion in one.to_weigh}
    given = replace(given, weighed=weighed)
    keep_choices(
        desk.session, batch_id, {one.item.id: given}, actor=desk.decider, clock=desk.clock, expected_version=None
    )
    desk.press(batch_id)
    assert desk.outcomes(batch_id) == ["done"]


def test_a_rejection_needs_its_reason(desk: Desk) -> None:
    batch_id = desk.compose()
    one = desk.read(batch_id).waiting[0]
    with pytest.raises(InvalidInput, match="Tuliskan alasan"):
        keep_choices(
            desk.session,
            batch_id,
            {one.item.id: Given(one.card.version, Choice.REJECT, "  ")},
            actor=desk.decider,
            clock=desk.clock,
            expected_version=None,
        )


def test_what_changed_since_it_was_read_must_be_read_again(desk: Desk) -> None:
    batch_id = desk.compose()
    seen = {one.item.id: Given(one.card.version, Choice.APPROVE) for one in desk.read(batch_id).all}
    desk.keep(batch_id, every=Choice.APPROVE)
    desk.scene.press(desk.numbers[0], Action.POSTPONE, "verifier", reason="Menunggu.", until=LATER)
    desk.session.query(Transfer).filter_by(number=desk.numbers[0]).update({"postponed_until": None})
    review = desk.read(batch_id)
    (changed,) = [one for one in review.all if one.is_lapsed]
    assert (changed.card.number, changed.choice, Flag.CHANGED in flags(changed)) == (desk.numbers[0], None, True)
    assert changed in review.exceptions
    with pytest.raises(Refused):
        desk.press(batch_id)
    still = keep_choices(desk.session, batch_id, seen, actor=desk.decider, clock=desk.clock, expected_version=None)
    assert [one.card.number for one in still] == [desk.numbers[0]]
    assert desk.keep(batch_id, n0=Choice.APPROVE) == []
    desk.press(batch_id)
    assert desk.states() == ["approved"] * 3


def test_what_joins_after_the_decision_must_be_read_too(desk: Desk) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    for post in desk.session.scalars(select(Post).where(Post.unit_id == desk.scene.old.id)):
        post.need, post.minimum = 30, 9
    desk.session.flush()
    review = desk.read(batch_id)
    assert len(review.undecided) == 3
    assert Flag.BELOW_MINIMUM in flags(review.exceptions[0])


def test_a_rejection_is_left_out_of_the_effect_of_the_whole(desk: Desk) -> None:
    batch_id = desk.compose()

    def after() -> dict[str, float]:
        return {unit.name: unit.after.staff - unit.before.staff for unit in desk.read(batch_id).effect.units}

    assert after() == {"SDN Lama": -3, "SDN Baru": 3}
    desk.keep(batch_id, n0=Choice.REJECT, n1=Choice.HOLD)
    assert after() == {"SDN Lama": -1, "SDN Baru": 1}


def test_one_that_fails_leaves_the_others_and_says_why(desk: Desk) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    items = press_batch(desk.session, batch_id, actor=desk.decider, clock=desk.clock, expected_version=None)
    desk.scene.press(desk.numbers[0], Action.WITHDRAW, desk.scene.me, reason="Batal.")
    for item in items:
        run_choice(desk.session, item, desk.decider, desk.clock)
        run_choice(desk.session, item, desk.decider, desk.clock)
    run_choice(desk.session, 999_999, desk.decider, desk.clock)
    assert desk.outcomes(batch_id) == ["changed", "done", "done"]
    assert desk.states() == ["withdrawn", "approved", "approved"]
    review = desk.read(batch_id)
    assert "sudah berubah" in str(review.all[0].item.notes[0])
    assert [one.card.number for one in review.gone] == desk.numbers[:1]


def test_whoever_died_in_the_middle_goes_on_where_it_stopped(desk: Desk) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    first, *_rest = press_batch(desk.session, batch_id, actor=desk.decider, clock=desk.clock, expected_version=None)
    run_choice(desk.session, first, desk.decider, desk.clock)
    assert desk.outcomes(batch_id) == ["done", "waiting", "waiting"]
    with pytest.raises(Conflict, match="sedang dijalankan"):
        desk.press(batch_id)
    with pytest.raises(NotPermitted):
        list_interrupted(desk.session, batch_id, desk.scene.actors["verifier"], desk.clock)
    left = list_interrupted(desk.session, batch_id, desk.decider, desk.clock)
    assert first not in left
    for item in left:
        run_choice(desk.session, item, desk.decider, desk.clock)
    assert desk.outcomes(batch_id) == ["done"] * 3


def test_of_two_presses_at_once_the_second_is_told(desk: Desk) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    version = desk.read(batch_id).batch.version
    press_batch(desk.session, batch_id, actor=desk.decider, clock=desk.clock, expected_version=version)
    with pytest.raises(Conflict):
        press_batch(desk.session, batch_id, actor=desk.decider, clock=desk.clock, expected_version=version)


def test_two_devices_do_not_write_over_each_other(desk: Desk) -> None:
    batch_id = desk.compose()
    version = desk.read(batch_id).batch.version
    desk.keep(batch_id, every=Choice.HOLD)
    with pytest.raises(Conflict, match="sudah berubah sejak"):
        keep_choices(desk.session, batch_id, {}, actor=desk.decider, clock=desk.clock, expected_version=version)


@pytest.mark.parametrize("who", ["verifier", "signer", "planner"])
def test_nobody_decides_for_the_official(desk: Desk, who: str) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    for act in (desk.press, desk.keep):
        with pytest.raises(MutasiError) as refused:
            act(batch_id, who)
        assert isinstance(refused.value, NotPermitted | NotFound)
    with pytest.raises(MutasiError):
        take_over(desk.session, batch_id, actor=desk.scene.actors[who], clock=desk.clock, expected_version=None)
    assert desk.states() == ["consulted"] * 3


def test_an_acting_official_reads_and_is_refused(desk: Desk) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    acting = replace(desk.decider, grants=grants_of(Role.DECIDER, "", Holding.PLH))
    desk.scene.actors["decider"] = acting
    assert len(desk.read(batch_id).waiting) == 3
    for act in (desk.press, desk.keep):
        with pytest.raises(NotPermitted, match=r"Plh\. dan Plt\."):
            act(batch_id)
    with pytest.raises(NotPermitted, match=r"Plh\. dan Plt\."):
        take_over(desk.session, batch_id, actor=acting, clock=desk.clock, expected_version=None)


def test_another_official_takes_the_batch_over_without_the_former_decisions(desk: Desk) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    other = make_employee(desk.session, desk.scene.root)
    account = make_account(desk.session, other, [Role.DECIDER])
    desk.scene.actors["other"] = Actor(account.id, other.name, other.id, grants_of(Role.DECIDER, ""))
    take_over(desk.session, batch_id, actor=desk.scene.actors["other"], clock=desk.clock, expected_version=None)
    with pytest.raises(NotPermitted, match="menunggu putusan"):
        desk.press(batch_id)
    assert [one.choice for one in desk.read(batch_id, "other").all] == [None] * 3
    desk.keep(batch_id, "other", every=Choice.APPROVE)
    desk.press(batch_id, "other")
    assert desk.states() == ["approved"] * 3


def test_what_does_not_fit_stays_out_with_its_reason(desk: Desk) -> None:
    scene = desk.scene
    desk.compose(desk.numbers[:1])
    scene.press(desk.numbers[1], Action.POSTPONE, "verifier", reason="Menunggu.", until=LATER)
    early = create_draft(
        desk.session,
        NewTransfer(
            scene.peers[2].id, (Destination(scene.new.id, scene.teacher.id),), reason="-", reason_category="care"
        ),
        scene.actor_of(scene.peers[2]),
        desk.clock,
    )
    scene.press(early, Action.SUBMIT, scene.actor_of(scene.peers[2]))
    verifier = scene.actors["verifier"]
    found = sort_out(desk.session, [*desk.numbers, early], desk.decider_id, actor=verifier, clock=desk.clock)
    assert [card.number for card in found.fitting] == desk.numbers[2:]
    reasons = {card.number: str(text) for card, text in found.left_out}
    assert "Sudah ada di paket Guru" in reasons[desk.numbers[0]]
    assert "Ditunda sampai" in reasons[desk.numbers[1]]
    assert "Belum menunggu putusan" in reasons[early]
    all_waiting = sort_out(desk.session, None, desk.decider_id, actor=verifier, clock=desk.clock)
    assert [card.number for card in all_waiting.fitting] == desk.numbers[2:]


def test_the_officials_own_transfer_and_the_makers_own_stay_out(desk: Desk) -> None:
    scene = desk.scene
    own = desk.decider.employee_id
    desk.session.query(Transfer).filter_by(number=desk.numbers[0]).update({"employee_id": own})
    made_by = replace(scene.actors["verifier"], employee_id=scene.peers[0].id)
    found = sort_out(desk.session, desk.numbers, desk.decider_id, actor=made_by, clock=desk.clock)
    reasons = {card.number: str(text) for card, text in found.left_out}
    assert "Pejabat lain yang memutusnya" in reasons[desk.numbers[0]]
    assert "Usulan Anda sendiri" in reasons[desk.numbers[1]]


def test_who_may_read_a_batch(desk: Desk) -> None:
    batch_id = desk.compose()
    scene = desk.scene
    assert [row.id for row in list_open_batches(desk.session, scene.actors["signer"])] == [batch_id]
    abroad = replace(scene.actors["signer"], account_id=None, grants=grants_of(Role.SIGNER, scene.new.path))
    for stranger in (scene.me, abroad):
        assert list_open_batches(desk.session, stranger) == []
        with pytest.raises(NotFound):
            get_readable(desk.session, batch_id, stranger)
    assert [one.card.number for one in desk.read(batch_id).all] == desk.numbers


def test_what_is_confidential_is_kept_from_whoever_does_not_read_it(desk: Desk) -> None:
    batch_id = desk.compose()
    transfer = desk.session.scalars(select(Transfer).where(Transfer.number == desk.numbers[0])).one()
    transfer.is_secret = True
    desk.session.flush()
    assert [one.card.number for one in desk.read(batch_id).all] == desk.numbers[1:]
    with pytest.raises(NotFound):
        desk.read(batch_id, "signer")
    assert list_open_batches(desk.session, desk.scene.actors["signer"]) == []
    verifier = desk.scene.actors["verifier"]
    close_batch(desk.session, batch_id, actor=verifier, clock=desk.clock, expected_version=None)
    found = sort_out(desk.session, desk.numbers, desk.decider_id, actor=verifier, clock=desk.clock)
    assert [card.number for card in found.fitting] == desk.numbers[1:]
    assert found.left_out == []


def test_leaving_out_and_closing_let_transfers_wait_on_their_own(desk: Desk) -> None:
    batch_id = desk.compose()
    first = desk.read(batch_id).all[0].item.id
    given = {"actor": desk.scene.actors["verifier"], "clock": desk.clock, "expected_version": None}
    leave_out(desk.session, batch_id, first, **given)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        leave_out(desk.session, batch_id, first, **given)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        close_batch(desk.session, batch_id, **{**given, "actor": desk.scene.actors["signer"]})  # type: ignore[arg-type]
    close_batch(desk.session, batch_id, **given)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="sudah ditutup"):
        close_batch(desk.session, batch_id, **given)  # type: ignore[arg-type]
    assert desk.states() == ["consulted"] * 3
    assert desk.compose() != batch_id


def test_an_open_objection_calls_for_attention(desk: Desk) -> None:
    scene = desk.scene
    person = scene.peers[3]
    former = desk.consult(person)
    scene.press(former, Action.REJECT, "decider", reason="Belum ada pengganti.")
    plea = NewObjection(Ground.FACTS, "Sudah ada pengganti.")
    file_objection(desk.session, former, plea, actor=scene.actor_of(person), clock=desk.clock)
    batch_id = desk.compose([desk.consult(person)])
    assert Flag.OBJECTION in flags(desk.read(batch_id).exceptions[0])


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_a_batch_has_a_name(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInput):
        create_batch(desk.session, name, None, desk.decider_id, actor=desk.scene.actors["verifier"], clock=desk.clock)


def test_only_office_and_official_put_batches_together(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        desk.compose(who="signer")
    with pytest.raises(InvalidInput):
        desk.compose([])
    with pytest.raises(InvalidInput):
        sort_out(
            desk.session,
            [f"MUT-2026-{number:05}" for number in range(201)],
            desk.decider_id,
            actor=desk.decider,
            clock=desk.clock,
        )


def test_a_role_that_ended_closes_the_controls(desk: Desk) -> None:
    batch_id = desk.compose()
    desk.keep(batch_id, every=Choice.APPROVE)
    items = press_batch(desk.session, batch_id, actor=desk.decider, clock=desk.clock, expected_version=None)
    desk.session.execute(delete(RoleGrant).where(RoleGrant.account_id == desk.decider_id))
    desk.scene.actors["decider"] = replace(desk.decider, grants=())
    with pytest.raises(NotPermitted):
        run_choice(desk.session, items[0], desk.decider, desk.clock)
    assert desk.outcomes(batch_id) == [BatchOutcome.WAITING] * 3
