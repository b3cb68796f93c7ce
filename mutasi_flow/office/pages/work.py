"""Looking after the worker: jobs, sweeps, and the health of the installation."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.jobs import JobState, list_runs, list_workers
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import Answer, current_runtime, current_session, read_form, requires, show_notice
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.service import render_key
from mutasi_flow.office.domain import Level
from mutasi_flow.office.pages.work_words import SWEEP_WORDS, name_jobs
from mutasi_flow.office.queries import check_all

pages = Blueprint("work", __name__)

STATES: dict[JobState, tuple[Text, str]] = {
    JobState.FAILED: (T("Gagal"), "yellow"),
    JobState.RUNNING: (T("Dikerjakan"), "blue"),
    JobState.QUEUED: (T("Menunggu"), "grey"),
    JobState.DONE: (T("Selesai"), "green"),
}
LEVELS: dict[Level, tuple[Text, str]] = {
    Level.OK: (T("Baik"), "green"),
    Level.WARNING: (T("Perhatian"), "yellow"),
    Level.PROBLEM: (T("Masalah"), "red"),
}
OPEN = (JobState.FAILED, JobState.RUNNING, JobState.QUEUED)
SHOWN = 100


@pages.get("/admin/pekerjaan")
@requires(Permission.ADMIN)
def jobs() -> Answer:
    """Show what waits, runs and failed, the last done jobs, and the sweeps; no printing of what is confidential."""
    client, session = current_runtime().jobs, current_session()
    hidden = {render_key(letter_id) for letter_id in letters.list_secret(session)}
    open_jobs = [job for job in client.list_jobs(OPEN, SHOWN) if job.key not in hidden]
    done = [job for job in client.list_jobs([JobState.DONE], 10 + len(hidden)) if job.key not in hidden][:10]
    return render_template(
        "office/jobs.html",
        open_jobs=open_jobs,
        done=done,
        names=name_jobs(session, [*open_jobs, *done]),
        sweep_words=SWEEP_WORDS,
        states=STATES,
        runs=list_runs(session),
        workers=list_workers(session),
    )


@pages.post("/admin/pekerjaan")
@requires(Permission.ADMIN)
def retry() -> Answer:
    """Put a failed job back into the queue (the queue's own transaction; once only, as it is then no longer failed)."""
    current_runtime().jobs.retry(read_form().value("key"))
    show_notice(T("Pekerjaan kembali ke antrean."))
    return redirect(url_for("work.jobs"), 303)


@pages.get("/admin/kesehatan")
@requires(Permission.ADMIN)
def health() -> Answer:
    """Show what ``mutasi doctor`` says, but for the checks that take long."""
    return render_template("office/health.html", findings=check_all(current_runtime(), thorough=False), levels=LEVELS)
