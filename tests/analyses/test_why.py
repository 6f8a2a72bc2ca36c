"""Why deaths changed: parts that add up as printed, within one definition only."""

from pathlib import Path

import pandas as pd
import pytest

from safetystats.analyses import why
from safetystats.analyses.study import Study, open_study
from safetystats.products import Figure, Statement


def opened(tmp_path: Path, dataset: str, area: str, period: str) -> Study:
    return open_study("04_trends", dataset=dataset, area=area, period=period, language="en", output_dir=str(tmp_path))


def test_the_parts_add_up_as_printed_and_multiply_to_the_ratio(tmp_path: Path) -> None:
    table = why.why(opened(tmp_path, "china", "CN", "2015")).data
    for _, run in table.groupby(["first", "last"]):
        parts, whole = run.iloc[:-1], run.iloc[-1]
        assert parts["effect"].sum() == whole["effect"]
        assert parts["index"].prod() == pytest.approx(whole["index"])
        assert (parts["lower"] - 1 <= parts["effect"]).all()
        assert (parts["effect"] <= parts["upper"] + 1).all()
    assert table["effect"].iloc[-1] == 58022 - 107077


def test_no_part_spans_a_change_of_filing(tmp_path: Path) -> None:
    table = why.why(opened(tmp_path, "china", "CN", "2024")).data
    assert set(zip(table["first"], table["last"], strict=True)) == {
        (1996, 2003),
        (2004, 2015),
        (2016, 2017),
        (2018, 2022),
    }


def test_the_waterfall_is_of_the_longest_time(tmp_path: Path) -> None:
    drawn = why.why_waterfall(opened(tmp_path, "china", "CN", "2024"))
    assert isinstance(drawn, Figure)
    assert drawn.data["effect"].sum() == 58022 - 107077
    assert "107,077 in 2004, 58,022 in 2015" in drawn.title.en
    assert "accidents per vehicle" in drawn.title.en


def test_the_countys_four_more_deaths_are_not_shown_to_be_either(tmp_path: Path) -> None:
    table = why.accidents_or_gravity(opened(tmp_path, "zhongxian", "500233", "2011-10")).data
    gravity, accidents, whole = (row for _, row in table.iterrows())
    assert gravity["effect"] + accidents["effect"] == pytest.approx(whole["effect"]) == 4
    assert accidents["effect"] < 0 < gravity["effect"]
    assert gravity["before"] == pytest.approx(29 / 61)
    assert gravity["reading"]["en"] == accidents["reading"]["en"] == "the interval holds zero: not shown"


def test_what_is_not_held_is_said(tmp_path: Path) -> None:
    table = why.accidents_or_gravity(opened(tmp_path, "china", "500000", "2010")).data
    assert "not both held on one definition" in table["factor"].iloc[0]["en"]
    assert pd.isna(table["effect"].iloc[0])
    early = why.why_waterfall(opened(tmp_path, "china", "CN", "1996"))
    assert isinstance(early, Statement)


def test_of_two_definitions_held_equally_long_the_later_is_drawn(tmp_path: Path) -> None:
    drawn = why.why_waterfall(opened(tmp_path, "zhongxian", "500233", "2011-10"))
    assert isinstance(drawn, Figure)
    assert drawn.title.en.startswith("Road deaths in China: 107,077 in 2004, 62,387 in 2011")
