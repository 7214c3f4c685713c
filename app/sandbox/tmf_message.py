"""TMF681 messages, written: created, patched and deleted by the subscriber's own hand."""
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header
from pydantic import AfterValidator, Field, ValidationError
from starlette.responses import JSONResponse, Response

from app.domain.message import Channel
from app.sandbox.access import TheSubscriber
from app.sandbox.camara_shapes import moment
from app.sandbox.exchange import BaseUrl, TheWorld
from app.sandbox.idempotency import once_if_keyed
from app.sandbox.problems import Refused
from app.sandbox.records import StoredMessage
from app.sandbox.tmf import MESSAGES, communication_message
from app.sandbox.tmf630 import Resource, merged
from app.sandbox.tmf_shapes import TmfShape
from app.sandbox.world import own

OURS = ("id", "href", "@type")  # nobody changes these

router = APIRouter()
Key = Annotated[str, Header(alias="Idempotency-Key")]


def _rfc3339(text: str) -> str:
    if moment(text) is None:
        raise ValueError("no date-time")
    return text


When = Annotated[str, AfterValidator(_rfc3339)]


class Address(TmfShape):
    id: str = ""
    name: str = ""
    phone_number: str = ""
    email: str = ""
    app_user_id: str = ""
    ip: str = ""
    party: dict[str, Any] = {}


class Characteristic(TmfShape):
    name: str
    value: Any


class MessageBody(TmfShape):
    """CommunicationMessage_Create."""

    content: str
    receiver: list[Address] = Field(min_length=1)
    sender: Address
    message_type: str
    subject: str = ""
    description: str = ""
    priority: str = ""
    log_flag: bool = False
    try_times: int = 1
    scheduled_send_time: When = ""
    send_time: When = ""
    send_time_complete: When = ""
    characteristic: list[Characteristic] = []
    attachment: list[dict[str, Any]] = []
    state: Literal["initial", "inProgress", "completed", "cancelled", "failed"] = "completed"


@router.post(MESSAGES, operation_id="createCommunicationMessage", status_code=201)
async def create_message(
    body: MessageBody, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl, key: Key = ""
) -> Response:
    def work() -> tuple[StoredMessage, Resource]:
        now, sent = world.now(), body.as_sent()
        later = moment(body.scheduled_send_time) if body.scheduled_send_time else None
        sent.setdefault("state", "initial" if later and later > now else "completed")
        channel = Channel.PUSH if body.message_type == Channel.PUSH else Channel.SMS
        message = StoredMessage(
            world.new_id(), subscriber.id, body.sender.name, body.subject, body.content, now, channel, sent=sent
        )
        world.records.messages[message.id] = message
        return message, communication_message(subscriber, message, url)

    return await once_if_keyed(world, subscriber, "createCommunicationMessage", key, body.as_sent(), 201, work)


@router.patch(MESSAGES + "/{id}", operation_id="patchCommunicationMessage")
async def patch_message(
    id: str, body: dict[str, Any], world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    """A merge patch; what results has to be a whole message still."""
    message = own(subscriber, world.records.messages, id)
    before = communication_message(subscriber, message, url)
    if any(name in body and body[name] != before[name] for name in OURS):
        raise Refused("INVALID_REQUEST")
    after = merged({name: value for name, value in before.items() if name not in OURS}, body)
    try:
        message.sent = MessageBody.model_validate(after).as_sent()
    except ValidationError:
        raise Refused("INVALID_REQUEST") from None
    return JSONResponse(communication_message(subscriber, message, url))


@router.delete(MESSAGES + "/{id}", operation_id="deleteCommunicationMessage", status_code=204)
async def delete_message(id: str, world: TheWorld, subscriber: TheSubscriber) -> Response:
    del world.records.messages[own(subscriber, world.records.messages, id).id]
    return Response(status_code=204)

