import pytest

from safetystats.errors import InputError
from safetystats.products import Source, Statement
from safetystats.words import Text

TEXT = Text("死亡33人，上年同期29人。", "33 deaths against 29.")


def test_it_says_its_finding_in_its_language():
    assert repr(Statement("deaths", TEXT, "zh", {"deaths": 33})) == "死亡33人，上年同期29人。"
    assert Statement("deaths", TEXT, "en")._repr_markdown_() == "33 deaths against 29."


def test_the_markdown_is_escaped_and_names_notes_and_sources():
    odd = Text("*3* <b>_ $x$", "1. *3* <b>_ $x$")
    source = Source("a", "A & B", "C", "2011", "A", "")
    written = Statement("odd", odd, "en", notes=(Text("注", "a note"),), sources=(source,))._repr_markdown_()
    assert written.splitlines() == [
        r"1\. \*3\* \<b\>\_ \$x\$",
        "",
        "<small>Note: a note</small>",
        "",
        "<small>Source: A & B, C, 2011.</small>",
    ]


def test_the_hash_follows_the_numbers():
    assert Statement("a", TEXT, "zh", {"x": 1}).rows_hash != Statement("a", TEXT, "zh", {"x": 2}).rows_hash


def test_an_empty_text_is_refused():
    with pytest.raises(InputError, match="The text of product 'a' is empty in 'zh'"):
        Statement("a", Text("", "x"), "zh")
