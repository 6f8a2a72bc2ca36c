"""How many joinpoints: the rules of the National Cancer Institute's program.

``bic``: ln(SSE/n) + (2k + 2) ln(n)/n. ``bic3``: 3k + 2 in place of 2k + 2 (Kim and Kim 2016). ``weighted-bic``: (2 + R²)k
+ 2, where R² is the largest partial R² of a change of slope within its two neighbouring segments (Kim et al. 2022).
``permutation`` (Kim, Fay, Feuer and Midthune 2000): tests of a joinpoints against b, from a = the fewest and b = the most;
a rejected test raises a by one, another lowers b by one, until they meet. The statistic is the ratio of the sums of
squares; its distribution comes from permuting the weighted residuals of the smaller model; each test has the level
α/(most − a), so that the chance of too many joinpoints stays below α.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetystats.measures.columns import FloatArray
from safetystats.models.trends.joinpoint_fit import Fit
from safetystats.models.trends.joinpoint_inputs import Observations
from safetystats.models.trends.joinpoint_search import Grid, hinges, least_sums, residual_projector

SELECTION_RULES = ("permutation", "bic", "bic3", "weighted-bic", "fixed")
_TESTED = ("fewer", "more", "statistic", "p_value", "alpha", "rejected")
_ROUNDING = 1e-11


@dataclass(frozen=True, slots=True, repr=False)
class Selection:
    """The rule, the number of joinpoints it chose, what it saw of every number tried, and the tests it made.

    `table`: joinpoints, years, wsse (weighted sum of squares), parameters, bic, bic3, weight, weighted_bic. `tests`: fewer,
    more, statistic, p_value, alpha, rejected; empty for the other rules.
    """

    rule: str
    joinpoints: int
    table: pd.DataFrame
    tests: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Selection {self.joinpoints} joinpoints by {self.rule}, of {self.table['joinpoints'].tolist()}>"


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """How permutation tests are made: overall level `alpha`, number of `permutations`, `seed` of the draws."""

    alpha: float
    permutations: int
    seed: int


def criteria(data: Observations, fits: list[Fit]) -> pd.DataFrame:
    """Return one row a number of joinpoints with every criterion of its best model."""
    n, rows, least = data.years.size, [], _least_square(data)
    for fitted in fits:
        k = fitted.joinpoints.size
        weight = _largest_partial_r2(data, fitted.joinpoints) if k else 0.0
        misfit = np.log(max(fitted.sum_of_squares, least) / n)
        penalty, fixed = np.log(n) / n, 2 + data.steps.shape[1]
        rows.append(
            {
                "joinpoints": k, "years": tuple(fitted.joinpoints.tolist()), "wsse": fitted.sum_of_squares,
                "parameters": 2 * k + fixed, "bic": misfit + (2 * k + fixed) * penalty,
                "bic3": misfit + (3 * k + fixed) * penalty, "weight": weight,
                "weighted_bic": misfit + ((2 + weight) * k + fixed) * penalty,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def select(data: Observations, grid: Grid, fits: list[Fit], rule: str, permutation: PermutationTest) -> Selection:
    """Return the number of joinpoints that `rule` chooses among `fits`, which go up by one joinpoint each."""
    table = criteria(data, fits)
    tests = pd.DataFrame(columns=list(_TESTED))
    if rule == "permutation":
        place, tests = _permutation_tests(data, grid, fits, permutation)
    elif rule == "fixed":
        place = len(fits) - 1
    else:
        place = int(table[rule.replace("-", "_")].argmin())
    return Selection(rule, fits[place].joinpoints.size, table, tests)


def _permutation_tests(
    data: Observations, grid: Grid, fits: list[Fit], test: PermutationTest
) -> tuple[int, pd.DataFrame]:
    """Return the place in `fits` of the number of joinpoints where the tests meet, and the tests made."""
    projector = residual_projector(data.whiten(data.base()))
    columns = projector @ data.whiten(hinges(data.years, grid.candidates))
    draws, least = np.random.default_rng(test.seed), _least_square(data)
    few, more, rows = 0, len(fits) - 1, []
    while few < more:
        fitted, observed = data.whiten(fits[few].fitted), data.whiten(data.response)
        shuffled = draws.permuted(np.tile((observed - fitted)[:, None], test.permutations), axis=0)
        numbers = fits[few].joinpoints.size, fits[more].joinpoints.size
        smaller, larger = least_sums(grid, columns, projector @ (fitted[:, None] + shuffled), *numbers)
        statistic = max(fits[few].sum_of_squares, least) / max(fits[more].sum_of_squares, least)
        as_large = int(np.sum(smaller >= statistic * larger * (1 - _ROUNDING)))
        p_value, alpha = (1 + as_large) / (1 + test.permutations), test.alpha / (len(fits) - 1 - few)
        rejected = p_value < alpha
        rows.append((*numbers, statistic, p_value, alpha, rejected))
        few, more = (few + 1, more) if rejected else (few, more - 1)
    return few, pd.DataFrame(rows, columns=list(_TESTED))


def _least_square(data: Observations) -> float:
    """Return the sum of squares that is rounding only: a series on a line has no joinpoint."""
    return float(_ROUNDING**2 * np.sum(data.whiten(data.response) ** 2)) or float(np.finfo(float).tiny)


def _largest_partial_r2(data: Observations, joinpoints: FloatArray) -> float:
    """Return the largest share of what a straight line leaves of two neighbouring segments that a bend explains."""
    edges = np.concatenate([[-np.inf], joinpoints, [np.inf]])
    shares = []
    for start, bend, end in zip(edges[:-2], edges[1:-1], edges[2:], strict=True):
        near = data.part((data.years > start) & (data.years <= end))
        base = near.base()
        kept = base[:, np.ptp(base, axis=0) > 0]
        projector = residual_projector(near.whiten(np.column_stack([np.ones(len(base)), kept])))
        y = projector @ near.whiten(near.response)
        z = projector @ near.whiten(hinges(near.years, np.array([bend]))[:, 0])
        both = (y @ y) * (z @ z)
        shares.append((y @ z) ** 2 / both if both > 0 else 0.0)
    return float(max(shares))
