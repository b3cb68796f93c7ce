"""The rules from the shell: what holds, since when, and what they say about somebody."""

import csv
from datetime import datetime
from pathlib import Path

import click

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.rules.domain import RULE_OF, Version
from mutasi_flow.rules.domain import evaluate as ask_rules
from mutasi_flow.rules.queries import (
    find_destination,
    find_moves,
    gather_many,
    list_cases,
    load_rulebook,
    look_ahead,
)
from mutasi_flow.rules.schemas import eligibility_json

rules = click.Group("rules", help="Aturan mutasi: daftar, isi, pemeriksaan.")
_ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Hari pemeriksaan (YYYY-MM-DD); kosong: hari ini.")


def _document(version: Version) -> dict[str, object]:
    rule = version.rule
    return {
        "code": rule.code,
        "title": str(rule.title),
        "version": version.key,
        "level": version.level.value if version.level else "off",
        "source": version.source,
        "limits": dict(version.limits),
        "acts": sorted(rule.acts),
        "exempted_by": version.exempted_by.value if version.exempted_by else None,
        "from_on": version.from_on,
        "to_on": version.to_on,
    }


@command("list", help="Aturan yang berlaku.")
@_ON
def list_all(shell: Shell, *, on: datetime | None) -> None:
    """Print the rules in force."""
    day = on.date() if on else shell.runtime.clock.today()
    with shell.runtime.database.reading() as session:
        versions = load_rulebook(session).in_force(day)
    lines = [
        f"{one.rule.code:<5} {one.level or '-':<8} {one.key:<12} {one.rule.title}  ({one.source})" for one in versions
    ]
    shell.answer({"on": day, "items": [_document(one) for one in versions]}, lines)


@command("show", help="Satu aturan: semua versi dan contoh kasusnya.")
@click.argument("code")
def show(shell: Shell, *, code: str) -> None:
    """Print one rule."""
    if code not in RULE_OF:
        raise NotFound(T("Aturan {code} tidak ada.", code=code))
    rule = RULE_OF[code]
    with shell.runtime.database.reading() as session:
        versions = [rule.shipped(), *(one for one in load_rulebook(session).versions if one.rule is rule)]
        cases = list_cases(session, code)
    items = [_document(one) for one in versions]
    named = [{"name": one.name, "changes": dict(one.changes), "expected": one.expected.value} for one in cases]
    lines = [f"{code}  {rule.title}", *(f"  {one['version']}: {one['level']} {one['limits']}" for one in items)]
    shell.answer({"code": code, "versions": items, "cases": named}, lines)


@command("check", help="Apa kata aturan tentang seorang pegawai.")
@click.argument("nip")
@click.option("--unit", default="", help="Kode unit tujuan.")
@click.option("--post", default="", help="Kode jabatan tujuan; kosong: jabatan sekarang.")
@_ON
def check(shell: Shell, *, nip: str, unit: str, post: str, on: datetime | None) -> None:
    """Print every verdict about one employee."""
    day = on.date() if on else shell.runtime.clock.today()
    with shell.runtime.database.reading() as session:
        person = people.find_employee_by_nip(session, nip)
        if person is None:
            raise NotFound(T("Tidak ada pegawai dengan NIP {nip}.", nip=nip))
        to_unit_id, to_jabatan_id = find_destination(session, unit, post, person.jabatan_id)
        outlook = look_ahead(
            session, employee_id=person.id, to_unit_id=to_unit_id, to_jabatan_id=to_jabatan_id, today=day
        )
    document = eligibility_json(outlook, str)
    lines = [f"{one.outcome:<8} {one.code:<5} {one.text}" for one in outlook.evaluation.verdicts]
    lines.append(str(T("Dapat diajukan mulai {day}.", day=outlook.eligible_on or "-")))
    shell.answer(document.model_dump(mode="json"), lines)


@command("moves", help="Apa kata aturan tentang setiap perpindahan dalam moves.csv.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_ON
def moves(shell: Shell, *, file: Path, on: datetime | None) -> int:
    """Print the moves of a plan that a rule blocks; exit 1 when there are any."""
    day = on.date() if on else shell.runtime.clock.today()
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with shell.runtime.database.reading() as session:
        keyed = find_moves(session, [(row["nip"], row["ke_unit"], row["ke_jabatan"]) for row in rows])
        book = load_rulebook(session)
        found = [ask_rules(facts, book) for facts in gather_many(session, keyed, day)]
    blocked = [
        {"nip": row["nip"], "rules": [one.code for one in each.blocks], "reasons": [str(one) for one in each.refusals]}
        for row, each in zip(rows, found, strict=True)
        if each.blocks
    ]
    said = [f"{one['nip']}  {', '.join(one['reasons'])}" for one in blocked]
    shell.answer({"on": day, "moves": len(rows), "blocked": blocked}, said)
    return 1 if blocked else 0


for _command in (list_all, show, check, moves):
    rules.add_command(_command)
