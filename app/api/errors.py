"""The one exception that leaves app.api."""
from app.domain.refusal import Delivery, Failure, Refusal


class CarrierError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.refusal} ({failure.delivery}) {failure.reference}")
        self.failure = failure


__all__ = ["CarrierError", "Delivery", "Failure", "Refusal"]
