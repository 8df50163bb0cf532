"""Telegram's HTML: a table of what it means and a table of what is refused."""

from __future__ import annotations

import pytest

from bot.webchat.markup import parse
from bot.webchat.refused import Refused


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>粗</b>体", "粗体", [("bold", 0, 1)]),
        ("🔴<strong>急</strong>", "🔴急", [("bold", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("1 &lt; 2 &amp; &quot;3&quot; &#39;&#x4e00;&nbsp;", '1 < 2 & "3" \'一&nbsp;', []),
        ("  <u>x</u>\n", "x", [("underline", 0, 1)]),
        ("<b> x</b>", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ('<span class="tg-spoiler">s</span>', "s", [("spoiler", 0, 1)]),
        ("<tg-spoiler>s</tg-spoiler>", "s", [("spoiler", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ("<a href='https://例.cn/?a=1&amp;b=2'>x</a>", "x", [("text_link", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<S>x</S>", "x", [("strikethrough", 0, 1)]),
    ],
)
def test_what_it_means(source, text, entities):
    """Text without tags, and entities counted in UTF-16 units."""
    read, found = parse(source)
    assert (read, [(one["type"], one["offset"], one["length"]) for one in found]) == (text, entities)


def test_links_and_languages_are_kept():
    """A link keeps its address, code its language."""
    assert parse('<a href="https://e.cn/?a=1&amp;b=2">x</a>')[1][0]["url"] == "https://e.cn/?a=1&b=2"
    assert parse('<pre><code class="language-py">x</code></pre>')[1][0]["language"] == "py"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("一<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("1 < 2 > 1", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
    ],
)
def test_what_is_refused(source, words):
    """The same refusals as Telegram's."""
    with pytest.raises(Refused) as refused:
        parse(source)
    assert str(refused.value) == f"can't parse entities: {words}"
