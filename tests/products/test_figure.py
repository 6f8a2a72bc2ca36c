import warnings

import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.products import Figure, MissingGlyphError
from safetystats.words import Text

matplotlib = pytest.importorskip("matplotlib")
TITLE = Text("死亡人数", "Deaths & accidents")
DATA = pd.DataFrame({"year": [2010, 2011], "deaths": [29, 33]})


def drawing(title="plain"):
    from matplotlib.figure import Figure as Image

    image = Image(figsize=(4, 2))
    axes = image.add_subplot()
    axes.plot(DATA["year"], DATA["deaths"])
    axes.set_title(title)
    return image


def test_a_notebook_gets_svg_and_a_text_with_the_hash_of_the_data():
    shown = Figure("deaths", TITLE, drawing(), DATA, "en")._repr_mimebundle_()
    assert set(shown) == {"image/svg+xml", "text/plain"}
    assert shown["text/plain"].splitlines()[0] == "Deaths & accidents [deaths]"
    assert "2 rows × 2 columns, data " in shown["text/plain"]
    assert "<title>Deaths &amp; accidents</title>" in shown["image/svg+xml"]
    changed = Figure("deaths", TITLE, drawing(), DATA.assign(deaths=[29, 34]), "en")
    assert repr(changed) != shown["text/plain"]


def test_the_same_figure_gives_the_same_bytes_without_date_or_version():
    first, second = (Figure("deaths", TITLE, drawing(), DATA, "zh") for _ in range(2))
    assert first.svg() == second.svg() == first.svg()
    assert first.png() == second.png() == first.png()
    for word in ("dc:date", "Matplotlib", matplotlib.__version__):
        assert word not in first.svg()
        assert word.encode() not in first.png()


def test_a_users_settings_change_nothing():
    figure = Figure("deaths", TITLE, drawing(), DATA, "zh")
    before = figure.svg(), figure.png()
    with matplotlib.rc_context({"svg.fonttype": "none", "savefig.bbox": "tight", "savefig.facecolor": "red"}):
        assert (figure.svg(), figure.png()) == before


def test_a_missing_glyph_is_an_error_and_not_a_box():
    figure = Figure("deaths", TITLE, drawing("忠县"), DATA, "zh")
    with pytest.raises(MissingGlyphError, match="Glyph 24544"):
        figure.svg()
    with pytest.raises(MissingGlyphError, match="lacks a character"):
        figure.png()


def test_it_takes_itself_out_of_pyplot_so_that_it_is_shown_once():
    from matplotlib import pyplot

    with warnings.catch_warnings(), matplotlib.rc_context():
        pyplot.switch_backend("agg")
        image, _ = pyplot.subplots()
        assert pyplot.fignum_exists(image.number)
        Figure("deaths", TITLE, image, DATA, "zh")
        assert not pyplot.get_fignums()


def test_synthetic_data_say_so():
    figure = Figure("deaths", TITLE, drawing(), DATA, "zh", synthetic=True)
    assert figure.heading == "【模拟数据】死亡人数"
    assert "must not be cited" in figure.all_notes[0].en


def test_a_figure_must_bring_a_picture_and_its_numbers():
    with pytest.raises(InputError, match="has no data: hand on the numbers that it plots"):
        Figure("deaths", TITLE, drawing(), DATA.head(0), "zh")
    with pytest.raises(InputError, match="must be a matplotlib Figure"):
        Figure("deaths", TITLE, "deaths.png", DATA, "zh")
