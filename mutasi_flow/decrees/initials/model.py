"""Tables of the review chain."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.decrees.initials.domain import Mark

NAME = 300


class InitialChain(Base):
    """Who initials letters of a kind from a day on, in order; the youngest row that has begun counts."""

    __tablename__ = "initial_chains"
    __table_args__ = (Index("ix_initial_chains_kind", "kind", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    from_on: Mapped[date]
    steps: Mapped[list[Any]]
    """Title, role and unit of each; empty: no initials are needed any more."""
    source: Mapped[str] = mapped_column(String(NAME), default="")
    """The order or decree on which it rests."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class LetterInitial(Base):
    """An initial on a letter, or that it was sent back or handed in anew; never changed or taken away."""

    __tablename__ = "letter_initials"
    __table_args__ = (UniqueConstraint("letter_id", "round", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    round: Mapped[int]
    position: Mapped[int]
    """Place in the chain, from one; zero for the beginning of a later round."""
    mark: Mapped[Mark] = mapped_column(text_enum(Mark))
    title: Mapped[str] = mapped_column(String(NAME))
    """The post as the chain names it, with Plh. or Plt. where that is how it was held."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(String(NAME))
    capacity: Mapped[str] = mapped_column(String(NAME))
    note: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the printed letter that was looked at."""
    at: Mapped[datetime]
