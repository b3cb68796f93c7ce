"""What calls for attention in one transfer of a batch, and the order in which an official reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.rules.domain import Evaluation, Level, Outcome, Verdict
from mutasi_flow.transfers.domain import STANCE_LABELS, VOICE_LABELS, Stance
from mutasi_flow.transfers.queries import PeerSummary, Seen, SeenOpinion
from mutasi_flow.workload.domain import MoveEffect, PostEffect, Seat, UnitEffect


class Flag(StrEnum):
    """Why a transfer needs a decision of its own, the gravest first."""

    BLOCKED = "blocked"
    CHANGED = "changed"
    OBJECTION = "objection"
    AGAINST = "against"
    BELOW_MINIMUM = "below_minimum"
    CRITICAL = "critical"
    CONDITIONS = "conditions"
    RULE = "rule"
    EXEMPTED = "exempted"


_WEIGHTS = {flag: weight for weight, flag in enumerate(Flag)}
_ASKED = (Level.BLOCK, Level.WARNING)
"""Rules of these levels call for attention; what is only good to know does not."""
_ALONE = T("Bila disetujui sendiri: {sentence}")
_TOGETHER = T("Bersama seluruh paket: {sentence}")


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to heed; ``detail`` tells it from others of its kind."""

    flag: Flag
    text: Text
    detail: str = ""

    @property
    def mark(self) -> str:
        """What is kept of it with a decision, to find out later whether something has joined."""
        return f"{self.flag.value}:{self.detail}"


def in_order(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """Return the concerns of one transfer, the gravest first."""
    return tuple(sorted(concerns, key=lambda one: (_WEIGHTS[one.flag], one.detail)))


def say(concerns: Sequence[Concern]) -> tuple[Text, ...]:
    """Return the sentences to heed; what a move does alone and with all others alike is said once."""
    alone = {str(one.text.values.get("sentence")) for one in concerns if one.text.message == _ALONE.message}
    together = {str(one.text.values.get("sentence")) for one in concerns if one.text.message == _TOGETHER.message}
    said: list[Text] = []
    for one in concerns:
        sentence = one.text.values.get("sentence")
        if str(sentence) not in alone & together:
            said.append(one.text)
        elif one.text.message == _ALONE.message:
            said.append(T("Sendiri maupun bersama seluruh paket: {sentence}", sentence=sentence))
    return tuple(said)


def gravity(concerns: Sequence[Concern]) -> tuple[int, int]:
    """Return what exceptions are sorted by: the gravest concern first, then how many there are."""
    return min((_WEIGHTS[one.flag] for one in concerns), default=len(_WEIGHTS)), -len(concerns)


def of_rules(evaluation: Evaluation) -> list[Concern]:
    """Say which rules fail, or are exempted from."""
    found = []
    for verdict in evaluation.verdicts:
        if verdict.exempted is not None:
            found.append(Concern(Flag.EXEMPTED, verdict.exempted, verdict.code))
        elif verdict.blocks:
            found.append(Concern(Flag.BLOCKED, verdict.text, verdict.code))
        elif verdict.level in _ASKED and verdict.outcome is Outcome.FAIL:
            found.append(Concern(Flag.RULE, verdict.text, verdict.code))
    return found


def unassessed(evaluation: Evaluation) -> tuple[Verdict, ...]:
    """Return the rules that lack data; that is no concern, since missing data must not cost anybody a decision."""
    return tuple(one for one in evaluation.unknowns if one.level in _ASKED)


def of_opinions(seen: Seen) -> list[Concern]:
    """Say who is against, or agrees only with conditions, as far as the reader may see it."""
    return [*_of_voices(seen.opinions), *_of_peers(seen.peers)]


def _of_voices(opinions: Iterable[SeenOpinion]) -> list[Concern]:
    return [
        Concern(
            Flag.AGAINST if one.stance is Stance.AGAINST else Flag.CONDITIONS,
            T("{voice}: {stance}.", voice=VOICE_LABELS[one.voice], stance=STANCE_LABELS[one.stance]),
            str(one.id),
        )
        for one in opinions
        if one.stance is not None and one.is_adverse
    ]


def _of_peers(peers: PeerSummary | None) -> list[Concern]:
    if peers is None:
        return []
    adverse = peers.stances.get(Stance.AGAINST, 0) + peers.stances.get(Stance.CONDITIONS, 0)
    count = sum(peers.stances.values())
    words = T("{adverse} dari {count} rekan kerja tidak mendukung atau bersyarat.", adverse=adverse, count=count)
    return [Concern(Flag.CONDITIONS, words, f"peers{adverse}")] if adverse else []


def of_effect(alone: MoveEffect, together: MoveEffect, leaves: Seat) -> list[Concern]:
    """Say what becomes critical, by this move alone and by the whole batch, in the unit that the person leaves.

    Which of the two is meant is always said, since one move may look harmless that is not, or grave that is made up for.
    """
    return [*_in_unit(alone, _ALONE, leaves, "alone"), *_in_unit(together, _TOGETHER, leaves, "together")]


def _in_unit(effect: MoveEffect, words: Text, leaves: Seat, whose: str) -> list[Concern]:
    units = [
        _concern(Flag.CRITICAL, words, unit, f"unit{unit.unit_id}-{whose}")
        for unit in effect.newly_critical
        if unit.unit_id == leaves[0]
    ]
    posts = [
        _concern(
            Flag.BELOW_MINIMUM if post.after.is_below_minimum else Flag.CRITICAL,
            words,
            post,
            f"post{post.unit_id}-{post.jabatan_id}-{whose}",
        )
        for post in effect.posts
        if (post.unit_id, post.jabatan_id) == leaves and (post.newly_critical or post.after.is_below_minimum)
    ]
    return units + posts


def _concern(flag: Flag, words: Text, effect: UnitEffect | PostEffect, detail: str) -> Concern:
    return Concern(flag, T(words.message, sentence=effect.sentence), detail)
