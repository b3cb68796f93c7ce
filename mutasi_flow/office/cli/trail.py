"""``mutasi audit``: is the trail whole?"""

from pathlib import Path

import click

from mutasi_flow.core.audit import anchor_new_heads, list_heads, verify
from mutasi_flow.core.shell import DATA, NewFile, Shell, command


@command("verify", help="Periksa seluruh jejak: baris diubah, dihapus, disisipkan, atau dipindah.")
def verify_trail(shell: Shell) -> int:
    """Verify; exit 1 when something is wrong."""
    runtime = shell.runtime
    with runtime.database.reading() as session:
        report = verify(session, runtime.settings.trail_secret(), runtime.anchors)
    if report.unreadable_anchors:
        shell.say(f"{report.unreadable_anchors} baris jangkar tidak terbaca dan dilewati.")
    if report.rows and not report.anchors:
        shell.say("Tidak ada jangkar di luar basis data: rantai yang dihapus seluruhnya tidak akan ketahuan.")
    bad = report.first_bad
    shell.answer(
        {
            "rows": report.rows,
            "ok": report.ok,
            "first_bad": None if bad is None else {"id": bad.id, "reason": str(bad.reason)},
            "anchors": report.anchors,
        },
        [
            f"{report.rows} catatan, {report.anchors} jangkar: utuh."
            if bad is None
            else f"Catatan {bad.id}: {bad.reason}"
        ],
    )
    return 0 if report.ok else DATA


@command("export", help="Tulis ujung semua rantai ke berkas, untuk disimpan di luar mesin ini.")
@click.argument("file", type=NewFile())
def export_anchors(shell: Shell, file: Path) -> None:
    """Write the sealed ends of all chains; put the file into ``anchors`` (as ``*.log``) to verify against it."""
    runtime = shell.runtime
    with runtime.database.reading() as session:
        anchor_new_heads(session, runtime.anchors)
        heads = list_heads(session)
    key = runtime.settings.trail_secret()
    file.write_text("".join(f"{head.line(key)}\n" for head in heads), encoding="utf-8")
    shell.answer({"chains": len(heads), "file": str(file)}, [f"{len(heads)} rantai ditulis ke {file}."])


@click.group("anchor", help="Jangkar jejak di luar basis data.", commands=[export_anchors])
def anchor() -> None:
    """Hold the commands of anchors."""


@click.group("audit", help="Periksa dan jangkarkan jejak.", commands=[verify_trail, anchor])
def audit() -> None:
    """Hold the commands of the trail."""
