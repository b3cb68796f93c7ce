"""All that the shell does with decrees: what the road offers, and what is done to many at a time."""

from mutasi_flow.decrees.batches.cli import batch
from mutasi_flow.decrees.signing.cli import sign_run
from mutasi_flow.transfers.cli import decree

__all__ = ["decree"]

decree.add_command(sign_run)
decree.add_command(batch)
