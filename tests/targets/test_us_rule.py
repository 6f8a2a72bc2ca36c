"""The US rule on five measures (23 CFR 490.211): four of five met, or better than the baseline."""

import numpy as np
import pandas as pd

from safetystats.targets import five_year_averages, made_significant_progress, significant_progress


def test_two_met_and_two_better_than_the_baseline_are_enough() -> None:
    names = ["fatalities", "fatality_rate", "serious", "serious_rate", "non_motorised"]
    outcomes = pd.Series([500.0, 1.1, 2000, 4.0, 210], index=names)
    targets, baselines = [505, 1.1, 1900, 3.9, 200], [520, 1.2, 2050, 4.1, 205]
    got = significant_progress(outcomes, targets, baselines)
    assert got["met"].tolist() == [True, True, False, False, False]
    assert got["better_than_baseline"].tolist() == [True, True, True, True, False]
    assert got.index.tolist() == names
    assert made_significant_progress(got["counts"])


def test_three_are_not_enough_and_the_baseline_itself_is_no_progress() -> None:
    got = significant_progress([1, 1, 1, 10, np.nan], 5, 10)
    assert got["counts"].tolist() == [True, True, True, False, False]
    assert not made_significant_progress(got["counts"])
    assert not made_significant_progress([])


def test_averages_run_over_five_years() -> None:
    assert five_year_averages([1, 2, 3, 4, 5, 11]).tolist() == [3, 5]
    assert np.isnan(five_year_averages([1, np.nan, 3, 4, 5])).tolist() == [True]
    assert five_year_averages([1, 2]).size == 0
