"""Two published examples: endometrial cancer (Heinze and Schemper 2002) and urinary tract infection (R package logistf, sex2).

Expected values are those of R's logistf with profile penalised likelihood limits.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from safetystats.errors import InputError
from safetystats.models import firth

ENDOMETRIAL = pd.read_csv(Path(__file__).with_name("endometrial.csv"))
# age, oc, vic, vicl, vis, dia → cases and controls of each pattern.
CASES = {
    "000010": 1, "001000": 14, "001010": 3, "001100": 10, "001110": 12, "001111": 1, "010000": 44, "010001": 3,
    "011000": 15, "011001": 1, "011010": 2, "011100": 7, "011110": 3, "101000": 2, "101010": 1, "101011": 1,
    "101100": 1, "101111": 1, "110000": 5, "111000": 3,
}  # fmt: skip
CONTROLS = {
    "000010": 1, "001000": 2, "001010": 1, "001100": 8, "001110": 18, "010000": 42, "010010": 1, "011000": 1,
    "011100": 5, "011110": 6, "101100": 2, "101110": 4, "110000": 14, "110010": 1, "111000": 1, "111110": 2,
}  # fmt: skip


def design_of_endometrial() -> np.ndarray:
    return np.column_stack([np.ones(len(ENDOMETRIAL)), ENDOMETRIAL.iloc[:, :3]])


def test_separated_data_get_the_published_finite_estimates_and_profile_limits() -> None:
    found = firth(design_of_endometrial(), ENDOMETRIAL["high_grade"])
    assert found.coefficients == pytest.approx([3.77455951, 2.92927330, -0.03475175, -2.60416387], abs=2e-6)
    assert found.lower == pytest.approx([1.0825371, 0.6097244, -0.1244587, -4.3651832], abs=2e-6)
    assert found.upper == pytest.approx([7.20928050, 7.85463171, 0.04045547, -1.23272106], abs=2e-6)


def test_patterns_with_numbers_give_what_single_rows_give() -> None:
    patterns = sorted({*CASES, *CONTROLS})
    design = np.array([[1, *map(int, pattern)] for pattern in patterns], dtype=float)
    cases = np.array([CASES.get(pattern, 0) for pattern in patterns], dtype=float)
    trials = cases + [CONTROLS.get(pattern, 0) for pattern in patterns]
    assert trials.sum() == 239
    found = firth(design, cases, trials)
    want = [0.12025405, -1.10598131, -0.06881673, 2.26887464, -2.11140817, -0.78831694, 3.09601166]
    assert found.coefficients == pytest.approx(want, abs=2e-6)
    assert found.lower == pytest.approx(
        [-0.8185591, -1.9737884, -0.9414363, 1.2730216, -3.2608611, -1.6080879, 0.7745682], abs=2e-6
    )
    assert found.upper == pytest.approx(
        [1.07315122, -0.30742514, 0.78920202, 3.43543273, -1.11773495, 0.01518468, 8.03029352], abs=2e-6
    )
    assert found.p_values[1:] == pytest.approx([0.006, 0.875, 0, 0, 0.054, 0.005], abs=6e-4)


def test_two_counts_get_half_an_event_each() -> None:
    # A saturated log-linear model: Jeffreys' prior adds ½ to each count, so that a zero has a finite rate.
    found = firth(np.array([[1.0, 0], [1, 1]]), np.array([4.0, 0]), np.array([10.0, 10]), "poisson")
    assert np.exp(found.coefficients) == pytest.approx([0.45, 0.5 / 4.5])
    assert np.isneginf(found.lower[1]) or found.lower[1] < -3
    half = firth(np.array([[1.0, 0], [1, 1]]), np.array([4.0, 0]), np.array([10.0, 10]))
    assert half.coefficients == pytest.approx([np.log(4.5 / 6.5), np.log(0.5 / 10.5) - np.log(4.5 / 6.5)])


def test_with_many_events_it_is_maximum_likelihood() -> None:
    design = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])
    events = np.array([8000.0, 12500, 9100, 14700])
    trials = np.full(4, 40_000.0)
    plain = sm.GLM(np.column_stack([events, trials - events]), design, family=sm.families.Binomial()).fit()
    assert firth(design, events, trials).coefficients == pytest.approx(plain.params, abs=1e-3)
    assert firth(design, events, trials).lower == pytest.approx(plain.conf_int()[:, 0], abs=1e-3)


def test_dependent_columns_are_refused() -> None:
    with pytest.raises(InputError, match="Two factors say the same of every accident"):
        firth(np.array([[1.0, 1], [1, 1], [1, 1]]), np.array([1.0, 0, 1]))
