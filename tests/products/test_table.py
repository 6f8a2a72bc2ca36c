import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.products import NOT_APPLICABLE, Column, Source, Table
from safetystats.words import Text

TITLE = Text("各行业事故与死亡", "Accidents and deaths by sector")
SOURCE = Source("report", "安全生产工作总结 <初稿>", "忠县安监局", "2011-11", "A", "")
COLUMNS = (
    Column("sector", Text("行业", "Sector")),
    Column("deaths", Text("死亡", "Deaths"), Text("人", "persons"), "count"),
    Column("share", Text("占比", "Share"), format="percent"),
    Column("change", Text("同比", "Change"), format="percent", decimals=2),
)


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "sector": [Text("道路", "Road"), Text("水上", "Water"), Text("煤矿", "Coal mines")],
            "deaths": [24, None, 0],
            "share": [24 / 33, None, 0.0],
            "change": [-0.2, None, NOT_APPLICABLE],
            "unused": [1, 2, 3],
        },
        index=[5, 6, 7],
    )


def table(frame, language="zh", **fields):
    return Table("by_sector", TITLE, frame, COLUMNS, language, sources=(SOURCE,), **fields)


def test_it_is_printed_in_its_language(frame):
    zh, en = table(frame).render(), table(frame, "en").render()
    assert list(zh.columns) == ["行业", "死亡（人）", "占比", "同比"]
    assert list(en.columns) == ["Sector", "Deaths (persons)", "Share", "Change"]
    assert zh.values.tolist() == [
        ["道路", "24", "72.7%", "−20.00%"],
        ["水上", "…", "…", "…"],
        ["煤矿", "0", "0%", "—"],
    ]
    assert en.values.tolist()[0] == ["Road", "24", "72.7 %", "−20.00 %"]


def test_the_signs_are_explained_only_where_they_are_used(frame):
    assert [note.en for note in table(frame, notes=(Text("甲", "A"),)).all_notes] == [
        "A",
        '"…" means not reported or not known.',
        '"—" means not applicable.',
    ]
    assert table(frame.head(1)).all_notes == ()


def test_the_plain_text_is_aligned_though_chinese_characters_are_wide(frame):
    assert repr(table(frame.head(1), unit=Text("人", "persons"))).splitlines() == [
        "各行业事故与死亡 [by_sector]",
        "单位：人",
        "行业  死亡（人）   占比     同比",
        "道路          24  72.7%  −20.00%",
    ]


def test_a_long_table_says_how_many_rows_it_leaves_out_of_the_plain_text(frame):
    text = repr(table(pd.concat([frame.head(1)] * 103), "en"))
    assert len(text.splitlines()) == 103
    assert text.endswith("… 3 more rows")


def test_the_html_is_escaped_and_has_headers_unit_notes_and_sources(frame):
    html = table(frame, unit=Text("人", "persons"))._repr_html_()
    assert "&lt;初稿&gt;" in html
    assert "<初稿>" not in html
    assert html.count('scope="col"') == 4
    assert html.count('scope="row"') == 3
    assert "单位：人" in html
    assert "“…”表示数据不详或未报告。" in html
    assert "来源：安全生产工作总结" in html


def test_synthetic_data_say_so_in_title_and_notes(frame):
    made_up = table(frame.head(1), "en", synthetic=True)
    assert made_up.heading.startswith("[Synthetic data] Accidents")
    assert "must not be cited" in repr(made_up)
    assert "【模拟数据】" in table(frame, synthetic=True)._repr_html_()


def test_what_happens_to_the_frame_afterwards_does_not_change_the_product(frame):
    made = table(frame)
    before = repr(made)
    frame.loc[5, "deaths"] = 99
    assert repr(made) == before


def test_the_rows_hash_is_its_own_unless_given(frame):
    assert table(frame).rows_hash.startswith("sha256:")
    assert table(frame, rows_hash="sha256:abc").rows_hash == "sha256:abc"


@pytest.mark.parametrize("bad_id", ["", "By sector", "1st", "../x", "a/b", "道路", "a" * 65, None])
def test_a_bad_id_is_refused(frame, bad_id):
    with pytest.raises(InputError, match="cannot be a file name: use lower-case letters"):
        Table(bad_id, TITLE, frame, COLUMNS, "zh")


def test_the_id_of_the_index_is_taken(frame):
    with pytest.raises(InputError, match=r"'products' is taken by the index products.json"):
        Table("products", TITLE, frame, COLUMNS, "zh")


def test_mistakes_are_told_in_a_sentence(frame):
    with pytest.raises(InputError, match="The title of product 'a' is empty in 'en': give both languages"):
        Table("a", Text("题", " "), frame, COLUMNS, "zh")
    with pytest.raises(InputError, match="The title of product 'a' is '题', but must be a Text with zh and en"):
        Table("a", "题", frame, COLUMNS, "zh")
    with pytest.raises(InputError, match="The language of product 'a' is 'cn', but must be one of zh, en"):
        Table("a", TITLE, frame, COLUMNS, "cn")
    with pytest.raises(
        InputError, match=r"asks for the column 'death', which its data lack \(did you mean 'deaths'\?\)"
    ):
        Table("a", TITLE, frame, (Column("death", TITLE),), "zh")
    with pytest.raises(InputError, match="has no columns"):
        Table("a", TITLE, frame, (), "zh")
    with pytest.raises(InputError, match="the column 'deaths' twice"):
        Table("a", TITLE, frame, (COLUMNS[1], COLUMNS[1]), "zh")
    with pytest.raises(InputError, match="A source of product 'a' is 'NBS', but must be a datasets"):
        Table("a", TITLE, frame, COLUMNS, "zh", sources=("NBS",))
    with pytest.raises(InputError, match="give no unit"):
        Column("share", TITLE, TITLE, "percent")
    with pytest.raises(InputError, match="did you mean 'count'"):
        Column("deaths", TITLE, format="counts")
    with pytest.raises(InputError, match="0 to 12 are possible"):
        Column("deaths", TITLE, format="number", decimals=-1)
