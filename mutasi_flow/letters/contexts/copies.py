"""What is made of a decree for others: the excerpt for one person (petikan) and the certified copy (salinan).

Both bear the number and the day of the decree, take no number of their own, and are signed by whoever certifies that
they say what the decree says. An excerpt tells of nobody but its person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from mutasi_flow.letters.contexts.annex import NO_ANNEX, Member
from mutasi_flow.letters.contexts.collective import Collective, CollectiveDecree
from mutasi_flow.letters.contexts.frozen import freeze, thaw
from mutasi_flow.letters.contexts.parts import UNSIGNED, Clause, PublicFacts, Row, Signatory
from mutasi_flow.letters.contexts.transfer import TransferDecree, Wording, moved_rows, period
from mutasi_flow.people.domain import mask_name, mask_nip

EXCERPT, MEMBER_EXCERPT, CERTIFIED_COPY = "transfer_excerpt", "member_excerpt", "certified_copy"
CERTIFIED = frozenset({EXCERPT, MEMBER_EXCERPT, CERTIFIED_COPY})
"""What is signed by whoever certifies it."""
AND_SO_ON = ("dst.",)
COPIED_KINDS = frozenset(
    {"transfer_decree", "collective_decree", "transfer_amendment", "transfer_revocation", "objection_ruling"}
)
"""Kinds of letters that may be copied and certified."""
EXCERPTED_KINDS = frozenset({"transfer_decree", "transfer_amendment", "transfer_revocation"})
"""Kinds about one person, of which an excerpt can be made without naming the person anew."""


@dataclass(frozen=True, slots=True)
class Original:
    """The decree that is copied, as the copy names it."""

    kind: str
    number: str
    code: str
    dated_on: date


NOBODY = Signatory((), "")
NOTHING = Original("", "", "", date.min)


@dataclass(frozen=True, slots=True)
class DecreeCopy(CollectiveDecree):
    """A decree as its copy shows it; ``signatory`` certifies, ``decided_by`` signed the decree."""

    mark: str = ""
    """PETIKAN or SALINAN."""
    certifies: str = ""
    decided_by: Signatory = NOBODY
    addressed: tuple[str, ...] = ()
    original: Original = NOTHING


@dataclass(frozen=True, slots=True)
class MemberExcerpt(DecreeCopy):
    """What a collective decree says about one of its people."""

    place: int = 0
    """Number of the person's row in the annex, from one."""


def _head(context: Mapping[str, Any]) -> Original:
    return Original(context["kind"], context["number"], context["code"], date.fromisoformat(context["dated_on"]))


def _copy(context: Mapping[str, Any], certifier: Signatory, kind: str, mark: str) -> DecreeCopy:
    """Return the decree of an issued context as a copy that still says everything."""
    is_collective = "annex" in context
    decree = thaw(CollectiveDecree if is_collective else TransferDecree, context)
    said = {field.name: getattr(decree, field.name) for field in fields(decree)}
    label = f"{mark.capitalize()} {decree.public.label[:1].lower()}{decree.public.label[1:]}"
    changed = {
        "kind": kind,
        "schema": f"mutasi-flow/letter/{kind}",
        "signatory": certifier,
        "signature": UNSIGNED,
        "public": replace(decree.public, label=label),
        "mark": mark.upper(),
        "certifies": f"{mark.capitalize()} sesuai dengan aslinya",
        "decided_by": decree.signatory,
        "original": _head(context),
    }
    return DecreeCopy(**{**said, **changed})


def certified_copy(context: Mapping[str, Any], certifier: Signatory) -> DecreeCopy:
    """Compose the certified copy of an issued decree: all of its text, certified instead of signed."""
    return _copy(context, certifier, CERTIFIED_COPY, "salinan")


def excerpt(context: Mapping[str, Any], certifier: Signatory, name: str, place: str = "") -> DecreeCopy:
    """Compose the excerpt of an issued decree about one person, ``name`` at ``place``."""
    whole = _copy(context, certifier, EXCERPT, "petikan")
    return replace(
        whole,
        considering=AND_SO_ON,
        bases=AND_SO_ON,
        noting=AND_SO_ON if whole.noting else (),
        closing="Petikan Keputusan ini diberikan kepada yang bersangkutan untuk diketahui dan dilaksanakan sebagaimana mestinya.",
        addressed=_addressed(name, place),
    )


def _addressed(name: str, place: str) -> tuple[str, ...]:
    return tuple(line for line in ("Kepada Yth.", f"Sdr. {name}", f"pada {place}" if place else "") if line)


def member_excerpts(
    context: Mapping[str, Any], collective: Collective, *, certifier: Signatory
) -> Iterator[MemberExcerpt]:
    """Compose the excerpts of an issued collective decree, one for each of its members in their order."""
    bare = {**context, "annex": freeze(NO_ANNEX)}
    whole, words = excerpt(bare, certifier, ""), collective.words
    said = {field.name: getattr(whole, field.name) for field in fields(whole)}
    for place, member in enumerate(collective.members, start=1):
        person, about = member.person, whole.public
        changed = {
            "kind": MEMBER_EXCERPT,
            "schema": f"mutasi-flow/letter/{MEMBER_EXCERPT}",
            "addressed": _addressed(person.name, member.move.from_unit),
            "clauses": _member_clauses(collective, words, member, place, whole.clauses),
            "effective_on": member.effective_on or collective.effective_on,
            "copies": (),
            "public": PublicFacts(
                about.label, about.subject, about.office, mask_name(person.name), mask_nip(person.nip)
            ),
            "place": place,
        }
        yield MemberExcerpt(**{**said, **changed})


def _member_clauses(
    collective: Collective, words: Wording, member: Member, place: int, clauses: Sequence[Clause]
) -> tuple[Clause, ...]:
    first, second = clauses[0], clauses[1]
    who = f"Memindahkan {words.staff} dengan nomor urut {place} dalam Lampiran Keputusan ini:"
    when = period(member.effective_on or collective.effective_on, member.move.until_on) + member.move.in_words
    until = f"{words.act} sebagaimana dimaksud dalam Diktum {first.label} berlaku terhitung mulai tanggal {when}."
    remark = (Row("Keterangan", member.remark),) if member.remark else ()
    return (
        Clause(first.label, who, moved_rows(member.person, member.move) + remark),
        Clause(second.label, until),
        *clauses[2:],
    )
