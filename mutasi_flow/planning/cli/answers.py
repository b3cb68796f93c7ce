"""``mutasi plan explain``: why this person, why not that one."""

from pathlib import Path

import click

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.shell import DATA, Shell, command
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.cli.given import input_argument, snapshot_from
from mutasi_flow.planning.explaining import Explanation
from mutasi_flow.planning.explaining import explain as find_reason
from mutasi_flow.planning.folder import effective_day, read_document, read_plan
from mutasi_flow.planning.reasons import name_of
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.sentences import Audience, sentences
from mutasi_flow.planning.snapshot import Snapshot


@command("explain", help="Jelaskan mengapa seseorang dipindahkan, atau mengapa tidak.")
@input_argument
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("nip", metavar="NIP")
@click.option("--post", metavar="UNIT/JABATAN", help="Petak yang ditanyakan.")
@click.option(
    "--for", "audience", type=click.Choice([each.value for each in Audience]), default="analyst", help="Pembaca."
)
def explain(shell: Shell, source: Path, folder: Path, nip: str, *, post: str | None, audience: str) -> int | None:
    """Tell the reason."""
    document = read_document(folder)
    snapshot = snapshot_from(shell, source, effective_day(document), document["edits"])
    if snapshot is None:
        return DATA
    if document.get("input_sha256") != snapshot.sha256:
        raise InvalidInput(T("Masukan berubah sejak rencana dibuat."))
    plan, eligible = read_plan(folder, document, snapshot), Eligibility(snapshot)
    found = find_reason(eligible, plan, _person(snapshot, nip), _cell(snapshot, post))
    told = [say(_named(snapshot, text)) for text in sentences(eligible, plan, found, Audience(audience))]
    shell.answer(_document(snapshot, found, told, Audience(audience)), told)
    return None


def _named(snapshot: Snapshot, text: Text) -> Text:
    """Return a sentence in which posts stand with the name of their unit, where the table has one, beside its code."""
    units, jabatan = snapshot.units, snapshot.jabatan
    names = {
        name_of(snapshot, cell): f"{jabatan[kind]}, {units.name[unit]} ({units.code[unit]})"
        for cell, (unit, kind) in enumerate(zip(snapshot.cells.unit, snapshot.cells.jabatan, strict=True))
        if units.name[unit]
    }
    return Text(text.message, {key: names.get(str(value), value) for key, value in text.values.items()})


def _person(snapshot: Snapshot, nip: str) -> int:
    digits = "".join(nip.split())
    known = {str(each): place for place, each in enumerate(snapshot.staff.nip)}
    if digits not in known:
        raise NotFound(T("NIP {nip} tidak ada di tabel pegawai.", nip=nip))
    return known[digits]


def _cell(snapshot: Snapshot, post: str | None) -> int | None:
    """Find a cell by its name; a code may itself hold a slash."""
    if post is None:
        return None
    for cell in range(len(snapshot.cells)):
        if name_of(snapshot, cell) == post:
            return cell
    raise NotFound(T("Petak {post} tidak ada. Tulis UNIT/JABATAN dengan kode dari tabel.", post=post))


def _document(snapshot: Snapshot, found: Explanation, told: list[str], audience: Audience) -> dict[str, object]:
    """Return it for programs; data of others only for the analyst."""
    nips = snapshot.staff.nip
    shared: dict[str, object] = {
        "nip": str(nips[found.person]),
        "post": None if found.cell is None else name_of(snapshot, found.cell),
        "outcome": found.outcome.value,
        "rules": [{"rule": failure.rule, "reason": say(failure.reason)} for failure in found.failures],
        "tier": found.tier.value if found.tier else None,
        "sentences": told,
    }
    if audience is Audience.EMPLOYEE:
        return shared
    return shared | {
        "worse": found.worse,
        "changed": [str(nips[other]) for other in found.changed],
        "rival": None if found.rival is None else str(nips[found.rival]),
        "candidates": found.candidates,
    }
