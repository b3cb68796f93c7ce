"""The peer: viewflow.workflow, one process of four steps, one commit each, in process; no permission, chain or letter.

Steps are handles, the cheapest human-free kind that the library has: each reads its task, finishes it and opens the
next, as our road does with tasks of its own.
"""

import sys
import tempfile
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

FOLDER = Path(tempfile.mkdtemp())
STEPS = ("submit", "conclude", "approve", "decree")
settings.configure(
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "viewflow",
        "viewflow.workflow",
        "flows",
    ],
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

from django.db import transaction  # noqa: E402 - Django must be set up first
from flows.flows import RoadFlow  # noqa: E402
from viewflow.workflow.models import Process  # noqa: E402
from viewflow.workflow.status import PROCESS, STATUS  # noqa: E402


def begin(count: int) -> list[int]:
    """Start ``count`` processes and return their keys."""
    keys = []
    for number in range(count):
        with transaction.atomic():
            keys.append(RoadFlow.start.run(_process_data={"employee": number, "reason": "Kebutuhan keluarga."}).pk)
    return keys


def walk(keys: list[int]) -> None:
    """Take every process through its four steps."""
    for key in keys:
        for name in STEPS:
            with transaction.atomic():
                step = getattr(RoadFlow, name)
                task = RoadFlow.task_class.objects.get(process_id=key, flow_task=step, status=STATUS.NEW)
                step.run(task)


def main() -> None:
    """Print CPU seconds and seconds by the clock per transition."""
    rounds = int(sys.argv[1])
    call_command("migrate", verbosity=0, run_syncdb=True)
    walk(begin(rounds // 10))
    keys = begin(rounds)
    cpu, clock = time.process_time(), time.perf_counter()
    walk(keys)
    steps = rounds * len(STEPS)
    sys.stdout.write(f"{(time.process_time() - cpu) / steps} {(time.perf_counter() - clock) / steps}")
    ended = Process.objects.filter(status=PROCESS.DONE).count()
    if ended != rounds + rounds // 10:
        sys.exit(f"only {ended} processes came to their end")


if __name__ == "__main__":
    main()
