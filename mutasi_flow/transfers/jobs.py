"""The job of the road: packages for the outside."""

from mutasi_flow.core.jobs import Job
from mutasi_flow.transfers.service.packaging import MAKE_PACKAGE, make_package, read_asked, store_package

JOBS = (Job(name=MAKE_PACKAGE, read=read_asked, do=make_package, write=store_package),)
