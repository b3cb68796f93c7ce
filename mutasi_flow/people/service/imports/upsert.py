"""Comparing what a sheet wants with what the tables hold, by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.db import Base
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked


@dataclass(frozen=True, slots=True)
class Upsert:
    """Rows to add, rows to change (each with its primary key), and how many are as they should be."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    same: int = 0

    def write(self, session: Session, model: type[Base]) -> None:
        """Write both sets."""
        if self.new:
            session.execute(insert(model), self.new)
        if self.changed:
            session.execute(update(model), self.changed)

    def as_checked(self, findings: Findings, payload: Any = None) -> Checked:
        """Return the result of a dry run."""
        return Checked(
            rows=len(findings.records),
            problems=tuple(findings.problems),
            new=len(self.new),
            changed=len(self.changed),
            same=self.same,
            payload=self if payload is None else payload,
        )


def compare(wanted: Mapping[Any, Mapping[str, Any]], present: Mapping[Any, Any], primary_key: str = "id") -> Upsert:
    """Sort ``wanted`` by whether its key is ``present`` and whether any value differs.

    A wanted value of None leaves the present one alone; a new row gets only what is given.
    """
    result = Upsert()
    same = 0
    for key, values in wanted.items():
        row = present.get(key)
        if row is None:
            result.new.append({name: value for name, value in values.items() if value is not None})
            continue
        differing = {name: value for name, value in values.items() if value is not None and row[name] != value}
        if differing:
            result.changed.append({primary_key: row[primary_key], **differing})
        else:
            same += 1
    return Upsert(result.new, result.changed, same)
