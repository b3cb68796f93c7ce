"""JSON of the dossier."""

from datetime import datetime

from pydantic import BaseModel


class DossierJson(BaseModel):
    """Where the dossier is, and until when it may be read after the taking was noted."""

    file: str
    until: datetime
