import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, waterfall
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("事故少了，死亡率下降", "Fewer accidents lowered the rate"))
LABELS = [
    Text("每起事故死亡人数", "Deaths per accident"),
    Text("每万车事故起数", "Accidents per vehicle"),
    Text("人口", "People"),
]
FRAME = pd.DataFrame(
    {"label": LABELS, "effect": [-0.30, -0.80, 0.55], "lower": [-0.5, -1.0, 0.4], "upper": [-0.1, -0.6, 0.7]}
)


def draw(language="en", frame=FRAME, **options):
    options = {
        "start": 2.41, "end": 1.86, "start_label": Text("2015年", "2015"), "end_label": Text("2020年", "2020"),
        "decimals": 2, "lower": "lower", "upper": "upper", **options,
    }  # fmt: skip
    return waterfall(frame, caption=CAPTION, language=language, **options)


def bars(figure):
    """Return the two ends of each bar, from the top down."""
    patches = sorted(figure.axes[0].patches, key=lambda patch: patch.get_y())
    return [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in patches]


def test_each_bar_begins_where_the_one_before_ended():
    drawn = np.array(bars(draw(lower=None, upper=None)))
    assert drawn.ravel() == pytest.approx([0, 2.41, 2.41, 2.11, 2.11, 1.31, 1.31, 1.86, 0, 1.86])


def test_effects_are_printed_with_their_signs_and_add_up_as_printed():
    shown = texts(draw())
    assert {"2.41", "−0.30", "−0.80", "+0.55", "1.86", "−0.50 to −0.10", "0.40–0.70", "95 % interval"} <= set(shown)
    assert any("Orange raises the total" in text for text in shown)
    assert {"−0.50～−0.10", "每起事故死亡人数"} <= set(texts(draw("zh")))


def test_figures_that_do_not_add_up_as_printed_are_refused():
    with pytest.raises(InputError, match=r"as printed add up to -0.55, but the totals 2.41 and 1.87 differ by -0.54"):
        draw(end=1.87)
    thirds = FRAME.assign(effect=[1 / 3, 1 / 3, 1 / 3], lower=0.0, upper=1.0)
    with pytest.raises(InputError, match="round the effects so that they add up"):
        draw(frame=thirds, start=1.0, end=2.0)
    assert "+0.33" in texts(draw(frame=thirds.assign(effect=[0.33, 0.33, 0.34]), start=1.0, end=2.0))


def test_percentages_and_counts_add_up_too():
    shares = FRAME.assign(effect=[0.125, -0.05, 0.0])
    shown = texts(draw(frame=shares, start=0.10, end=0.175, format="percent", decimals=1, lower=None, upper=None))
    assert {"10.0 %", "+12.5 %", "−5.0 %", "0 %", "17.5 %"} <= set(shown)
    counts = FRAME.assign(effect=[1500, -20, 3])
    assert "+1,500" in texts(draw(frame=counts, start=0, end=1483, format="count", lower=None, upper=None))


def test_whiskers_lie_round_the_end_of_their_bar():
    figure = draw()
    lines = [line.get_xdata() for line in figure.axes[0].lines]
    assert any(np.allclose(line, [1.91, 2.31]) for line in lines)


def test_an_effect_of_nothing_and_one_without_an_interval():
    frame = FRAME.assign(effect=[0.0, -1.0, 0.45], lower=[0.0, -1.2, np.nan], upper=[0.2, -0.8, np.nan])
    shown = texts(draw(frame=frame))
    assert "0–0.20" in shown
    assert "…" not in shown


def test_an_axis_that_does_not_begin_at_zero_has_points_for_totals_and_says_so():
    frame = FRAME.assign(effect=[3, -4, 2])
    options = {"frame": frame, "start": 1000, "end": 1001, "format": "count", "lower": None, "upper": None}
    figure = draw(from_zero=False, **options)
    assert len(bars(figure)) == 3
    assert figure.axes[0].get_xlim()[0] > 990
    assert any("does not begin at zero" in text for text in texts(figure))
    assert len(bars(draw(**options))) == 5


def test_rises_and_falls_differ_in_colour():
    colours = {line.get_color() for line in draw().axes[0].lines}
    assert {"#12436D", "#F46A25"} <= colours


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(-500, 500), min_size=1, max_size=6), st.integers(-1000, 1000), st.integers(0, 3))
def test_effects_rounded_so_that_they_add_up_are_never_refused(units, start, decimals):
    scale = 10**decimals
    frame = pd.DataFrame({"label": [str(n) for n in range(len(units))], "effect": [unit / scale for unit in units]})
    options = {"start": start / scale, "end": (start + sum(units)) / scale, "decimals": decimals}
    figure = draw(frame=frame, lower=None, upper=None, **options)
    reached = np.cumsum([start, *units]) / scale
    assert figure.axes[0].get_xlim()[0] <= reached.min() <= reached.max() <= figure.axes[0].get_xlim()[1]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [1, 14])
def test_no_text_is_cut_off_or_overlaps(language, count):
    long = Text(
        "每万辆机动车（含农用运输车和摩托车）事故起数", "Accidents per 10 000 motor vehicles, farm vehicles included"
    )
    effects = [(-1) ** n * (n + 1) for n in range(count)]
    frame = pd.DataFrame({"label": [long] * count, "effect": effects}).assign(lower=-99, upper=99)
    assert_texts_apart(draw(language, frame, start=-3, end=-3 + sum(effects), axis_label=long))


def test_the_same_rows_give_the_same_bytes():
    assert svg(draw("zh"), "t") == svg(draw("zh"), "t")


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="The number of 'People' is missing, so that the effects cannot add up"):
        draw(frame=FRAME.assign(effect=[-0.3, -0.8, np.nan]))
    with pytest.raises(InputError, match="The number of 'the end' is missing"):
        draw(end=np.nan)
    with pytest.raises(
        InputError, match=r"needs a column 'effects', which the frame lacks \(did you mean 'effect'\?\)"
    ):
        draw(effect="effects")
    with pytest.raises(InputError, match="does not hold its value"):
        draw(lower="upper", upper="lower")
    with pytest.raises(InputError, match="no rows"):
        draw(frame=FRAME.head(0))
    with pytest.raises(MissingGlyphError):
        draw(frame=FRAME.assign(label=["😀", "b", "c"]))
