"""Requests made up from the published contracts, right and wrong ones: every answer has to be one the contract knows.

`ALTTEUL_GENERATED_REQUESTS=2000` makes that many for each API; without it a few, so that a run stays short.
"""
import os

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import load_all_checks
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.sandbox.carrier import SandboxCarrier
from app.sandbox.openapi import extension_document
from tests.sandbox.test_standard_resources import CONTRACT, needs_contract

REQUESTS = int(os.environ.get("ALTTEUL_GENERATED_REQUESTS", "60"))
ADDRESS = "http://carrier.test"
CAMARA = {
    "one-time-password-sms": ("/one-time-password-sms/v1", ["sendCode", "validateCode"]),
    "carrier-billing": ("/carrier-billing/v0.5", ["createPayment", "retrievePayments", "retrievePayment"]),
    "carrier-billing-refund": (
        "/carrier-billing-refund/v0.3",
        ["createRefund", "retrieveRefunds", "retrieveRefund", "retrievePaymentRemainingAmount"],
    ),
}


def keep_to(schema, base):
    """What the schema allows is still refused where the rules of the contract's own text say so: 400 and 422 there."""
    load_all_checks()
    carrier = SandboxCarrier.open("happy")
    schema.app = carrier.asgi
    schema.config.update(base_url=f"{ADDRESS}{base}")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert operations
    each = max(1, REQUESTS // (len(operations) * len(GenerationMode)))
    for operation in operations:
        for mode in GenerationMode:

            @settings(max_examples=each, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode))
            def check(case):
                case.call_and_validate(
                    headers={"Authorization": f"Bearer {carrier.token}"}, excluded_checks=[positive_data_acceptance]
                )

            check()


@needs_contract
@pytest.mark.parametrize("api", CAMARA)
def test_answers_keep_to_the_official_contract(api):
    base, operations = CAMARA[api]
    yaml = pytest.importorskip("yaml")
    document = yaml.safe_load((CONTRACT / "camara" / f"{api}.yaml").read_text(encoding="utf-8"))
    if message := document["components"]["schemas"].get("Message"):
        del message["maxLength"]  # folded into the pattern, the generator cannot read it any more
    schema = schemathesis.openapi.from_dict(document)
    keep_to(schema.include(operation_id=operations), base)


def test_answers_keep_to_our_own_contract():
    keep_to(schemathesis.openapi.from_dict(extension_document(ADDRESS)), "")
