"""Binding prints into one file, with the library of PDF."""

from mutasi_flow.core.jobs import Job
from mutasi_flow.decrees.batches.service.binding import BIND, bind, read_task, store_bound

JOBS = (Job(name=BIND, read=read_task, do=bind, write=store_bound),)
