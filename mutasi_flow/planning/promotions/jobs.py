"""The job of promotions."""

from mutasi_flow.core.jobs import Job
from mutasi_flow.planning.promotions.service import PROMOTE, end_promotion, promote, read_promotion

JOBS = (Job(name=PROMOTE, read=read_promotion, do=promote, write=end_promotion),)
