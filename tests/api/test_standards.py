"""What the client sends of standard shapes, against the published definitions."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from app.api import selfcare
from app.domain.change import ChangeRequest, PayerDetails
from app.domain.payment_method import MethodKind, Payer, Relation

TMF670 = (
    Path(__file__).parents[3]
    / "shared"
    / "contract"
    / "tmf"
    / "TMF670_Payment_Method_Management_API_v4.0.0_swagger.json"
)

MOTHER = PayerDetails("임꺽정", Relation.PARENT, "01055556666")
SENT = {
    "BankCard": ChangeRequest(
        MethodKind.CARD, card_number="4111111111111111", card_issuer="41", card_expiry=(2028, 12)
    ),
    "BankAccountDebit": ChangeRequest(
        MethodKind.BANK, Payer.OTHER, MOTHER, bank_code="004", account_number="11023456789012"
    ),
}


@pytest.fixture(scope="module")
def tmf670() -> dict[str, Any]:
    if not TMF670.exists():
        pytest.skip("the published definitions lie beside the project, not in it")
    return json.loads(TMF670.read_text(encoding="utf-8"))


@pytest.mark.parametrize("definition", SENT)
def test_a_payment_method_is_sent_in_the_shape_of_tmf670(tmf670, definition):
    """R51."""
    registry = Registry().with_resource("tmf670", Resource(tmf670, DRAFT4))
    reader = jsonschema.Draft4Validator({"$ref": f"tmf670#/definitions/{definition}"}, registry=registry)
    sent = selfcare.change_request_body(SENT[definition])["paymentMethod"]
    assert [error.message for error in reader.iter_errors(sent)] == []
    assert [error.message for error in reader.iter_errors({"name": sent["name"]})] != [], (
        "the definition demands something"
    )
    known = (
        tmf670["definitions"][definition]["properties"].keys()
        | tmf670["definitions"]["PaymentMethod"]["properties"].keys()
    )
    assert sent.keys() <= known | {"@type"}
