"""The form with which a signed decree comes back."""

from collections.abc import Sequence

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined
from mutasi_flow.letters.domain import RECORDED_METHODS, SigningMethod
from mutasi_flow.letters.sign import LARGEST_BYTES, look_for_signatures
from mutasi_flow.transfers.forms import examine_file
from mutasi_flow.transfers.service.signing import Returned


def examine_signed(form: Form, trusted: Sequence[str]) -> Examined | Returned:
    """Look into a letter that came back signed: a scan of the paper, or the PDF itself with its signatures.

    Raises:
        InvalidInput: no file was chosen, or it cannot be used.
    """
    method = form.choice("method", T("Cara penandatanganan"), [one.value for one in RECORDED_METHODS])
    if method == SigningMethod.INK:
        return examine_file(form)
    given = form.upload("file", T("Berkas"), max_bytes=LARGEST_BYTES)
    form.check()
    if given is None:
        raise InvalidInput(T("Pilih berkas dahulu."), field="file")
    found = look_for_signatures(given.data, trusted)
    return Returned(given.data, found, is_compared=form.flag("compared"), must_trust=bool(trusted))
