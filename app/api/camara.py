"""CAMARA one-time-password-sms v1 on the wire."""
from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

from app.api.wire import Wire
from app.domain.refusal import Refusal

SEND_CODE = "/one-time-password-sms/v1/send-code"
VALIDATE_CODE = "/one-time-password-sms/v1/validate-code"

SEND_CODE_REFUSALS: Mapping[str, Refusal] = {
    "ONE_TIME_PASSWORD_SMS.MAX_OTP_CODES_EXCEEDED": Refusal.CODE_LIMIT,
    "ONE_TIME_PASSWORD_SMS.PHONE_NUMBER_NOT_ALLOWED": Refusal.PHONE_NOT_ALLOWED,
    "ONE_TIME_PASSWORD_SMS.PHONE_NUMBER_BLOCKED": Refusal.PHONE_NOT_ALLOWED,
    "NOT_FOUND": Refusal.PHONE_NOT_ALLOWED,  # no number of this operator
    "INVALID_ARGUMENT": Refusal.PHONE_NOT_ALLOWED,
    "TOO_MANY_REQUESTS": Refusal.CODE_TOO_SOON,
}
VALIDATE_CODE_REFUSALS: Mapping[str, Refusal] = {
    "ONE_TIME_PASSWORD_SMS.INVALID_OTP": Refusal.CODE_WRONG,
    "ONE_TIME_PASSWORD_SMS.VERIFICATION_EXPIRED": Refusal.CODE_EXPIRED,
    "ONE_TIME_PASSWORD_SMS.VERIFICATION_FAILED": Refusal.CODE_FAILED,
    "NOT_FOUND": Refusal.CODE_EXPIRED,  # no such code any more
    "INVALID_ARGUMENT": Refusal.CODE_WRONG,  # longer than any code
}


class CodeSent(Wire):
    authentication_id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,36}$")]
