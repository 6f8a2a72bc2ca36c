import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, heat_table
from safetystats.products.images import png
from safetystats.words import Text

CAPTION = Caption(Text("时段", "Hours"))
DAYS = [
    Text(f"周{zh}", en)
    for zh, en in zip("一二三四五六日", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], strict=True)
]
COUNTS = pd.DataFrame(np.arange(168).reshape(7, 24) % 11, index=range(7), columns=range(24))
RESIDUALS = pd.DataFrame(np.zeros((7, 24)))
RESIDUALS.iloc[2, 5], RESIDUALS.iloc[3, 7], RESIDUALS.iloc[4, 8] = 4.0, -3.5, 2.0


def draw(language="en", counts=COUNTS, **options):
    return heat_table(counts, caption=CAPTION, language=language, **options)


def frames(figure):
    return [p for p in figure.axes[0].patches if isinstance(p, Rectangle) and not p.get_fill()]


def test_cells_beyond_the_limit_are_framed_on_either_side():
    assert [(round(p.get_x()), round(p.get_y())) for p in frames(draw(residuals=RESIDUALS))] == [(5, 2), (7, 3)]
    assert frames(draw()) == []
    assert len(frames(draw(residuals=RESIDUALS, limit=1.0))) == 3


def test_counts_labels_and_totals_are_printed():
    shown = texts(draw(row_labels=DAYS, column_title=Text("时", "Hour")))
    assert {"Mon", "Sun", "Hour", "23", "Total", str(COUNTS.iloc[0].sum()), str(COUNTS[0].sum())} <= set(shown)
    assert {"周一", "合计"} <= set(texts(draw("zh", row_labels=DAYS)))


def test_counts_that_do_not_fit_are_not_printed():
    assert "123,456" not in texts(draw(counts=COUNTS + 123_456))


def test_the_largest_count_is_the_darkest():
    figure = draw(counts=pd.DataFrame([[0, 5], [10, 1]]))
    shades = [sum(patch.get_facecolor()[:3]) for patch in figure.axes[0].patches]
    assert int(np.argmin(shades)) == 2
    assert shades[0] == pytest.approx(3)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("factor", [1, 90])
def test_no_text_is_cut_off_or_overlaps(language, factor):
    assert_texts_apart(
        draw(language, counts=COUNTS * factor, row_labels=DAYS, residuals=RESIDUALS, column_title=Text("时", "Hour"))
    )


def test_the_same_counts_give_the_same_bytes():
    assert png(draw("zh")) == png(draw("zh"))


@pytest.mark.parametrize(
    ("counts", "options", "says"),
    [
        (COUNTS.iloc[:0], {}, "has no cells to draw"),
        (COUNTS - 1, {}, "missing or negative count"),
        (COUNTS.where(COUNTS > 0), {}, "missing or negative count"),
        (COUNTS, {"residuals": RESIDUALS.iloc[:3]}, "The residuals have the shape (3, 24), but the counts (7, 24)"),
        (COUNTS, {"row_labels": ["a"]}, "1 labels were given for 7 rows or columns"),
    ],
)
def test_bad_input_gets_one_sentence(counts, options, says):
    with pytest.raises(InputError) as caught:
        draw(counts=counts, **options)
    assert says in str(caught.value)
