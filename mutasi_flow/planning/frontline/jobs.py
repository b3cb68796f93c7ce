"""The job of the frontline."""

from mutasi_flow.core.jobs import Job
from mutasi_flow.planning.frontline.service import SHARE, keep_sharing, read_sharing, share

JOBS = (Job(name=SHARE, read=read_sharing, do=share, write=keep_sharing),)
