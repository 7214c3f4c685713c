"""CAMARA one-time-password-sms v1."""
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.sandbox import one_time_password
from app.sandbox.exchange import TheSubscriber, TheWorld
from app.sandbox.problems import CAMARA_PATH

router = APIRouter(prefix=CAMARA_PATH.rstrip("/"))


class SendCodeBody(BaseModel):
    phone_number: str = Field(alias="phoneNumber")
    message: str


class SendCodeResponse(BaseModel):
    authentication_id: str = Field(serialization_alias="authenticationId")


class ValidateCodeBody(BaseModel):
    authentication_id: str = Field(alias="authenticationId")
    code: str = Field(repr=False)


@router.post("/send-code", operation_id="sendCode")
async def send_code(body: SendCodeBody, world: TheWorld, subscriber: TheSubscriber) -> SendCodeResponse:
    attempt = one_time_password.send_code(world, subscriber, body.phone_number, body.message)
    return SendCodeResponse(authentication_id=attempt.id)


@router.post("/validate-code", operation_id="validateCode", status_code=204)
async def validate_code(body: ValidateCodeBody, world: TheWorld, subscriber: TheSubscriber) -> Response:
    one_time_password.validate_code(world, subscriber, body.authentication_id, body.code)
    return Response(status_code=204)
