"""``mutasi backup`` and ``mutasi restore``."""

from pathlib import Path

import click

from mutasi_flow.core.shell import DATA, NewFile, Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.office.service.backup import make_backup, restore_backup

_SHOWN = 5


@command("backup", help="Cadangkan basis data dan berkas ke satu berkas, sementara layanan tetap berjalan.")
@click.argument("file", type=NewFile())
@click.option("--keys", type=NewFile(), help="Tulis juga kunci ke berkas lain ini; simpan terpisah dari cadangannya.")
def backup(shell: Shell, file: Path, keys: Path | None) -> int:
    """Write a backup; exit 1 when a stored file is no longer what it was (it is in the backup as it lies there)."""
    if keys is not None and keys.resolve() == file.resolve():
        raise click.BadParameter(str(T("Kunci ditulis ke berkas lain daripada cadangannya.")), param_hint="--keys")
    made = make_backup(shell.runtime, file, keys)
    stored = len(made.manifest.parts)
    lines = [T("{parts} bagian, {size} MB: {file}", parts=stored, size=round(made.size / 1e6, 1), file=file)]
    if keys is None:
        lines.append(
            T("Kunci tidak ikut di dalamnya. Simpan sekali di tempat lain: --keys, atau isi MUTASI_AUDIT_KEY.")
        )
    if made.damaged:
        names = ", ".join(made.damaged[:_SHOWN])
        lines.append(T("{count} berkas rusak di penyimpanan: {names}.", count=len(made.damaged), names=names))
    document = {
        "file": str(file),
        "keys": None if keys is None else str(keys),
        "parts": stored,
        "bytes": made.size,
        "database": made.manifest.dialect,
        "revision": made.manifest.revision,
        "made_at": made.manifest.made_at,
        "damaged": list(made.damaged),
    }
    shell.answer(document, map(str, lines))
    return DATA if made.damaged else 0


@command("restore", help="Pulihkan cadangan ke tempat kosong; semuanya diperiksa sebelum ada yang ditaruh.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--keys", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Berkas kunci dari --keys.")
@click.option("--lost-keys", is_flag=True, help="Pulihkan tanpa kunci jejak: jejak lama tidak dapat diperiksa lagi.")
def restore(shell: Shell, file: Path, keys: Path | None, *, lost_keys: bool) -> None:
    """Fill an empty installation from a backup."""
    done = restore_backup(shell.settings, file, keys, without_key=lost_keys)
    manifest = done.manifest
    lines = [T("{parts} bagian dipulihkan ke {folder}.", parts=len(manifest.parts), folder=shell.settings.data_dir)]
    lines.append(
        T(
            "Cadangan ini dibuat {moment}. Yang terjadi sesudahnya, juga nomor surat, tidak ada di dalamnya.",
            moment=manifest.made_at,
        )
    )
    lines.append(T("Selanjutnya: mutasi db upgrade, mutasi audit verify, mutasi doctor."))
    document = {
        "parts": len(manifest.parts),
        "database": manifest.dialect,
        "revision": manifest.revision,
        "made_at": manifest.made_at,
        "has_key": done.has_key,
    }
    shell.answer(document, map(str, lines))
