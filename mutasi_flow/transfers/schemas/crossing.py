"""Moves to another government, as programs send them."""

from pydantic import BaseModel, ConfigDict


class OtherInput(BaseModel):
    """The government to which a move of kind B, C or D leads, in words."""

    model_config = ConfigDict(extra="forbid")

    government: str
    unit: str = ""
    post: str = ""
