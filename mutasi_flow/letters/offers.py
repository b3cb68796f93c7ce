"""What letters offer to the wiring."""

from mutasi_flow.core.jobs import Job
from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import DECREE_REGISTER, LetterKind
from mutasi_flow.letters.service import RENDER_LETTER, print_letter, read_unprinted, store_printed

TRANSFER_DECREE = LetterKind(
    name="transfer_decree",
    label=T("Surat Keputusan Pemindahan"),
    register=DECREE_REGISTER,
    sample=sample_transfer_decree,
)
LETTER_KINDS = (TRANSFER_DECREE,)

JOBS = (Job(name=RENDER_LETTER, read=read_unprinted, do=print_letter, write=store_printed),)
