import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, funnel_plot
from safetystats.measures import funnel
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("一个区县高于控制限", "One district lies above the limits"))
NAMES = [Text("忠县", "Zhong County"), Text("万州区", "Wanzhou"), Text("涪陵区", "Fuling"), Text("城口县", "Chengkou")]


def limits(expected):
    """Return limits of about two and three standard deviations: the chart does not care how they were made."""
    columns = {"expected": expected, "target": 1.0}
    for level, z in (("95", 1.96), ("99.8", 3.09)):
        columns |= {f"lower_{level}": np.maximum(0, 1 - z / np.sqrt(expected)), f"upper_{level}": 1 + z / expected**0.5}
    return pd.DataFrame(columns)


FRAME = limits(np.array([10.0, 50.0, 30.0, 3.0])).assign(label=NAMES, value=[2.4, 1.1, 0.55, 0.0])
CURVES = limits(np.linspace(2, 60, 50))


def draw(language="en", frame=FRAME, curves=CURVES, **options):
    return funnel_plot(frame, caption=CAPTION, language=language, limits=curves, **options)


def marks(figure):
    """Return x and face colour of every area drawn."""
    lines = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    return {float(x): line.get_markerfacecolor() for line in lines for x in line.get_xdata()}


def test_areas_beyond_the_limits_are_coloured_and_named_and_others_are_not():
    figure = draw()
    assert marks(figure) == {10: "#F46A25", 50: "#9AA5B1", 30: "#12436D", 3: "white"}
    shown = texts(figure)
    assert {"Zhong County", "Fuling"} <= set(shown)
    assert not {"Wanzhou", "Chengkou"} & set(shown)
    assert any("Orange: beyond the 99.8 % limits" in text for text in shown)
    assert any("Blue: beyond the 95 % limits" in text for text in shown)
    assert any("Open circle: none reported" in text for text in shown)


def test_a_zero_that_chance_explains_lies_within_as_its_position_says():
    counted = pd.DataFrame({"events": [0.0, 0.0, 60.0], "expected": [2.0, 12.0, 30.0]})
    frame = funnel(counted, expected="expected").assign(label=NAMES[:3])
    assert (frame["value"] < frame["lower_95"]).tolist() == [True, True, False]
    shown = texts(draw(frame=frame))
    assert "Zhong County" not in shown
    assert {"Wanzhou", "Fuling"} <= set(shown)


def test_curves_and_centre_are_told_at_their_ends():
    assert texts(draw()).count("95 % limit") == 2
    assert {"average 1.00", "99.8 % limit"} <= set(texts(draw()))
    assert {"平均1.00", "99.8%控制限", "忠县"} <= set(texts(draw("zh")))
    own = draw(target_label=Text("全市{value}", "city {value}"), decimals=1)
    assert "city 1.0" in texts(own)


def test_highlighted_areas_are_named_in_any_case():
    assert "Wanzhou" in texts(draw(highlight=["万州区"]))


def test_one_level_needs_only_its_columns():
    frame = FRAME.drop(columns=["lower_99.8", "upper_99.8"])
    figure = draw(frame=frame, curves=None, levels=(0.95,))
    assert marks(figure)[30] == "#F46A25"


def test_an_area_without_a_number_is_told_and_not_drawn():
    figure = draw(frame=FRAME.assign(value=[np.nan, 1.1, 0.55, 0.0]))
    assert 10 not in marks(figure)
    assert any("No data held: Zhong County." in text for text in texts(figure))


def test_names_without_room_are_counted():
    crowd = pd.concat([FRAME.head(1)] * 60).assign(label=[f"District {n}" for n in range(60)])
    figure = draw(frame=crowd)
    named = [text for text in texts(figure) if text.startswith("District")]
    assert any(f"{60 - len(named)} more areas beyond the limits" in text for text in texts(figure))
    assert_texts_apart(figure)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("log_x", [False, True])
@pytest.mark.parametrize("count", [1, 38, 400])
def test_no_text_is_cut_off_or_overlaps(language, log_x, count):
    random = np.random.default_rng(count)
    expected = random.uniform(1, 200, count)
    labels = [Text(f"第{n}号少数民族自治县", f"Autonomous County Number {n}") for n in range(count)]
    frame = limits(expected).assign(label=labels, value=random.gamma(4, 0.25, count))
    axis = {"x_label": Text("期望死亡人数", "Expected deaths"), "axis_label": Text("标化死亡比", "Mortality ratio")}
    assert_texts_apart(draw(language, frame, limits(np.geomspace(1, 200, 50)), log_x=log_x, **axis))


def test_the_same_rows_give_the_same_bytes():
    assert svg(draw("zh"), "t") == svg(draw("zh"), "t")


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="needs a column 'upper_95'"):
        draw(frame=FRAME.drop(columns="upper_95"))
    with pytest.raises(InputError, match="has no area with numbers in 'expected', 'value' and 'target'"):
        draw(frame=FRAME.assign(value=np.nan))
    with pytest.raises(InputError, match="has no area with numbers"):
        draw(frame=FRAME.assign(target=np.nan))
    with pytest.raises(InputError, match="limits of the funnel hold no row"):
        draw(curves=CURVES.assign(lower_95=np.nan))
    with pytest.raises(InputError, match="draw the funnel with log_x=False"):
        draw(frame=FRAME.assign(expected=[0.0, 1, 2, 3]), log_x=True)
    with pytest.raises(InputError, match=r"highlight 'Zhong Count', which is no label \(did you mean"):
        draw(highlight=["Zhong Count"])
    with pytest.raises(MissingGlyphError):
        draw(frame=FRAME.assign(label=["😀", "b", "c", "d"]))
