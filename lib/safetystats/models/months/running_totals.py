"""Months added up: the year to date beside the year before and beside a quota, and moving twelve months.

A gap leaves every sum it belongs to missing. Sums of twelve months that share months are not independent of each other:
their intervals say how sure each total is, not whether one differs from the next.
"""

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_positive, read_vector
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.rates import rate
from safetystats.models.months.calendar_days import periods, read_month, read_months

_YEAR = 12


def year_to_date(
    counts: Column,
    *,
    upto: str | None = None,
    quota: float | None = None,
    profile: Column = None,
    level: float = 0.95,
    dispersion: float = 1.0,
) -> pd.DataFrame:
    """Return the cumulative counts of one year, month by month, beside the same months of the year before.

    Parameters
    ----------
    upto
        The last month, such as ``2011-10``; the last of the series that is known when not given.
    quota
        The year's quota: adds ``quota_plain``, its twelfths added up, ``quota_seasonal``, the same by the season, and
        ``share_of_quota``.
    profile
        Twelve numbers, the season's share of each month (of any sum); when not given, the counts of the whole years
        before. Without either ``quota_seasonal`` is missing.
    level, dispersion
        As in :func:`~safetystats.measures.compare_counts`.

    Returns
    -------
    pandas.DataFrame
        ``count``, ``cumulative``, ``before``, ``change`` (relative), and the ratio of the daily rates with its interval
        and p-value: ``ratio``, ``lower``, ``upper``, ``p_value``.
    """
    series = read_months(counts)
    last = _last_month(series, upto)
    months = pd.period_range(pd.Period(year=last.year, month=1, freq="M"), last, freq="M")
    now, before = series.reindex(months), series.reindex(months - _YEAR)
    frame = pd.DataFrame({"count": now, "cumulative": _cumulative(now)}, index=months)
    frame["before"] = _cumulative(before).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        frame["change"] = (frame["cumulative"] / frame["before"] - 1).replace([np.inf, -np.inf], np.nan)
    days, days_before = (np.cumsum(index.days_in_month.to_numpy(float)) for index in (months, months - _YEAR))
    compared = compare_counts(frame["cumulative"].to_numpy(), frame["before"].to_numpy(), days, days_before,
                              level=level, dispersion=dispersion)  # fmt: skip
    frame = frame.assign(ratio=compared.ratio, lower=compared.lower, upper=compared.upper, p_value=compared.p_value)
    if quota is None:
        return frame
    check_positive(quota, "quota")
    share = np.cumsum(_profile(series, last.year, profile))[: len(months)]
    frame["quota_plain"], frame["quota_seasonal"] = quota * np.arange(1, len(months) + 1) / _YEAR, quota * share
    return frame.assign(share_of_quota=frame["cumulative"] / quota)


def moving_twelve(counts: Column, *, level: float = 0.95, dispersion: float = 1.0) -> pd.DataFrame:
    """Return the total of each month and the eleven before it, one row a month.

    Returns
    -------
    pandas.DataFrame
        ``count``, ``total`` with ``lower`` and ``upper`` (Garwood, or quasi-Poisson when there is a `dispersion`), and
        ``change`` from the twelve months before those.
    """
    series = read_months(counts)
    total = series.rolling(_YEAR, min_periods=_YEAR).sum()
    options = {} if dispersion == 1 else {"method": "quasi", "dispersion": dispersion}
    estimate = rate(total, 1, level=level, **options)  # type: ignore[arg-type]
    before = total.shift(_YEAR)
    change = (total / before - 1).where(before > 0)
    columns = {"count": series, "total": total, "lower": estimate.lower, "upper": estimate.upper, "change": change}
    return pd.DataFrame(columns)


def _last_month(series: pd.Series, upto: str | None) -> pd.Period:
    known = periods(series.dropna())
    if not known.size:
        raise InputError("counts holds no known month.")
    if upto is None:
        return known.max()
    last = read_month(upto, "upto")
    if last not in series.index:
        raise InputError(f"upto is {upto}, but the counts run from {series.index[0]} to {series.index[-1]}.")
    return last


def _cumulative(values: pd.Series) -> pd.Series:
    """Add up; from a gap on the sum is missing."""
    return values.cumsum(skipna=False)


def _profile(series: pd.Series, year: int, profile: Column) -> FloatArray:
    if profile is not None:
        shares = read_vector("profile", profile)
        if shares.size != _YEAR or (shares < 0).any() or not shares.sum() > 0:
            raise InputError("profile must be twelve numbers, none negative and not all 0: the share of each month.")
        return np.asarray(shares / shares.sum())
    years = np.asarray(periods(series).year)
    # A year with a gap would count its missing months as quiet ones.
    whole = [one for one in np.unique(years[years < year]) if series[years == one].count() == _YEAR]
    months = np.sum([series[years == one].to_numpy() for one in whole], axis=0)
    total = np.sum(months)
    return np.asarray(months / total) if total > 0 else np.full(_YEAR, np.nan)
