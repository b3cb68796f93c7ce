"""What a worker carries: no pages, and none of the libraries that only some jobs, or only the printing process, need."""

import json
import subprocess
import sys

import pytest

from mutasi_flow import worker

PAGES = {"flask", "werkzeug", "wtforms", "flask_limiter", "num2words"}
OF_SOME_JOBS = {"numpy", "scipy", "ortools", "pikepdf", "PIL", "xlsxwriter", "holidays"}
OF_THE_PRINTER = {"weasyprint", "docx", "lxml", "segno", "fontTools"}
OF_OTHER_COMMANDS = {"alembic", "mako", "pyhanko", "faker", "hypothesis"}
HEAVY = PAGES | OF_SOME_JOBS | OF_THE_PRINTER | OF_OTHER_COMMANDS
LETTERS = (
    "render_letter",
    "print_decree_portion",
    "issue_decree_portion",
    "check_decree_batch",
    "print_collective_decree",
)


def loaded(jobs: tuple[str, ...]) -> set[str]:
    """Return which packages a process has loaded that is ready to work, and then to do these jobs."""
    program = (
        "import json, sys\n"
        "import mutasi_flow.cli.processes, mutasi_flow.core.opening, dbos\n"
        "from mutasi_flow import worker\n"
        f"jobs = [worker.JOBS[name] for name in {jobs!r}]\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(answer.stdout))


@pytest.mark.parametrize("jobs", [(), LETTERS])
def test_a_worker_loads_only_what_its_work_needs(jobs: tuple[str, ...]) -> None:
    assert loaded(jobs) & HEAVY == set()


def test_a_job_brings_its_own_libraries() -> None:
    assert {"numpy", "ortools"} <= loaded(("solve_plan_scenario",))


def test_letters_that_are_tried_are_jobs() -> None:
    assert set(LETTERS) <= set(worker.JOBS)
