"""Linked transfers take a step together: all of them in one transaction, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.gates import Press, Question, ask
from mutasi_flow.transfers.queries import TransferCard, find_card, list_cards
from mutasi_flow.transfers.queries.links import Partner, list_partners
from mutasi_flow.transfers.service.perform import Performed, perform
from mutasi_flow.transfers.workflow import Action

NO_VERSIONS: Mapping[str, int] = MappingProxyType({})


def list_companions(session: Session, card: TransferCard) -> Sequence[Partner]:
    """Return the partners that stand where the transfer stands, and take its next step with it."""
    partners = list_partners(session, card.id) if card.is_linked else ()
    return [one for one in partners if one.state is card.state]


def ask_companions(
    session: Session, card: TransferCard, action: Action, actor: Actor, clock: Clock
) -> tuple[Text, ...]:
    """Return what stands in the way of the companions' step, each with its number."""
    companions = list_companions(session, card)
    together = frozenset({card.id, *(one.transfer_id for one in companions)})
    return tuple(
        T("{number}: {reason}", number=one.number, reason=reason)
        for one in list_cards(session, [one.transfer_id for one in companions], actor)
        for reason in ask(action, Question(session, one, actor, clock, Press(together=together)))
    )


def perform_together(
    session: Session,
    number: str,
    action: Action,
    *,
    actor: Actor,
    clock: Clock,
    press: Press,
    versions: Mapping[str, int] = NO_VERSIONS,
) -> Performed:
    """Take one step with a transfer and its companions, in one order for everybody, so that nobody waits for each other.

    ``versions`` are those of the companions that the page showed; adverse opinions about them are weighed on their own
    pages. What the press does not say about them is taken from it: the reason and the first day.

    Raises:
        as :func:`perform`; a refusal of a companion names it, and nothing at all is done.
    """
    card = find_card(session, number)
    companions = list_companions(session, card) if card else ()
    if card is None or not companions:
        return perform(session, number, action, actor=actor, clock=clock, press=press)
    wanted = {card.id: card.number, **{one.transfer_id: one.number for one in companions}}
    press = replace(press, together=frozenset(wanted))
    done: dict[str, Performed] = {}
    for _key, one in sorted(wanted.items()):
        given = press if one == number else replace(press, expected_version=versions.get(one), weighed={})
        try:
            done[one] = perform(session, one, action, actor=actor, clock=clock, press=given)
        except Refused as error:
            if one == number:
                raise
            reasons = tuple(T("{number}: {reason}", number=one, reason=reason) for reason in error.reasons)
            raise Refused(error.text, reasons) from error
    return done[number]
