"""Control charts of counts, month by month: is this month out of the ordinary?

Shewhart charts for counts (c), rates (u) and proportions (p) with limits at three standard deviations (Montgomery 2009),
and g-charts for rare events, which plot the number of cases or days between events (Benneyan 2001). Each chart is a data
frame with one row a point; `signal` marks the points outside.
"""

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_counts, check_positive, read_columns, refuse

G_CHART_FORMS = ("qcc", "failures-before", "probability")


def c_chart(counts: Column, *, sigmas: float = 3.0, mean: float | None = None) -> pd.DataFrame:
    """Return the chart of counts with equal chances: centre ± `sigmas` · √centre, the lower limit at least 0.

    `mean` is the centre known beforehand; without it the mean of the points drawn is used. Missing points do not signal.
    """
    (x,), form = read_columns(counts=counts)
    check_counts(x, "counts")
    centre = np.full(x.shape, np.nanmean(x) if mean is None else check_positive(mean, "mean"))
    return _chart(form.index, x, centre, sigmas * np.sqrt(centre))


def u_chart(counts: Column, sizes: Column, *, sigmas: float = 3.0, mean: float | None = None) -> pd.DataFrame:
    """Return the chart of rates (counts over sizes): centre ± `sigmas` · √(centre / size), at least 0."""
    (x, n), form = read_columns(counts=counts, sizes=sizes)
    x, n, centre = _rates(x, n, mean)
    return _chart(form.index, x / n, centre, sigmas * np.sqrt(centre / n))


def p_chart(counts: Column, trials: Column, *, sigmas: float = 3.0, mean: float | None = None) -> pd.DataFrame:
    """Return the chart of proportions: centre ± `sigmas` · √(centre (1 − centre) / trials), inside 0 to 1."""
    (x, n), form = read_columns(counts=counts, trials=trials)
    refuse(x > n, x, "counts", "must not exceed trials")
    x, n, centre = _rates(x, n, mean)
    chart = _chart(form.index, x / n, centre, sigmas * np.sqrt(centre * (1 - centre) / n))
    return chart.assign(upper=chart["upper"].clip(upper=1.0))


def g_chart(
    between: Column,
    *,
    form: str = "qcc",
    sigmas: float = 3.0,
    probability: float | None = None,
    mean: float | None = None,
) -> pd.DataFrame:
    """Return the chart of rare events: cases (or days) between one event and the next.

    Parameters
    ----------
    form
        One of :data:`G_CHART_FORMS`, by how the points count and where the limits lie, with m the mean:
        ``qcc``, standard deviation √(m(m − 1)), for points that count the event itself (trials until);
        ``failures-before``, √(m(m + 1)), for points that do not (Benneyan 2001);
        ``probability``, quantiles of the geometric distribution with p = 1/m, less 1, in place of standard deviations.
    probability
        For ``probability``: the chance outside both limits together; that of `sigmas` normal deviations when not given.
    """
    one_of(form, G_CHART_FORMS, "form")
    (x,), shape = read_columns(between=between)
    check_counts(x, "between")
    centre = float(np.nanmean(x)) if mean is None else check_positive(mean, "mean")
    if form != "failures-before" and centre <= 1:
        raise InputError(f"The mean between events is {centre:g}; the form {form!r} needs more than 1 (trials until).")
    middle = np.full(x.shape, centre)
    if form == "probability":
        outside = 2 * float(special.ndtr(-sigmas)) if probability is None else probability
        lower, upper = (_geometric_quantile(chance, 1 / centre) for chance in (outside / 2, 1 - outside / 2))
        return _framed(shape.index, x, middle, np.full(x.shape, lower), np.full(x.shape, upper))
    spread = np.sqrt(middle * (middle + (1 if form == "failures-before" else -1)))
    return _chart(shape.index, x, middle, sigmas * spread)


def _geometric_quantile(chance: float, p: float) -> float:
    """Return the smallest number of failures k with 1 − (1 − p)^(k + 1) at least `chance`."""
    return float(max(0.0, np.ceil(np.log1p(-chance) / np.log1p(-p) - 1 - 1e-12)))


def _rates(x: FloatArray, n: FloatArray, mean: float | None) -> tuple[FloatArray, FloatArray, FloatArray]:
    check_counts(x, "counts")
    refuse(n < 0, n, "sizes", "must not be negative")
    refuse((n == 0) & (x > 0), n, "sizes", "must be above 0 where events were counted")
    known = ~np.isnan(x) & (n > 0)
    x, n = np.where(known, x, np.nan), np.where(known, n, np.nan)
    centre = float(np.nansum(x) / np.nansum(n)) if mean is None else check_positive(mean, "mean")
    return x, n, np.full(x.shape, centre)


def _chart(index: pd.Index | None, value: FloatArray, centre: FloatArray, spread: FloatArray) -> pd.DataFrame:
    return _framed(index, value, centre, np.maximum(centre - spread, 0.0), centre + spread)


def _framed(
    index: pd.Index | None, value: FloatArray, centre: FloatArray, lower: FloatArray, upper: FloatArray
) -> pd.DataFrame:
    if value.ndim != 1:
        raise InputError("A control chart needs a list of points, one number a month.")
    signal = (value < lower) | (value > upper)
    columns = {"value": value, "centre": centre, "lower": lower, "upper": upper, "signal": signal}
    return pd.DataFrame(columns, index=index)
