"""The HTML builder escapes, and the page states what may run in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.webmap.page import Markup, Page, data_block, element, join
from tests.webmap.hostile import PAYLOADS


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text, self.attributes = [], "", []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def _parsed(markup):
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return parser


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_hostile_text_stays_text(payload):
    parsed = _parsed(element("p", payload, title=payload))
    shown = payload.replace("\x00", "\ufffd")  # HTML has no way to write a NUL
    assert parsed.tags == ["p"]
    assert parsed.text == shown
    assert parsed.attributes == [("title", shown)]


def test_markup_nests_and_text_beside_it_is_escaped():
    whole = join([element("b", "甲"), "<i>"], by="")
    assert element("p", whole, class_="x") == '<p class="x"><b>甲</b>&lt;i&gt;</p>'


def test_an_attribute_that_is_none_is_left_out():
    assert element("td", 1, class_=None) == "<td>1</td>"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_data_come_back_as_they_went_in(text):
    block = data_block("x", {"t": text})
    inner = re.fullmatch(r'<script type="application/json" id="x">(.*)</script>', block)
    assert "<" not in inner[1]
    assert json.loads(inner[1]) == {"t": text}


def test_a_lone_surrogate_does_not_break_the_file():
    data_block("x", "\ud800").encode("utf-8")
    element("p", "\ud800").encode("utf-8")


def test_the_policy_names_the_hash_of_each_own_script_and_nothing_else():
    page = Page("题", element("p", "文"), ("p{}",), ("1+1",))
    digest = base64.b64encode(hashlib.sha256(b"1+1").digest()).decode()
    policy = page.content_policy
    assert policy.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert policy in page.render()


@pytest.mark.parametrize("text", ["</script>", "a</SCRIPT >", "<!--", "</style>"])
def test_a_script_that_would_end_its_block_is_refused(text):
    page = Page("题", Markup(), (), (text,))
    with pytest.raises(ValueError, match="end its own block"):
        page.render()
