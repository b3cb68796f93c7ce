"""Tables of letters: registers with their counters, and the letters themselves."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.letters.domain import (
    LONGEST_CODE,
    LONGEST_SOURCE,
    Fate,
    LetterState,
    ReservedState,
    SigningMethod,
)

NAME = 300


class RegisterYear(Base):
    """The counter of one register in one year; raised in the transaction that issues the letter, so it has no gaps."""

    __tablename__ = "register_years"

    register: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    shape: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """How its numbers are written, see ``letters.domain.Shape``; the next year begins with the same."""
    is_elsewhere: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether another office gives the numbers: ours are then typed or imported, and the counter stands still."""


class ReservedNumber(Base):
    """A number set aside before its letter: of our own book, or one that another office has given."""

    __tablename__ = "reserved_numbers"
    __table_args__ = (
        UniqueConstraint("register", "year", "sequence"),
        UniqueConstraint("register", "year", "number"),
        Index("ix_reserved_numbers_about", "about_kind", "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    sequence: Mapped[int | None]
    """None for a number that another office has given."""
    number: Mapped[str] = mapped_column(String(NAME))
    dated_on: Mapped[date]
    purpose: Mapped[str] = mapped_column(String(NAME))
    """For what, in words for the book."""
    about_kind: Mapped[str] = mapped_column(String(32), default="")
    about_id: Mapped[int | None]
    """For the letter about which thing; without one it waits for somebody to say."""
    is_printed_apart: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether whoever reserved it also has the letter printed, together with others."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the other office wrote beside the number: who signs, as its own variables name it."""
    state: Mapped[ReservedState] = mapped_column(text_enum(ReservedState), default=ReservedState.RESERVED)
    because: Mapped[str] = mapped_column(default="")
    """Why it is void."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    reserved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reserved_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


def _pointing(column: str) -> Index:
    """Find the letters that lead to a later one; the many that lead nowhere cost nothing."""
    led = text(f"{column} IS NOT NULL")
    return Index(f"ix_letters_{column}", column, sqlite_where=led, postgresql_where=led)


class Letter(Base):
    """A letter with a number: its frozen context, and, once rendered, the digest of its only bytes."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("register", "year", "sequence"),
        Index("ix_letters_about", "about_kind", "about_id"),
        *map(_pointing, ("replaced_by_id", "amended_by_id", "revoked_by_id")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    register: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    sequence: Mapped[int | None]
    """None for letters imported with a number of somebody else's book."""
    number: Mapped[str] = mapped_column(String(NAME), index=True)
    dated_on: Mapped[date]
    about_kind: Mapped[str] = mapped_column(String(32))
    about_id: Mapped[int]
    context: Mapped[dict[str, Any]]
    """Everything that the page shows; a letter is a function of this and nothing else."""
    state: Mapped[LetterState] = mapped_column(text_enum(LetterState), default=LetterState.QUEUED)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    """Unguessable code of the public verification page (80 bits, Crockford base32)."""
    file_key: Mapped[str] = mapped_column(String(NAME), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size_bytes: Mapped[int | None]
    made_with: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Versions of the libraries that shaped the bytes."""
    created_at: Mapped[datetime]
    rendered_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    replaced_by_id: Mapped[int | None]
    amended_by_id: Mapped[int | None]
    """The last letter that changed a part of this one."""
    revoked_by_id: Mapped[int | None]
    """The letter that took its force away."""
    copy_of_id: Mapped[int | None] = mapped_column(index=True)
    """The decree of which it is an excerpt or a certified copy; it loses its force with it."""
    is_secret: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether what it is about is still confidential: the public page then knows no such letter."""


class LegalBasisRow(Base):
    """One regulation that letters cite ("Mengingat"), with the days on which it may be cited and by whom."""

    __tablename__ = "legal_bases"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    """Its place in the list: regulations stand in their order of rank."""
    text: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    """Last day on which it may be cited; None: no end is known."""
    statuses: Mapped[list[Any]]
    """Statuses of the people whose letters cite it; empty: of everybody."""
    kinds: Mapped[list[Any]]
    """Kinds of letters that cite it; empty: all."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class LetterTextVersion(Base):
    """The office's own text of a kind of letter: one draft at most, and every version that was ever published."""

    __tablename__ = "letter_texts"
    __table_args__ = (
        UniqueConstraint("kind", "version"),
        Index(
            "ix_letter_texts_draft",
            "kind",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    version: Mapped[int | None]
    """Counted when it is published; None: a draft."""
    parts: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the parts; a preview and a publication are of exactly these words."""
    from_on: Mapped[date | None]
    preview_key: Mapped[str] = mapped_column(String(NAME))
    previewed: Mapped[str] = mapped_column(String(64))
    """Digest of the words that the stored preview shows; empty as long as there is none."""
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    published_at: Mapped[datetime | None]


class LetterStyle(Base):
    """How the office writes its letters from a day on; the youngest row that has begun counts."""

    __tablename__ = "letter_styles"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    has_invocation: Mapped[bool]
    """Whether decrees bear the line DENGAN RAHMAT TUHAN YANG MAHA ESA."""
    first_label: Mapped[str] = mapped_column(String(16))
    paper: Mapped[str] = mapped_column(String(8))
    certifier_title: Mapped[str] = mapped_column(String(NAME))
    """Who certifies excerpts and copies, with rank and NIP below the name; empty until somebody is named."""
    certifier_name: Mapped[str] = mapped_column(String(NAME))
    certifier_rank: Mapped[str] = mapped_column(String(NAME))
    certifier_nip: Mapped[str] = mapped_column(String(32))
    state_emblem: Mapped[str] = mapped_column(String(64), server_default="")
    """Digest of the picture at the head of decrees; empty: the shipped drawing."""
    regional_emblem: Mapped[str] = mapped_column(String(64), server_default="")
    """Digest of the picture at the head of letters of the office."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class LetterSignature(Base):
    """That a letter was signed, how, and the file that shows it; one that was recorded by mistake is withdrawn."""

    __tablename__ = "letter_signatures"
    __table_args__ = (
        Index(
            "ix_letter_signatures_standing",
            "letter_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    method: Mapped[SigningMethod] = mapped_column(text_enum(SigningMethod))
    signed_on: Mapped[date]
    signer: Mapped[str] = mapped_column(String(NAME))
    """Who signed: as the letter names the official, or as the certificate does."""
    file_key: Mapped[str] = mapped_column(String(NAME))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(64))
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The electronic signatures of the file, and what a person had to settle before it counted."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(default="")


class LetterEdition(Base):
    """A former edition of a letter that was written anew before anybody signed it."""

    __tablename__ = "letter_editions"
    __table_args__ = (UniqueConstraint("letter_id", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    edition: Mapped[int]
    context: Mapped[dict[str, Any]]
    file_key: Mapped[str] = mapped_column(String(NAME))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int | None]
    because: Mapped[str]
    """Why it was written anew."""
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    replaced_at: Mapped[datetime]


class RetentionClass(Base):
    """How long letters of a kind are kept from a day on, and what becomes of them; the youngest row that has begun counts."""

    __tablename__ = "retention_classes"
    __table_args__ = (Index("ix_retention_classes_kind", "kind", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    active_years: Mapped[int]
    inactive_years: Mapped[int]
    fate: Mapped[Fate] = mapped_column(text_enum(Fate))
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE))
    """The schedule of retention (JRA) in which it stands."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class ArchiveExport(Base):
    """Letters that were handed over to an archive as one file: which, by whom, and what came of it."""

    __tablename__ = "archive_exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    file_key: Mapped[str] = mapped_column(String(NAME))
    """Empty as long as it is not made, when it could not be, and once it was dropped."""
    letters: Mapped[int]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    manifest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the manifest of the bag."""
    problems: Mapped[list[Any]]
    dropped_at: Mapped[datetime | None]
    """When its days were over."""
