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


def walk(count: int, user: User) -> None:
    """Walk ``count`` requests to the end."""
    for number in range(count):
        with transaction.atomic():
            request = Request.objects.create(employee=number, reason="Kebutuhan keluarga.")
        for step in ("submit", "conclude", "approve", "decree"):
            with transaction.atomic():
                request = Request.objects.select_for_update().get(pk=request.pk)
                getattr(request, step)(by=user)
                request.save()


def main() -> None:
    """Print CPU seconds per request."""
    rounds = int(sys.argv[1])
    call_command("migrate", verbosity=0, run_syncdb=True)
    user = User.objects.create(username="verifier")
    walk(rounds // 10, user)
    started = time.process_time()
    walk(rounds, user)
    sys.stdout.write(str((time.process_time() - started) / rounds))


if __name__ == "__main__":
    main()
