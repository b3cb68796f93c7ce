"""Whether the installation is in good health: what ``mutasi doctor`` and the health page tell."""

import shutil
import smtplib
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import false, func, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from mutasi_flow.core import audit
from mutasi_flow.core.db import sqlite_module
from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.jobs import JobState, list_runs, list_workers
from mutasi_flow.core.jobs.model import SweepRun
from mutasi_flow.core.newer import list_missing
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.render import list_lost_fonts
from mutasi_flow.office.domain import LAST_BACKUP, Finding, Level
from mutasi_flow.settings import KEYS_FOLDER, Settings

SAFE_SQLITE = (3, 51, 3)
"""First release without the WAL-reset fault."""
LITTLE_SPACE, NO_SPACE = 2_000_000_000, 200_000_000
RELEASED = datetime(2025, 1, 1, tzinfo=UTC)
SKEW = timedelta(seconds=30)
LONG_QUIET = timedelta(days=60)
"""After two months without an entry either the office slept or the clock ran ahead: both are worth a look."""
SILENT = timedelta(minutes=2)
OLD_BACKUP = timedelta(days=7)
SMTP_SECONDS = 5
PROBE_SECONDS = 60
SHORTEST_KEY = 32
OTHERS = stat.S_IRWXG | stat.S_IRWXO
_TOUCH = update(SweepRun).where(false()).values(handled=SweepRun.handled)
_PROBE = "import weasyprint; weasyprint.HTML(string='<p>a</p>').write_pdf()"


def check_all(runtime: Runtime, *, thorough: bool = True) -> Sequence[Finding]:
    """Check everything; ``thorough`` adds what takes seconds (the mail server, the letter engine)."""
    findings = [*_database(runtime), _clock(runtime), _disk(runtime.settings), *_keys(runtime.settings)]
    findings += [_address(runtime.settings), _backup(runtime)]
    if thorough:
        findings += [_letters(), _mail(runtime.settings)]
    return findings


def _database(runtime: Runtime) -> Iterator[Finding]:
    try:
        with runtime.database.reading() as session:
            session.execute(text("SELECT 1"))
        missing = list_missing(runtime)
    except Unprepared as error:
        yield _problem("schema", error.text)
        return
    except SQLAlchemyError as error:
        yield _problem("database", T("Basis data tidak menjawab: {reason}.", reason=str(error).splitlines()[0]))
        return
    yield _version(runtime)
    if missing:
        count = len(missing)
        yield _problem("schema", T("Ada {count} langkah yang belum dijalankan: mutasi db upgrade.", count=count))
        return
    yield _ok("schema", T("Susunan basis data mutakhir."))
    yield from _writing(runtime)
    yield from _work(runtime)


def _version(runtime: Runtime) -> Finding:
    if not runtime.database.is_sqlite:
        with runtime.database.reading() as session:
            version = session.scalar(text("SHOW server_version"))
        return _ok("database", T("PostgreSQL {version}.", version=version))
    module = sqlite_module()
    found = T("SQLite {version} ({module}).", version=module.sqlite_version, module=module.__name__.split(".")[0])
    if module.sqlite_version_info >= SAFE_SQLITE:
        return _ok("database", found)
    hint = T("{found} Versi sebelum 3.51.3 dapat, walau jarang, merusak berkas; pasang paket pysqlite3.", found=found)
    return Finding("database", Level.WARNING, hint)


def _writing(runtime: Runtime) -> Iterator[Finding]:
    """Take the turn at writing and give it back: a file that is read-only is found out by the first press otherwise."""
    try:
        with runtime.database.writing() as session:
            session.execute(_TOUCH)
    except SQLAlchemyError as error:
        yield _problem("database", T("Basis data tidak dapat ditulis: {reason}.", reason=str(error).splitlines()[0]))


def _work(runtime: Runtime) -> Iterator[Finding]:
    with runtime.database.reading() as session:
        workers, runs = list_workers(session), list_runs(session)
    last = max((held.beat_at for held in workers), default=None)
    if last is None or last < runtime.clock.now() - SILENT:
        yield Finding("worker", Level.WARNING, T("Tidak ada pekerja yang berjalan: mutasi worker."))
    else:
        yield _ok("worker", T("{count} pekerja berjalan.", count=len(workers)))
    failed = [run.name for run in runs if run.error]
    if failed:
        names = ", ".join(failed)
        yield Finding("sweeps", Level.WARNING, T("Tugas berkala terakhir gagal: {names}.", names=names))
    stuck = len(runtime.jobs.list_jobs([JobState.FAILED]))
    if stuck:
        yield Finding("jobs", Level.WARNING, T("{count} pekerjaan gagal: mutasi jobs list.", count=stuck))


def _clock(runtime: Runtime) -> Finding:
    now, last = runtime.clock.now(), _last_entry(runtime)
    shown = _to_the_minute(now, runtime)
    if now < RELEASED:
        return _problem("clock", T("Jam sistem tertinggal: {now}.", now=shown))
    if last is not None and not now - LONG_QUIET < last <= now + SKEW:
        words = T(
            "Sekarang {now}, tetapi catatan jejak terakhir {then}. Periksa jam sistem.",
            now=shown,
            then=_to_the_minute(last, runtime),
        )
        return Finding("clock", Level.WARNING, words)
    if not runtime.database.is_sqlite:
        with runtime.database.reading() as session:
            theirs = session.scalar(select(func.now()))
        if theirs is not None and abs(theirs - now) > SKEW:
            return Finding("clock", Level.WARNING, T("Jam server basis data berbeda lebih dari 30 detik."))
    return _ok("clock", T("Sekarang {now} ({zone}).", now=shown, zone=runtime.settings.timezone))


def _to_the_minute(moment: datetime, runtime: Runtime) -> datetime:
    """Return a moment as the office's clock shows it; pages write it out, the shell prints it as it is."""
    return moment.astimezone(runtime.clock.zone).replace(second=0, microsecond=0)


def _last_entry(runtime: Runtime) -> datetime | None:
    """Return when the newest entry of the trail was written; None where there is none yet, or nothing to ask."""
    try:
        with runtime.database.reading() as session:
            newest = audit.list_entries(session, audit.TrailFilter(), 1)
    except (SQLAlchemyError, Unprepared):
        return None
    return newest[0].at if newest else None


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir).free
    room = T("Sisa ruang {free} GB di folder data.", free=round(free / 1e9, 1))
    if free < NO_SPACE:
        return _problem("disk", room)
    return Finding("disk", Level.WARNING, room) if free < LITTLE_SPACE else _ok("disk", room)


def _keys(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir / KEYS_FOLDER
    open_to_others = [path.name for path in (settings.data_dir, folder, *folder.glob("*")) if _is_open(path)]
    if open_to_others:
        names = ", ".join(open_to_others)
        yield _problem("keys", T("Dapat dibaca orang lain di mesin ini: {names}. Jalankan chmod go= .", names=names))
    elif min(len(settings.session_secret()), len(settings.trail_secret())) < SHORTEST_KEY:
        yield Finding("keys", Level.WARNING, T("Kunci lebih pendek daripada 32 huruf."))
    else:
        yield _ok("keys", T("Kunci tersimpan di luar basis data dan tertutup bagi orang lain."))


def _is_open(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & OTHERS)


def _address(settings: Settings) -> Finding:
    address = urlsplit(settings.public_url)
    if address.scheme == "https" or address.hostname in {"127.0.0.1", "localhost"}:
        return _ok("address", T("Alamat layanan {address}.", address=settings.public_url))
    return Finding("address", Level.WARNING, T("Alamat layanan {address} tanpa HTTPS.", address=settings.public_url))


def _backup(runtime: Runtime) -> Finding:
    try:
        made = datetime.fromisoformat((runtime.settings.data_dir / LAST_BACKUP).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return Finding("backup", Level.WARNING, T("Belum pernah dicadangkan dengan mutasi backup."))
    told = T("Cadangan terakhir {moment}.", moment=_to_the_minute(made, runtime))
    return Finding("backup", Level.WARNING if runtime.clock.now() - made > OLD_BACKUP else Level.OK, told)


def _letters() -> Finding:
    """Try the letter engine in a process of its own: without Pango even its import fails."""
    if lost := list_lost_fonts():
        names = ", ".join(lost)
        return _problem("letters", T("Huruf {names} hilang dari pemasangan ini. Pasang ulang programnya.", names=names))
    command = [sys.executable, "-W", "ignore", "-c", _PROBE]
    try:
        tried = subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=False)  # noqa: S603 - our own words
    except subprocess.TimeoutExpired:
        return Finding("letters", Level.WARNING, T("Pencetak surat terlalu lama menjawab."))
    if tried.returncode == 0:
        return _ok("letters", T("Pencetak surat (WeasyPrint, Pango) siap."))
    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return _problem("letters", T("Pustaka pencetak surat belum lengkap. Pasang: {packages}.", packages=packages))


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_host:
        return Finding("mail", Level.WARNING, T("Tanpa server surel: pemberitahuan hanya tampil di layanan."))
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SMTP_SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return _problem(
            "mail", T("Server surel {host} tidak menjawab: {reason}.", host=settings.smtp_host, reason=str(error))
        )
    return _ok("mail", T("Server surel {host} menjawab.", host=settings.smtp_host))


def _ok(check: str, detail: Text) -> Finding:
    return Finding(check, Level.OK, detail)


def _problem(check: str, detail: Text) -> Finding:
    return Finding(check, Level.PROBLEM, detail)
