"""Policies are data: complete, validated, every value with a rule or source that is right."""
import json
from datetime import time

import pytest
from pydantic import ValidationError

from app.domain.bank_account import exclusion
from app.domain.identity import IdentityMethod
from app.domain.institutions import bank, card_issuer
from app.domain.payment_method import MethodKind, Payer
from app.sandbox.policy_file import FOLDER, SOURCE, PolicyFile, load_policy, policy_names
from tests.sandbox.line import line_to

pytestmark = pytest.mark.anyio

WRAPPING = {"value", "source"}


def leaves(found, path=""):
    """Every value that is not a wrapped one, and every wrapped value, with where it stands."""
    if isinstance(found, dict) and set(found) == WRAPPING:
        yield path, found["source"]
    elif isinstance(found, dict):
        for name, inner in found.items():
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(found, list):
        for place, inner in enumerate(found):
            yield from leaves(inner, f"{path}[{place}]")
    else:
        yield path, None


def raw(carrier):
    return json.loads((FOLDER / f"{carrier}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("carrier", policy_names())
def test_every_value_names_its_source(carrier):
    sources = dict(leaves(raw(carrier)))
    assert len(sources) > 50
    assert [path for path, source in sources.items() if not (source and SOURCE.fullmatch(source))] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("methods", 0, "rounds"), {"value": [{"day": 32}], "source": "R47"}),
        (("methods", 0, "identity"), {"value": [], "source": "R54"}),
        (("methods", 0, "identity"), {"value": ["face"], "source": "R54"}),
        (("methods", 0, "payers"), {"value": ["self"]}),
        (("name",), {"value": "U+", "source": "somewhere"}),
        (("effective", "cutoffTime"), {"value": "9pm", "source": "ext"}),
        (("otp", "maxSends"), {"value": 0, "source": "S12"}),
        (("surprise",), 1),
    ],
)
def test_wrong_policy_is_refused(path, value):
    policy = raw("umobile")
    place = policy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValidationError):
        PolicyFile.model_validate_json(json.dumps(policy))


@pytest.mark.parametrize("carrier", policy_names())
def test_institutions_on_offer_are_known_and_not_excluded(carrier):
    policy = load_policy(carrier).policy
    for kind, known in ((MethodKind.BANK, bank), (MethodKind.CARD, card_issuer)):
        method = policy.method(kind)
        assert method.institutions
        assert [code for code in method.institutions if known(code) is None] == []
        assert [one.code for one in method.excluded if known(one.code) is None] == []
        assert len(set(method.institutions)) == len(method.institutions)


def test_u_plus_policy_is_what_its_blog_says():
    policy = load_policy("umobile").policy
    bank_, card = policy.method(MethodKind.BANK), policy.method(MethodKind.CARD)
    assert [one.day for one in bank_.rounds] == [15], "R47, R48"
    assert [one.day for one in card.rounds] == [11], "R49"
    assert (policy.effective.same_type_business_days, policy.effective.cross_type_next_month_day) == (2, 1), (
        "R45, R48, R49, C3"
    )
    assert {method.identity for method in policy.methods} == {(IdentityMethod.SMS, IdentityMethod.IPIN)}, "R54"
    assert policy.deprecated_identity == (IdentityMethod.IPIN,)
    assert bank_.payers == card.payers == (Payer.SELF, Payer.OTHER), "R51"
    assert policy.change_windows == ()
    assert {method.apply_at for method in policy.methods} == {("홈페이지", "고객센터")}, "R57"
    assert {method.menu_paths for method in policy.methods} == {("메인 > 납부방법",)}, "R43, C7"
    contacts = {contact.number: contact for contact in policy.contacts}
    assert [(number, contact.cost) for number, contact in contacts.items()] == [
        ("114", "free"),
        ("080-808-0283", "free"),
        ("1670-0283", "paid"),
    ], "R58, R59"
    for contact in contacts.values():
        assert (contact.hours.opens, contact.hours.closes, contact.hours.lunch) == (
            time(9),
            time(18),
            (time(12, 30), time(13, 30)),
        ), "R60"
        assert contact.hours.weekdays == (0, 1, 2, 3, 4), "R60"


def test_kt_network_policy_is_what_its_guide_says():
    policy = load_policy("ktm").policy
    everywhere = ("고객센터(전화)", "KT플라자(전화·방문)", "대리점(전화·방문)")
    assert {method.apply_at for method in policy.methods} == {everywhere}, "R5, R16, R25"
    statements, paying = ("마이페이지 > 요금조회/납부 > 명세서 관리",), ("마이페이지 > 요금조회/납부 > 요금납부 > 납부방법 변경",)
    assert policy.method(MethodKind.CARD).menu_paths == policy.method(MethodKind.BANK).menu_paths == statements, "R16, R26"
    assert policy.method(MethodKind.KAKAOPAY).menu_paths == policy.method(MethodKind.PAYCO).menu_paths == paying, "R6"
    assert [method.kind for method in policy.methods] == [
        MethodKind.BANK,
        MethodKind.CARD,
        MethodKind.KAKAOPAY,
        MethodKind.PAYCO,
    ], "R2, R3"
    bank_, card, kakaopay, payco = policy.methods
    assert [one.day for one in card.rounds] == [11, 21], "R19, R21"
    assert bank_.rounds[0].day == 21
    assert bank_.retry_until_next_due, "R30"
    assert 1 <= len(bank_.rounds) - 1 <= 5, "R30: one to five additional debits"
    assert bank_.identity == (IdentityMethod.JOINT_CERTIFICATE,), "R27"
    assert [one.code for one in bank_.excluded] == ["008", "027", "054", "076", "077", "261", "265", "268", "292"], (
        "R31"
    )
    assert [one.code for one in card.excluded] == ["36"], "R15"
    assert [[one.day for one in wallet.rounds] for wallet in (kakaopay, payco)] == [[21, 25, 0]] * 2, "R13, C6"
    assert {wallet.payers for wallet in (kakaopay, payco)} == {(Payer.SELF,)}, "R7, R10"
    assert kakaopay.completes_in_app and payco.completes_in_app, "R9, R12"
    assert card.expiry_stops_debit, "R18"
    assert card.expiry_exempt_issuers == ("11", "61"), "R18, C20: LG and 외환 cards are no more"
    window = policy.window(MethodKind.BANK)
    assert (window.opens, window.closes, window.weekdays, window.on_holidays) == (
        time(9, 10),
        time(21, 50),
        (0, 1, 2, 3, 4),
        False,
    ), "R32"
    assert [(one.number, one.cost, one.verified) for one in policy.contacts] == [
        ("114", "free", True),
        ("1588-0010", "paid", True),
        ("100", "free", False),
    ], "C9"
    assert policy.contacts[2].hours.around_the_clock


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("수출입은행", "008"),
        ("한국씨티은행", "027"),
        ("HSBC", "054"),
        ("신용보증기금", "076"),
        ("기술신보", "077"),
        ("교보증권", "261"),
        ("이트레이드증권", "265"),
        ("솔로몬투자증권", "268"),
        ("LIG투자증권", "292"),
    ],
)
def test_each_name_in_the_guide_is_excluded(typed, code):
    """R31, C20: the literal names are found, as is the reason to tell."""
    found = exclusion(load_policy("ktm").policy.method(MethodKind.BANK), typed)
    assert found is not None
    assert found.code == code
    assert found.reason.endswith("요.")


@pytest.mark.parametrize("carrier", policy_names())
def test_consents_are_two_and_complete(carrier):
    """R52: the debit itself with the personal data it needs, and passing them on."""
    terms = load_policy(carrier).policy.terms
    assert [(one.id, one.required) for one in terms] == [("direct-debit", True), ("third-party", True)]
    for one in terms:
        assert "동의하지 않아도 됩니다" in one.text
        assert "5년" in one.text
    assert "주민등록번호는 받지 않습니다" in terms[0].text


@pytest.mark.parametrize("carrier", policy_names())
async def test_policy_is_served_as_it_stands(carrier):
    async with line_to("happy") as line:
        assert (await line.get(f"/selfcare/v1/carrierPolicy/{carrier}")).json() == raw(carrier)


@pytest.mark.parametrize("carrier", ["nobody", "..%2Fscenarios%2Fhappy"])
async def test_unknown_carrier_has_no_policy(carrier):
    async with line_to("happy") as line:
        assert (await line.get(f"/selfcare/v1/carrierPolicy/{carrier}")).status_code == 404


@pytest.mark.parametrize(
    ("carrier", "late_fee"), [("umobile", None), ("ktm", None), pytest.param("market", 2, id="C22 the market's rate")]
)
def test_late_payment_costs_what_a_source_says_and_nothing_where_none_does(carrier, late_fee):
    """R107, C22; R108 and R106 name what follows and that posting takes time, not how long: marked `ext`."""
    policy = load_policy(carrier).policy
    assert policy.arrears.late_fee_percent == late_fee
    assert policy.arrears.warning_days < 30 * policy.arrears.outbound_stop_months < 30 * policy.arrears.termination_months
    assert policy.billing.round_down_to == 10
    for named in ("outboundStopMonths", "fullStopDays", "terminationMonths", "warningDays"):
        assert raw(carrier)["arrears"][named]["source"].startswith("ext")


@pytest.mark.parametrize(("name", "value"), [("lateFeePercent", 0), ("outboundStopMonths", 0), ("warningDays", None)])
def test_wrong_arrears_are_refused(name, value):
    policy = raw("umobile")
    policy["arrears"][name]["value"] = value
    with pytest.raises(ValidationError):
        PolicyFile.model_validate_json(json.dumps(policy))
