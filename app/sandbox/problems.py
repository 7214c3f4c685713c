"""Refusals: one exception, worded for the two error bodies (TM Forum and CAMARA)."""
from typing import Any

from starlette.responses import JSONResponse

OTP_API = "ONE_TIME_PASSWORD_SMS"  # noqa: S105 - the name of an API
BILLING_API, REFUND_API = "CARRIER_BILLING", "CARRIER_BILLING_REFUND"
CAMARA_PATHS = ("/one-time-password-sms/v1/", "/carrier-billing/v0.5/", "/carrier-billing-refund/v0.3/")

# code: (HTTP status, reason, message to the subscriber)
WORDS: dict[str, tuple[int, str, str]] = {
    "UNAUTHENTICATED": (401, "Bearer token missing or unknown", "로그인이 필요해요."),
    "NOT_FOUND": (404, "No such resource", "찾을 수 없어요."),
    "METHOD_NOT_ALLOWED_HERE": (405, "Verb not supported", "지원하지 않는 요청이에요."),
    "INVALID_REQUEST": (400, "Malformed request", "요청의 형식이 맞지 않아요."),
    "INVALID_ARGUMENT": (400, "Invalid argument", "요청의 형식이 맞지 않아요."),
    "INTERNAL": (500, "Unexpected error", "통신사에 문제가 생겼어요."),
    "KEY_REQUIRED": (400, "Idempotency-Key (UUIDv4) missing", "요청의 고유 번호가 없어요."),
    "KEY_REUSED": (422, "Idempotency-Key used with other parameters", "이미 다른 내용으로 접수된 요청이에요."),
    "IN_PROGRESS": (409, "A request with this Idempotency-Key is running", "같은 요청을 처리하고 있어요."),
    "SAME_METHOD": (409, "Nothing would change", "지금 쓰는 납부방법과 같아요. 변경할 내용이 없습니다."),
    "OUTSIDE_SERVICE_HOURS": (409, "Outside the change window", "지금은 이 납부방법으로 바꿀 수 없는 시간이에요."),
    "PENDING_CHANGE_EXISTS": (409, "Another change is open", "먼저 신청한 변경이 아직 진행 중이에요."),
    "TOO_LATE_TO_CANCEL": (409, "No longer open or past its cancellation time", "취소할 수 있는 시간이 지났어요."),
    "INVALID_CARD": (400, "Card number or expiry is not valid", "카드 정보를 다시 확인해 주세요."),
    "CARD_EXPIRED": (400, "Card has expired", "유효기간이 지난 카드예요."),
    "UNKNOWN_ISSUER": (400, "Card issuer not on offer", "자동납부를 제공하지 않는 카드사예요."),
    "EXCLUDED_ISSUER": (400, "Card issuer excluded from direct debit", "자동납부로 등록할 수 없는 카드예요."),
    "INVALID_ACCOUNT": (400, "Account number is not valid", "계좌번호를 다시 확인해 주세요."),
    "UNKNOWN_BANK": (400, "Bank not on offer", "자동납부를 제공하지 않는 은행이에요."),
    "EXCLUDED_BANK": (400, "Bank excluded from direct debit", "자동납부로 등록할 수 없는 금융기관이에요."),
    "CONSENT_REQUIRED": (400, "A required consent is missing or outdated", "필수 약관에 동의해 주세요."),
    "PAYER_DETAILS_REQUIRED": (
        400,
        "Name, relation and phone of the payer needed",
        "납부하는 분의 정보를 모두 입력해 주세요.",
    ),
    "METHOD_NOT_ALLOWED": (403, "Payment method not offered", "이용할 수 없는 납부방법이에요."),
    "PAYER_NOT_ALLOWED": (403, "Payer type not allowed for this method", "본인 명의만 쓸 수 있는 납부방법이에요."),
    "OWNER_MISMATCH": (403, "Wallet belongs to someone else", "가입자 본인의 간편결제 계정이 아니에요."),
    "MINOR_NOT_ALLOWED": (
        403,
        "Minors change through a legal guardian",
        "미성년자는 법정대리인과 함께 고객센터에서 바꿀 수 있어요.",
    ),
    "FOREIGNER_CALL_CENTER": (
        403,
        "Foreign nationals change through the call centre",
        "외국인 가입자는 고객센터에서 바꿀 수 있어요.",
    ),
    "AUTH_REQUIRED": (403, "Identity not proven for exactly this action", "본인확인이 필요해요."),
    "AUTH_METHOD_NOT_ALLOWED": (403, "Identity method not allowed here", "여기서는 쓸 수 없는 인증 방법이에요."),
    "IDENTITY_MISMATCH": (403, "Person does not match", "입력한 정보가 등록된 정보와 달라요."),
    "AUTH_DECLINED": (403, "Identity check was declined", "본인확인이 거절됐어요."),
    "AUTH_LOCKED": (429, "Too many attempts", "시도가 너무 많았어요. 잠시 뒤에 다시 해 주세요."),
    "AUTH_EXPIRED": (410, "Identity check has expired", "본인확인 시간이 지났어요."),
    "TOO_MANY_REQUESTS": (429, "Sent again too soon", "조금 뒤에 다시 요청해 주세요."),
    f"{OTP_API}.MAX_OTP_CODES_EXCEEDED": (
        403,
        "Too many OTPs have been requested for this MSISDN. Try later.",
        "",
    ),
    f"{OTP_API}.PHONE_NUMBER_NOT_ALLOWED": (403, "Phone number cannot receive an SMS.", ""),
    f"{OTP_API}.PHONE_NUMBER_BLOCKED": (403, "Phone number is blocked from receiving SMS.", ""),
    f"{OTP_API}.INVALID_OTP": (400, "The provided OTP is not valid for this authenticationId", ""),
    f"{OTP_API}.VERIFICATION_EXPIRED": (400, "The authenticationId is no longer valid", ""),
    f"{OTP_API}.VERIFICATION_FAILED": (
        400,
        "The maximum number of attempts for this authenticationId was exceeded without providing a valid OTP",
        "",
    ),
    "MORE_THAN_OWED": (
        409,
        "More than is owed on a bill",
        "낼 금액보다 많아요. 이미 냈거나 처리되고 있는 금액을 확인해 주세요.",
    ),
    "PAYMENT_DECLINED": (
        403,
        "The payment method was declined",
        "납부방법에서 결제되지 않았어요. 돈은 나가지 않았어요. 잔액이나 한도를 확인해 주세요.",
    ),
    "PERMISSION_DENIED": (403, "The token does not allow this", "이 토큰으로는 할 수 없는 요청이에요."),
    "OUT_OF_RANGE": (400, "Client specified an invalid range.", ""),
    "INVALID_CREDENTIAL": (400, "Only Access token is supported", ""),
    "INVALID_TOKEN": (400, "Only bearer token is supported", ""),
    "INVALID_SINK": (400, "sink not valid for the specified protocol", ""),
    "IDENTIFIER_NOT_FOUND": (404, "phoneNumber not found.", ""),
    "ALREADY_EXISTS": (409, "The resource that a client tried to create already exists.", ""),
    "MISSING_IDENTIFIER": (422, "The phone number cannot be identified.", ""),
    "UNNECESSARY_IDENTIFIER": (422, "The phone number is already identified by the access token.", ""),
    f"{BILLING_API}.INVALID_DATE_RANGE": (400, "Client specified an invalid date range.", ""),
    f"{BILLING_API}.PAYMENT_DENIED": (403, "Payment denied by business.", ""),
    f"{BILLING_API}.UNAUTHORIZED_AMOUNT": (422, "Unauthorized amount requested.", ""),
    f"{BILLING_API}.USER_AMOUNT_THRESHOLD_OVERPASSED": (
        422,
        "Unauthorized payment request. Accumulated user mobile payments overpass account amount threshold.",
        "",
    ),
    f"{REFUND_API}.INVALID_DATE_RANGE": (400, "Client specified an invalid date range.", ""),
    f"{REFUND_API}.PAYMENT_NOT_ELIGIBLE_FOR_REFUND": (403, "Payment not eligible for refund.", ""),
    f"{REFUND_API}.UNAUTHORIZED_AMOUNT": (422, "Unauthorized amount requested.", ""),
    f"{REFUND_API}.INVALID_PAYMENT_STATUS": (422, "Payment is not yet completed.", ""),
    f"{REFUND_API}.TAXES_MANAGEMENT_MISMATCH": (
        422,
        "Inconsistent isTaxIncluded value with regards to related payment.",
        "",
    ),
    f"{REFUND_API}.REFUND_DETAILS_MISMATCH": (
        422,
        "Inconsistent refundDetails information with regards to related payment.",
        "",
    ),
}


class Refused(Exception):
    """The carrier says no. `extra` are further fields of the body; `retry_after` is in seconds."""

    def __init__(self, code: str, *, retry_after: int | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code, self.retry_after, self.extra = code, retry_after, extra


def is_camara(path: str) -> bool:
    """Whether errors below that path have CAMARA's body; all others have TM Forum's."""
    return any(camara in path for camara in CAMARA_PATHS)


def problem_answer(path: str, refused: Refused) -> JSONResponse:
    """The body of the API the path belongs to; never a word of what was sent."""
    status, reason, message = WORDS[refused.code]
    headers = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
    if is_camara(path):
        code = {"METHOD_NOT_ALLOWED_HERE": "METHOD_NOT_ALLOWED", "INVALID_REQUEST": "INVALID_ARGUMENT"}.get(
            refused.code, refused.code
        )
        return JSONResponse({"status": status, "code": code, "message": reason, **refused.extra}, status, headers)
    code = "METHOD_NOT_ALLOWED" if refused.code == "METHOD_NOT_ALLOWED_HERE" else refused.code
    return JSONResponse(
        {"code": code, "reason": reason, "message": message, "status": str(status), **refused.extra}, status, headers
    )
