"""What bodies sent to the TM Forum side have in common."""
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.sandbox.problems import Refused


class TmfShape(BaseModel):
    """Unknown attributes are ignored; what is wrong is never repeated in an error."""

    model_config = ConfigDict(alias_generator=to_camel, strict=True, hide_input_in_errors=True)

    def as_sent(self, *, only: Sequence[str] = ()) -> dict[str, Any]:
        body = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return {name: value for name, value in body.items() if not only or name in only}


class Reference(TmfShape):
    id: str
    href: str | None = None
    name: str | None = None
    referred_type: str | None = Field(None, alias="@referredType")


class Money(TmfShape):
    unit: str = "KRW"
    value: float = Field(allow_inf_nan=False)

    def won(self) -> int:
        """KRW. Raises INVALID_REQUEST for another currency, a part of a won, or nothing."""
        if self.unit != "KRW" or self.value != int(self.value) or self.value <= 0:
            raise Refused("INVALID_REQUEST")
        return int(self.value)
