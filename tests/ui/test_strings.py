"""Every sentence the app says: polite, without dots, and a failure says what happened and what to do."""

import ast
import re

import pytest

from app.domain.refusal import Refusal
from app.ui.strings import change_method, identity, refusals
from tests.support.source import modules, parsed, shown

SENTENCE = re.compile(r"[^.?!\n]+[.?!]")
POLITE = re.compile(r"(요|죠|})[.?!]$")  # what is put in for {charge} is polite itself
HANGUL = re.compile("[가-힣]")


def texts() -> list[tuple[str, str]]:
    found = []
    for path in modules("app/ui/strings"):
        tree = parsed(path)
        documented = [node for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node)]
        docs = {id(node.body[0].value) for node in documented}
        found += [
            (f"{shown(path)}:{node.lineno}", node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs and HANGUL.search(node.value)
        ]
    return found


def test_sentences_end_politely():
    looked_at = texts()
    assert len(looked_at) > 150
    sentences = [(where, sentence.strip()) for where, text in looked_at for sentence in SENTENCE.findall(text)]
    assert [(where, sentence) for where, sentence in sentences if HANGUL.search(sentence) and not POLITE.search(sentence)] == []


def test_no_formal_or_bureaucratic_words():
    formal = re.compile("습니다|십시오|하오니|바랍니다|귀하|고객님께서|불가합니다|익월|납입자|상기")
    assert [(where, text) for where, text in texts() if formal.search(text)] == []


def test_no_three_dots_and_no_emoji():
    odd = re.compile("\\.\\.|[\U0001f300-\U0001faff\u2600-\u27bf]")
    assert [(where, text) for where, text in texts() if odd.search(text)] == []


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_says_what_happened_and_what_to_do(refusal):
    assert refusal in refusals.covered()
    tables = (change_method.REFUSED, identity.REFUSED)
    for said in filter(None, (table.get(refusal) for table in tables)):
        assert HANGUL.search(said.title) and said.text.strip()
    for said in (refusals.loading(refusal), refusals.cancelling(refusal)):
        assert said.happened.endswith("요") and said.meaning.endswith("요.") and said.next.endswith("요.")


@pytest.mark.parametrize("refusal", Refusal)
def test_every_failure_to_load_says_that_no_money_moved(refusal):
    assert "나간 돈도 없어요" in refusals.loading(refusal).meaning


@pytest.mark.parametrize("refusal", [Refusal.OFFLINE, Refusal.BUSY, Refusal.MAINTENANCE, Refusal.TOO_LATE_TO_CANCEL, Refusal.UNEXPECTED])
def test_a_cancel_that_failed_says_that_the_change_goes_on(refusal):
    assert refusals.cancelling(refusal).meaning == refusals.STILL_ON_ITS_WAY


def test_a_cancel_without_an_answer_claims_neither():
    said = refusals.cancelling(Refusal.UNCONFIRMED)
    assert "확인하고 있어요" in said.happened and "몰라요" in said.meaning
