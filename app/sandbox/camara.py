"""CAMARA one-time-password-sms v1."""
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.sandbox import one_time_password
from app.sandbox.access import SEND_VALIDATE, Access, with_scope
from app.sandbox.exchange import TheWorld

router = APIRouter(prefix="/one-time-password-sms/v1")
Caller = Annotated[Access, Depends(with_scope(SEND_VALIDATE))]


class SendCodeBody(BaseModel):
    phone_number: str = Field(alias="phoneNumber")
    message: str


class SendCodeResponse(BaseModel):
    authentication_id: str = Field(serialization_alias="authenticationId")


class ValidateCodeBody(BaseModel):
    authentication_id: str = Field(alias="authenticationId")
    code: str = Field(repr=False)


@router.post("/send-code", operation_id="sendCode")
async def send_code(body: SendCodeBody, world: TheWorld, caller: Caller) -> SendCodeResponse:
    attempt = one_time_password.send_code(world, caller, body.phone_number, body.message)
    return SendCodeResponse(authentication_id=attempt.id)


@router.post("/validate-code", operation_id="validateCode", status_code=204)
async def validate_code(body: ValidateCodeBody, world: TheWorld, caller: Caller) -> Response:
    one_time_password.validate_code(world, caller, body.authentication_id, body.code)
    return Response(status_code=204)
