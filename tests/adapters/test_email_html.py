"""The copy of a letter's HTML that may be shown: what stays, and what nobody may get through."""

import re

import pytest

from integrations.email.markup import cleaned

ATTACKS = (
    "<script>jahat()</script>",
    "<img src=x onerror=jahat()>",
    "<svg><script>jahat()</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=jahat()>",
    '<a href="java\nscript:jahat()">x</a>',
    '<a href="&#106;avascript:jahat()">x</a>',
    '<a href="vbscript:jahat()">x</a>',
    '<img src="cid:a" srcset="https://jahat.id/x">',
    '<img src="//jahat.id/x.png">',
    '<img src="/jahat.png">',
    '<p style="background:url(https://jahat.id)">x</p>',
    '<p style="display:none;background:url(https://jahat.id)">x</p>',
    '<div class="jahat gmail_quote">x</div>',
    '<div id="jahat" name="jahat">x</div>',
    '<form action="https://jahat.id"><button formaction="https://jahat.id">x</button></form>',
    '<iframe srcdoc="<script>jahat()</script>"></iframe>',
    '<object data="https://jahat.id"></object><embed src="https://jahat.id">',
    '<meta http-equiv="refresh" content="0;url=https://jahat.id">',
    '<base href="https://jahat.id"><link rel="stylesheet" href="https://jahat.id">',
    '<noscript><p title="</noscript><img src=x onerror=jahat()>">',
    '<table background="https://jahat.id/x"><td background="https://jahat.id/x">x</table>',
    '<input type="image" src="https://jahat.id/x"><video src="https://jahat.id/x"></video>',
    '<a href="cid:jahat">x</a>',
)


@pytest.mark.parametrize("source", ATTACKS)
def test_an_attack_leaves_nothing_that_acts(source: str) -> None:
    safe = cleaned(source).safe
    tags = " ".join(re.findall(r"<[^>]*>", safe))
    assert "jahat" not in re.sub(r'title="[^"]*"', "", tags)
    assert not re.search(r"<(?:script|style|svg|math|iframe|object|form|meta|base|link|input|video)", safe)


def test_a_picture_stays_only_by_its_content_id() -> None:
    assert 'src="cid:foto@x"' in cleaned('<img src="cid:foto@x">').safe
    assert "src" not in cleaned('<img src="https://x.id/a.png">').safe
    assert "src" not in cleaned('<img src="data:image/png;base64,AAAA">').safe


def test_a_link_says_nothing_of_the_desk_to_its_target() -> None:
    assert 'rel="noopener noreferrer nofollow"' in cleaned('<a href="https://x.id">x</a>').safe


def test_what_is_too_deep_has_words_and_no_copy() -> None:
    found = cleaned("<div>" * 401 + "isi &amp; lain" + "</div>" * 401)
    assert (found.safe, found.words, found.defects) == ("", "isi & lain", ("html_too_deep",))


def test_a_long_table_whose_cells_are_not_closed_is_not_deep() -> None:
    assert not cleaned("<table>" + "<tr><td>a<td>b" * 1_000 + "</table>").defects


def test_what_stands_beside_each_other_is_not_deep() -> None:
    assert not cleaned("<div>a<br><img alt=b></div>" * 2_000).defects
