"""Decrees about an earlier decision: revocation, amendment, and the ruling on an objection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mutasi_flow.letters.contexts.house import SHIPPED, House
from mutasi_flow.letters.contexts.parts import Clause, DecreeMove, DecreePerson, IssuingOffice, Signatory
from mutasi_flow.letters.contexts.transfer import (
    TransferDecree,
    Wording,
    copies,
    moved_rows,
    name_in_capitals,
    noting,
    period,
    personal_rows,
    public_facts,
    rows,
    values_of,
    wording,
)
from mutasi_flow.letters.contexts.wording import in_words_of
from mutasi_flow.letters.domain import written_date

SCHEMA = "mutasi-flow/letter/{kind}"


@dataclass(frozen=True, slots=True)
class Cited:
    """An earlier letter as a later one names it."""

    number: str
    dated_on: date
    place: int = 0
    """Number of the person's row in its annex; 0: the decree is about this person alone."""

    @property
    def part(self) -> str:
        """What of it concerns the person."""
        return f"nomor urut {self.place} dalam Lampiran Keputusan {self}" if self.place else f"Keputusan {self}"

    def about(self, name: str) -> str:
        """Return the decree with what it says about the person, as a title names it."""
        return (
            f"Lampiran Keputusan Nomor {self.number} Sepanjang Mengenai {name}"
            if self.place
            else f"Keputusan Nomor {self.number} tentang Pemindahan atas Nama {name}"
        )

    def __str__(self) -> str:
        """Number and day in words."""
        return f"Nomor {self.number} tanggal {written_date(self.dated_on)}"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what a change is about: the office, the person, the move that was decided, and who signs."""

    office: IssuingOffice
    person: DecreePerson
    move: DecreeMove
    signatory: Signatory | None = None
    """Who signs; None: the head of region."""
    house: House = SHIPPED


@dataclass(frozen=True, slots=True)
class ChangingDecree(TransferDecree):
    """A decree that revokes or changes an earlier one."""

    because: str = ""
    """Why, as it was given: a new edition says so again."""


@dataclass(frozen=True, slots=True)
class _Content:
    kind: str
    label: str
    matter: str
    """What an outsider may read that it is about: without the person."""
    about: str
    """What the decree is about, in the middle of a sentence."""
    reasons: tuple[str, ...]
    papers: Sequence[str]
    clauses: tuple[Clause, ...]
    values: Mapping[str, str]
    """What the slots of this kind's text stand for beside those of every decree."""
    because: str


def _typed(text: str) -> str:
    """What somebody typed, ready for the semicolon; our own words may end with the dot of a degree."""
    return " ".join(text.split()).rstrip(".;: ")


def _considering(words: Wording, content: _Content) -> tuple[str, ...]:
    """Each reason is a letter of the alphabet; the last one draws the conclusion from those before it."""
    letters = "abcdefghijklmnopqrstuvwxyz"[: len(content.reasons)]
    named = (
        f"huruf {letters[0]}" if len(letters) == 1 else f"huruf {', huruf '.join(letters[:-1])} dan huruf {letters[-1]}"
    )
    return (
        *(f"bahwa {reason};" for reason in content.reasons),
        (
            f"bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam {named}, perlu menetapkan {words.decree} "
            f"tentang {content.about};"
        ),
    )


def _compose(subject: Subject, content: _Content, dated_on: date, effective_on: date) -> ChangingDecree:
    words = wording(subject.office, subject.person, subject.move)
    title = content.about.upper().replace(subject.person.name.upper(), name_in_capitals(subject.person.name))
    decree = ChangingDecree(
        issuer=words.issuer,
        province=words.province,
        subject=(title,),
        invocation=subject.house.invocation,
        considering=_considering(words, content),
        bases=subject.house.cite(content.kind, (subject.person.status,), dated_on),
        noting=noting(content.papers),
        ordering=f"KEPUTUSAN {words.issuer} TENTANG {title.rstrip('.')}.",
        clauses=content.clauses,
        closing="Keputusan ini disampaikan kepada yang bersangkutan untuk diketahui dan dilaksanakan sebagaimana mestinya.",
        seat=subject.office.seat or words.region,
        dated_on=dated_on,
        dated_words=written_date(dated_on),
        effective_on=effective_on,
        signatory=subject.signatory or Signatory((f"{words.issuer},",), name_in_capitals(subject.office.head_name)),
        copies=copies(words),
        public=public_facts(words, content.label, f"{content.matter} di Lingkungan {words.government}"),
        verification_url="",
        emblem=subject.house.emblem,
        paper=subject.house.paper,
        is_demo=subject.office.is_demo,
        kind=content.kind,
        schema=SCHEMA.format(kind=content.kind),
        because=content.because,
    )
    return in_words_of(subject.house, decree, {**values_of(words, subject.house, content.about), **content.values})


def _force(label: str) -> Clause:
    return Clause(label, "Keputusan ini mulai berlaku pada tanggal ditetapkan.")


def _moved_by(subject: Subject, decree: Cited) -> str:
    return f"dengan Keputusan {decree} telah dilakukan pemindahan atas nama {subject.person.name}"


def transfer_revocation(subject: Subject, decree: Cited, because: str, dated_on: date) -> ChangingDecree:
    """Compose the decree that revokes ``decree`` and puts the person back into the former post."""
    labels = subject.house.labels
    content = _Content(
        kind="transfer_revocation",
        label="Surat keputusan pencabutan pemindahan",
        matter="Pencabutan pemindahan pegawai",
        about=f"Pencabutan {decree.about(subject.person.name)}",
        reasons=(_moved_by(subject, decree), _typed(because)),
        papers=(f"Keputusan {decree}",),
        clauses=(
            Clause(labels[0], f"Mencabut {decree.part} dan menyatakannya tidak berlaku."),
            Clause(
                labels[1],
                "Mengembalikan pegawai tersebut ke jabatan dan unit kerja semula:",
                personal_rows(subject.person)
                + rows(("Jabatan", subject.move.from_jabatan), ("Unit kerja", subject.move.from_unit)),
            ),
            _force(labels[2]),
        ),
        values={"keputusan_lama": decree.part, "alasan": _typed(because)},
        because=_typed(because),
    )
    return _compose(subject, content, dated_on, dated_on)


def transfer_amendment(
    subject: Subject, decree: Cited, because: str, effective_on: date, dated_on: date
) -> ChangingDecree:
    """Compose the decree that changes ``decree``; ``subject.move`` says where the person goes now."""
    labels = subject.house.labels
    content = _Content(
        kind="transfer_amendment",
        label="Surat keputusan perubahan pemindahan",
        matter="Perubahan atas pemindahan pegawai",
        about=f"Perubahan atas {decree.about(subject.person.name)}",
        reasons=(_moved_by(subject, decree), _typed(because)),
        papers=(f"Keputusan {decree}",),
        clauses=(
            Clause(
                labels[0],
                f"Mengubah {decree.part}, sehingga menjadi:",
                moved_rows(subject.person, subject.move)
                + rows(("Berlaku mulai", period(effective_on, subject.move.until_on) + subject.move.in_words)),
            ),
            Clause(labels[1], f"Ketentuan lain dalam Keputusan {decree} tetap berlaku."),
            _force(labels[2]),
        ),
        values={
            "keputusan_lama": decree.part,
            "alasan": _typed(because),
            "berlaku": period(effective_on, subject.move.until_on) + subject.move.in_words,
        },
        because=_typed(because),
    )
    return _compose(subject, content, dated_on, effective_on)


def objection_ruling(
    subject: Subject, objection: str, *, decision: str, because: str, outcome: Sequence[str], dated_on: date
) -> ChangingDecree:
    """Compose the answer to an objection.

    ``objection`` names the objection and its day, ``decision`` what it is directed against, ``outcome`` the clauses
    that rule on it.
    """
    labels = subject.house.labels
    content = _Content(
        kind="objection_ruling",
        label="Surat keputusan atas keberatan",
        matter="Putusan atas keberatan pegawai",
        about=f"Putusan atas Keberatan {subject.person.name}",
        reasons=(f"{subject.person.name} mengajukan keberatan atas {decision}", _typed(because)),
        papers=(objection,),
        clauses=(
            *(Clause(label, text) for label, text in zip(labels, outcome, strict=False)),
            _force(labels[len(outcome)]),
        ),
        values={},
        because=_typed(because),
    )
    return _compose(subject, content, dated_on, dated_on)
