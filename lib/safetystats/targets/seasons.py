"""How much of a year has gone by, in events rather than in days: months weighted by what usually happens in them."""

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, read_columns, read_vector, refuse

MONTHS = 12


def elapsed_share(elapsed: Column, profile: Column = None) -> FloatArray:
    """Return the share of a year's events that is usual by `elapsed`.

    Without `profile`, `elapsed` is itself the share of the year gone by. With twelve weights of the months it is the number
    of months gone by; within a month events are taken as even.
    """
    (passed,), _ = read_columns(elapsed=elapsed)
    if profile is None:
        refuse((passed < 0) | (passed > 1), passed, "elapsed", "must be a share of the year from 0 to 1, such as 7/12")
        return passed
    weights = read_vector("profile", profile)
    if len(weights) != MONTHS:
        raise InputError(f"profile must hold {MONTHS} weights, one a month, but holds {len(weights)}.")
    refuse(weights < 0, weights, "profile", "must not be negative")
    if weights.sum() == 0:
        raise InputError("profile is zero in every month; give weights that say when events happen.")
    refuse((passed < 0) | (passed > MONTHS), passed, "elapsed", "must be months from 0 to 12, as a profile is given")
    return np.asarray(
        np.interp(passed, np.arange(MONTHS + 1), np.concatenate([[0.0], np.cumsum(weights) / weights.sum()]))
    )


def month_profile(monthly: Column) -> FloatArray:
    """Return the twelve weights of the months from a table of earlier years: one row a year, twelve columns.

    Half an event is added to every month of every year, so that a month without events keeps a weight.
    """
    total = (_read_months(monthly) + 0.5).sum(axis=0)
    return np.asarray(total / total.sum())


def monthly_dispersion(monthly: Column) -> float:
    """Return the variance of a month's count over its mean, from a table as in :func:`month_profile`; never below 1.

    Pearson's chi-square of months and years over its degrees of freedom: what is left when each year has its level and
    each month its share. It is the `dispersion` for :func:`~safetystats.targets.in_year.quota_risk`.
    """
    counts = _read_months(monthly)
    if len(counts) < 2:
        raise InputError("monthly holds one year; the dispersion needs two years or more.")
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / max(counts.sum(), 1.0)
    known = expected > 0
    pearson = np.sum((counts[known] - expected[known]) ** 2 / expected[known])
    return max(1.0, float(pearson / ((len(counts) - 1) * (MONTHS - 1))))


def _read_months(monthly: Column) -> FloatArray:
    (counts,), _ = read_columns(monthly=monthly.to_numpy(dtype=float) if hasattr(monthly, "columns") else monthly)
    counts = np.atleast_2d(counts)
    if counts.shape[-1] != MONTHS or counts.ndim != 2:
        raise InputError(f"monthly must have {MONTHS} columns, one a month, but has the shape {counts.shape}.")
    refuse(counts < 0, counts, "monthly", "must not be negative")
    if np.isnan(counts).any():
        raise InputError("monthly has a missing month; leave out the years that are not whole.")
    return counts
