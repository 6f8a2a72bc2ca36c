"""Targets in the forms of five-year plans: published cuts, and that every form leads back to the others."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.targets import annual_cut, convert_target, counts_from_rate, level_from, total_cut, trajectory

CUTS, YEARS = st.floats(-300, 99.9), st.integers(1, 30)


def test_the_published_cuts() -> None:
    assert annual_cut(15, 5) == pytest.approx(3.198, abs=5e-4)
    assert annual_cut(33, 5) == pytest.approx(7.697, abs=5e-4)
    assert annual_cut(100, 5) == 100
    assert annual_cut([15, 33, np.nan], 5)[1] == pytest.approx(7.697, abs=5e-4)


@given(cut=CUTS, years=YEARS)
def test_yearly_and_total_cuts_undo_each_other(cut: float, years: int) -> None:
    assert total_cut(annual_cut(cut, years), years) == pytest.approx(cut, abs=1e-9)


@given(cut=st.floats(-90, 90), years=YEARS, base=st.floats(0.01, 1e6))
def test_every_form_leads_to_the_same_level(cut: float, years: int, base: float) -> None:
    level = level_from(base, "reduce_pct", cut, years)
    for form in ("level", "cap", "reduce_at_least_pct", "reduce_pct_per_year"):
        value = convert_target(base, "reduce_pct", cut, years, form)
        assert level_from(base, form, value, years) == pytest.approx(level)
        assert convert_target(base, form, value, years, "reduce_pct") == pytest.approx(cut, abs=1e-7)


@given(cut=st.floats(-90, 90), years=st.integers(1, 12), shape=st.sampled_from(["geometric", "linear"]))
def test_a_path_runs_from_the_base_to_the_target(cut: float, years: int, shape: str) -> None:
    path = trajectory(33, "reduce_pct", cut, (2025, 2025 + years), shape=shape)
    assert path["year"].tolist() == list(range(2025, 2026 + years))
    assert path["level"].iloc[[0, -1]].tolist() == pytest.approx([33, 33 * (1 - cut / 100)])
    assert path["cut_from_base"].iloc[-1] == pytest.approx(cut, abs=1e-9)
    steps = path["cut_on_year"].iloc[1:] if shape == "geometric" else path["level"].diff().iloc[1:]
    assert steps.tolist() == pytest.approx([steps.iloc[0]] * years)


def test_the_bound_says_what_is_promised() -> None:
    kinds = {"level": "equal", "cap": "at_most", "reduce_at_least_pct": "at_most", "at_least": "at_least"}
    assert {kind: trajectory(33, kind, 30, 5)["bound"].iloc[0] for kind in kinds} == kinds
    assert trajectory(33, "level", 33, 5)["level"].tolist() == [33] * 6
    assert trajectory(33, "cap", 0, 3, shape="linear")["level"].tolist() == [33, 22, 11, 0]
    assert trajectory(0, "cap", 0, 2)["cut_from_base"].isna().all()
    assert trajectory(33, "cap", 30, [2025, 2026, 2027])["year"].tolist() == [2025, 2026, 2027]


def test_a_rate_becomes_counts_through_the_exposure() -> None:
    path = trajectory(0.7, "reduce_pct", 35, 5, exposure=[100, 110, 120, 130, 140, 150])
    assert path["count"].iloc[[0, -1]].tolist() == pytest.approx([70, 0.455 * 150])
    counts = counts_from_rate([2.0, 1.0], [500, 600], [450, 500], [550, 700], per=100)
    assert counts[["count", "lower", "upper"]].to_numpy().tolist() == [[10, 9, 11], [6, 5, 7]]
    years = pd.Series([1.0, 2.0], index=[2025, 2026])
    assert counts_from_rate(years, 10).index.tolist() == [2025, 2026]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: annual_cut(120, 5), "total_cut is in percent and cannot be above 100, but is 120"),
        (lambda: annual_cut(15, 0), "years must be greater than 0"),
        (lambda: total_cut(15, -1), "years must be greater than 0"),
        (lambda: trajectory(33, "reduce_percent", 15, 5), "did you mean 'reduce_pct'"),
        (lambda: trajectory(33, "below_peer", 15, 5), "kind is 'below_peer', but must be one of"),
        (lambda: trajectory(33, "cap", 0, 5), "No yearly percentage leads from 33 to 0; use shape='linear'"),
        (lambda: trajectory(33, "cap", 30, 5, shape="lin"), "did you mean 'linear'"),
        (lambda: trajectory(33, "cap", 30, (2030, 2025)), "the last year must come after the base year"),
        (
            lambda: trajectory(33, "cap", 30, (2025, 2027, 2030)),
            r"or the base year and the last year as \(2025, 2030\)",
        ),
        (lambda: trajectory(33, "cap", -1, 5), "value must not be negative"),
        (lambda: trajectory(-1, "cap", 1, 5), "base must not be negative"),
        (lambda: convert_target(0, "cap", 1, 5, "reduce_pct"), "base must be greater than 0 for a cut in percent"),
        (lambda: counts_from_rate(1, 10, 11, 12), "must lie between exposure_lower and exposure_upper"),
        (lambda: counts_from_rate(-1, 10), "rate must not be negative"),
        (lambda: counts_from_rate(1, 10, per=0), "per is 0"),
    ],
)
def test_bad_input_is_one_sentence(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
