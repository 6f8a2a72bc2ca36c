"""The US rule of "met or made significant progress" (Federal Highway Administration, 23 CFR 490.211).

A target on a five-year average is met when the average ending in the target year is at or below it; short of that, the
measure still counts when that average is below the baseline, the five-year average ending the year before the target was
set. A state passes when at least four of its five measures count.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from safetystats.measures.columns import Column, FloatArray, read_columns

AVERAGED_YEARS = 5
_ENOUGH_OF, _MEASURES = 4, 5


def significant_progress(outcomes: Column, targets: Column, baselines: Column) -> pd.DataFrame:
    """Return, one row a measure, whether its target is ``met``, is ``better_than_baseline``, and ``counts``.

    All three are five-year averages (:func:`five_year_averages`). Missing outcomes count as neither.
    """
    (outcome, target, baseline), form = read_columns(outcomes=outcomes, targets=targets, baselines=baselines)
    frame = pd.DataFrame({"outcome": np.ravel(outcome), "target": np.ravel(target), "baseline": np.ravel(baseline)})
    frame["met"] = frame["outcome"] <= frame["target"]
    frame["better_than_baseline"] = frame["outcome"] < frame["baseline"]
    frame["counts"] = frame["met"] | frame["better_than_baseline"]
    return frame if form.index is None else frame.set_index(form.index)


def made_significant_progress(counts: Sequence[bool]) -> bool:
    """Return whether enough measures count: four of the rule's five, and as large a share of any other number."""
    return sum(counts) * _MEASURES >= _ENOUGH_OF * len(counts) > 0


def five_year_averages(values: Column) -> FloatArray:
    """Return the averages of five years in a row, the last of each being that year; missing where a year is."""
    (yearly,), _ = read_columns(values=values)
    if len(np.atleast_1d(yearly)) < AVERAGED_YEARS:
        return np.array([])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(yearly, AVERAGED_YEARS).mean(axis=-1))
