"""Surveillance of a series of counts against its own recent past: EARS C1, C2, C3 and a Bayesian bound.

Each month is compared with a few months before it, so that no long history is needed; in return nothing is known of
seasons or trends (for those see ``farrington``). Definitions as in R's surveillance (earsC, algo.bayes).
"""

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_counts, read_columns, read_vector

EARS_METHODS = ("c1", "c2", "c3", "c3-mean")
# C2 and C3 leave the two months before the one judged out of the baseline, so that a beginning rise does not hide itself.
_LAG = 2


def ears(
    counts: Column, method: str = "c1", *, baseline: int = 7, alpha: float = 0.001, minimum_sd: float = 0.0
) -> pd.DataFrame:
    """Return the bound of each month by the Early Aberration Reporting System (Hutwagner et al. 2003), one row a month.

    Parameters
    ----------
    method
        ``c1``: mean + z·sd of the `baseline` months before; ``c2``: the same, two months earlier. ``c3`` looks at how far
        the two months before stood out, E = Σ max(0, C2 − 1) with C2 = (count − mean)/sd: its bound is the month's own
        count + sd·(z − E), at least 0, as R's earsC computes it, so that it signals when E passes z; ``c3-mean`` has the
        mean in place of the count, as that function's manual has it.
    alpha
        Chance of a false alarm on the normal scale: z is its upper quantile. Usual are 0.001, and 0.025 for c3.
    minimum_sd
        Least standard deviation of a baseline, against bounds that quiet months would make too narrow.

    Returns
    -------
    pandas.DataFrame
        ``count``, ``bound``, ``signal`` (count above the bound); the first months, without a baseline, have no bound.
    """
    one_of(method, EARS_METHODS, "method")
    _check_alpha(alpha)
    x, index = _series(counts)
    if baseline < 3:
        raise InputError(f"baseline is {baseline}, but a standard deviation worth the name needs at least 3 months.")
    lag = 0 if method == "c1" else _LAG
    first = baseline + lag + (_LAG if method.startswith("c3") else 0)
    if x.size <= first:
        raise InputError(f"The series has {x.size} months, but the method {method!r} needs more than {first}.")
    mean, spread = _baseline(x, baseline, lag)
    spread, z = np.maximum(spread, minimum_sd), float(-special.ndtri(alpha))
    bound = mean + z * spread
    if method.startswith("c3"):
        centre = x if method == "c3" else mean
        bound = np.maximum(centre + spread * (z - _stood_out_before(x, mean, spread)), 0.0)
        bound[:first] = np.nan
    return pd.DataFrame({"count": x, "bound": bound, "signal": x > bound}, index=index)


def bayes_bound(
    counts: Column,
    *,
    period: int = 12,
    years_back: int = 0,
    half_window: int = 6,
    this_year: bool = True,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return the predictive bound of each month: a quantile of the negative binomial after Jeffreys' prior.

    With reference values of sum s in number n the next count is negative binomial with size s + ½ and probability
    n/(n + 1) (Riebler 2004). The references are the `half_window` months before (when `this_year`) and, for each of
    `years_back` years, the months within `half_window` of the same month.

    Returns
    -------
    pandas.DataFrame
        ``count``, ``bound``, ``signal`` (count above the bound); months without all their references have no bound.
    """
    _check_alpha(alpha)
    x, index = _series(counts)
    if not this_year and years_back < 1:
        raise InputError("Without the months of this year, at least one year back is needed (years_back=1).")
    offsets = [-step for step in range(1, half_window + 1)] if this_year else []
    for year in range(1, years_back + 1):
        offsets += range(-year * period - half_window, -year * period + half_window + 1)
    bound, farthest = np.full(x.size, np.nan), -min(offsets)
    for month in range(farthest, x.size):
        references = x[month + np.array(offsets)]
        bound[month] = _negative_binomial_quantile(1 - alpha, references.sum() + 0.5, len(offsets) / (len(offsets) + 1))
    return pd.DataFrame({"count": x, "bound": bound, "signal": x > bound}, index=index)


def _stood_out_before(x: FloatArray, mean: FloatArray, spread: FloatArray) -> FloatArray:
    """Return by how much more than one standard deviation the two months before each stood out, added up."""
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.maximum(0.0, np.nan_to_num((x - mean) / spread, nan=0.0, posinf=1e300) - 1)
    return np.asarray(np.concatenate([[0.0], excess[:-1]]) + np.concatenate([[0.0, 0.0], excess[:-2]]))


def _baseline(x: FloatArray, baseline: int, lag: int) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation (n − 1) of the `baseline` months that end `lag` months before each month."""
    mean, spread = np.full(x.size, np.nan), np.full(x.size, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(x, baseline)[: x.size - baseline - lag]
    mean[baseline + lag :], spread[baseline + lag :] = windows.mean(axis=1), windows.std(axis=1, ddof=1)
    return mean, spread


def _negative_binomial_quantile(chance: float, size: float, probability: float) -> float:
    """Return the smallest count whose cumulative chance I_p(size, k + 1) is at least `chance`."""
    count = max(0.0, np.ceil(special.nbdtrik(chance, size, probability)) - 1) if size >= 1 else 0.0
    while special.betainc(size, count + 1, probability) < chance * (1 - 1e-12):
        count += 1
    return float(count)


def _series(counts: Column) -> tuple[FloatArray, pd.Index | None]:
    (x,), form = read_columns(counts=counts)
    read_vector("counts", x)
    check_counts(x, "counts")
    return np.array(x), form.index


def _check_alpha(alpha: float) -> None:
    if not 0 < alpha < 0.5:
        raise InputError(f"alpha is {alpha!r}, but must lie between 0 and 0.5: it is the chance of a false alarm.")
