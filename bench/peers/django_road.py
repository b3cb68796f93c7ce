"""The peer: django-fsm-2 with django-fsm-log, the same five commits per request, no tasks, chain or permission."""

import sys
import tempfile
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

FOLDER = Path(tempfile.mkdtemp())
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_fsm_log", "road"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "peer.db",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    SECRET_KEY="peer",
)
sys.path.insert(0, str(Path(__file__).parent))
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - Django must be set up first
from django.db import transaction  # noqa: E402
from road.models import Request  # noqa: E402


def take(key: int, step: str, user: User) -> None:
    """Take one step, in one transaction."""
    with transaction.atomic():
        request = Request.objects.select_for_update().get(pk=key)
        getattr(request, step)(by=user)
        request.save()


def walk(count: int, user: User, steps: tuple[str, ...] = ("submit", "conclude", "approve", "decree")) -> list[int]:
    """Walk ``count`` requests along ``steps`` and return their keys."""
    keys = []
    for number in range(count):
        with transaction.atomic():
            keys.append(Request.objects.create(employee=number, reason="Kebutuhan keluarga.").pk)
        for step in steps:
            take(keys[-1], step, user)
    return keys


def approve(count: int, user: User) -> float:
    """Return the seconds by the clock of approving ``count`` requests that wait for it, one transaction each."""
    keys = walk(count, user, ("submit", "conclude"))
    started = time.perf_counter()
    for key in keys:
        take(key, "approve", user)
    return time.perf_counter() - started


def main() -> None:
    """Print CPU seconds per request, or with ``approve`` the seconds of approving all."""
    rounds = int(sys.argv[1])
    call_command("migrate", verbosity=0, run_syncdb=True)
    user = User.objects.create(username="verifier")
    walk(rounds // 10, user)
    if sys.argv[2:] == ["approve"]:
        sys.stdout.write(str(approve(rounds, user)))
        return
    started = time.process_time()
    walk(rounds, user)
    sys.stdout.write(str((time.process_time() - started) / rounds))


if __name__ == "__main__":
    main()
