"""Cumulative sums of counts: small lasting changes that no single month shows.

Each month adds what it lies above a reference; the sum never falls below 0 and signals when it passes the decision
interval h. How often it signals without cause is told by its average run length. Sources differ on whether reaching h
is enough: each function states its own rule.
"""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy import optimize, special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_counts, check_positive, read_columns, read_vector

_LARGEST_DENOMINATOR = 1000


def standardised_cusum(counts: Column, mean: Column, k: float, h: float) -> pd.DataFrame:
    """Return the sum of (x − m)/√m − k, with an alarm from h on (Rossi et al. 1999; R's surveillance, algo.cusum).

    ``needed`` is the smallest count of that month that would have set off the alarm. The sum is not reset by an alarm.
    """
    (x, m), form = read_columns(counts=counts, mean=mean)
    _check_series(x, m)
    steps = (x - m) / np.sqrt(m) - k
    sums = _rising_sum(steps)
    before = np.concatenate([[0.0], sums[:-1]])
    needed = np.maximum(0.0, np.ceil(m + np.sqrt(m) * (h + k - before) - 1e-9))
    return pd.DataFrame({"count": x, "cusum": sums, "needed": needed, "signal": sums >= h}, index=form.index)


def count_cusum(
    counts: Column, mean: Column, *, shift: float = 2.0, h: float | None = None, size: float | None = None,
    false_alarm_months: float = 120.0,
) -> pd.DataFrame:  # fmt: skip
    """Return the likelihood-ratio sum for a rise of the mean by the factor `shift`, with an alarm above h.

    Parameters
    ----------
    mean
        The mean of each month in control: one number, or one a month when there is a season or a trend.
    size
        Negative binomial size (variance = mean + mean²/size); Poisson when not given.
    h
        Decision interval; when not given, that of about one false alarm in `false_alarm_months` months at the average
        mean (Höhle and Paul 2008 for the chart; the run length by a Markov chain).

    Returns
    -------
    pandas.DataFrame
        ``count``, ``mean``, ``cusum``, ``limit``, ``signal``. The sum starts anew after a signal.
    """
    (x, m), form = read_columns(counts=counts, mean=mean)
    _check_series(x, m)
    if not (shift > 0 and shift != 1):
        raise InputError(f"shift is {shift!r}, but must be above 0 and not 1: 2 watches for a doubling.")
    steps = log_ratio(x, m, shift, size)
    limit = calibrated_limit(float(m.mean()), shift, false_alarm_months, size) if h is None else check_positive(h, "h")
    sums, last = np.empty_like(x), 0.0
    for place, step in enumerate(steps):
        last = max(0.0, (0.0 if last > limit else last) + step)
        sums[place] = last
    columns = {"count": x, "mean": m, "cusum": sums, "limit": limit, "signal": sums > limit}
    return pd.DataFrame(columns, index=form.index)


def poisson_cusum_run_length(mean: float, k: float, h: float, start: float = 0.0) -> float:
    """Return the average run length of the Poisson sum S = max(0, S + x − k) with an alarm above h (Lucas 1985).

    The sum moves on a lattice when k and h are whole or fractions, so the run length is exact: the solution of the linear
    equations of a Markov chain (Brook and Evans 1972) started at `start`. Up to three decimals of k, h and start are used.
    """
    check_positive(mean, "mean")
    k_, h_, start_ = (Fraction(value).limit_denominator(_LARGEST_DENOMINATOR) for value in (k, h, start))
    if not (k_ > 0 and h_ > 0 and 0 <= start_ <= h_):
        raise InputError(f"k is {k!r}, h {h!r} and start {start!r}, but k and h must be above 0 and start in 0 to h.")
    unit = int(np.lcm.reduce([k_.denominator, h_.denominator, start_.denominator]))
    return float(_run_lengths(mean, int(k_ * unit), int(h_ * unit), unit)[int(start_ * unit)])


def log_ratio(x: FloatArray, mean: FloatArray, shift: float, size: float | None) -> FloatArray:
    """Return the log-likelihood ratio of a count under shift · mean against mean."""
    if size is None:
        return np.asarray(x * np.log(shift) - mean * (shift - 1))
    size = check_positive(size, "size")
    return np.asarray(x * np.log(shift) - (x + size) * np.log((size + shift * mean) / (size + mean)))


def calibrated_limit(mean: float, shift: float, run_length: float, size: float | None = None) -> float:
    """Return the h at which the sum of :func:`count_cusum` signals without cause once in `run_length` months on average."""
    if not run_length > 1:
        raise InputError(f"The months between false alarms are {run_length!r}, but must be more than 1.")

    def excess(h: float) -> float:
        return math.log(_approximate_run_length(mean, shift, h, size) / run_length)

    high = 1.0
    while excess(high) < 0:
        high *= 1.5
    return float(optimize.brentq(excess, 1e-6, high, xtol=1e-4)) if excess(1e-6) < 0 else 1e-6


def _approximate_run_length(mean: float, shift: float, h: float, size: float | None, states: int = 200) -> float:
    """Return the run length in control, the sum rounded to the middle of one of `states` steps (Brook and Evans 1972)."""
    top = mean + 12 * np.sqrt(mean * (1 + (0.0 if size is None else mean / size))) + 30
    counts = np.arange(0.0, np.ceil(top))
    chance = _chances(counts, mean, size)
    steps = log_ratio(counts, np.full_like(counts, mean), shift, size)
    width = h / (states - 0.5)
    target = np.rint((np.arange(states)[:, None] * width + steps[None, :]) / width).astype(int)
    moves = np.zeros((states, states))
    for state in range(states):
        inside = target[state] < states
        np.add.at(moves[state], np.maximum(target[state][inside], 0), chance[inside])
    return float(np.linalg.solve(np.eye(states) - moves, np.ones(states))[0])


def _run_lengths(mean: float, k: int, h: int, unit: int) -> FloatArray:
    """Return the run length from every state 0 … h of the lattice, on which a count of x moves the sum by unit·x − k."""
    counts = np.arange((h + k) // unit + 1)
    chance = _chances(counts.astype(float), mean, None)
    moves = np.zeros((h + 1, h + 1))
    for state in range(h + 1):
        reached = np.maximum(state + unit * counts - k, 0)
        inside = reached <= h
        np.add.at(moves[state], reached[inside], chance[inside])
    return np.asarray(np.linalg.solve(np.eye(h + 1) - moves, np.ones(h + 1)), dtype=np.float64)


def _chances(counts: FloatArray, mean: float, size: float | None) -> FloatArray:
    if size is None:
        return np.asarray(np.exp(special.xlogy(counts, mean) - mean - special.gammaln(counts + 1)))
    log_choose = special.gammaln(size + counts) - special.gammaln(size) - special.gammaln(counts + 1)
    return np.asarray(np.exp(log_choose - size * np.log1p(mean / size) - counts * np.log1p(size / mean)))


def _rising_sum(steps: FloatArray) -> FloatArray:
    """Return S with S = max(0, S + step): the walk less its lowest point so far, 0 included."""
    walk = np.cumsum(steps)
    return np.asarray(walk - np.minimum(np.minimum.accumulate(walk), 0.0))


def _check_series(x: FloatArray, m: FloatArray) -> None:
    read_vector("counts", x)
    read_vector("mean", m)
    check_counts(x, "counts")
    if not (m > 0).all():
        raise InputError("The mean in control must be greater than 0 in every month.")
