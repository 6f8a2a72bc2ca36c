"""The months' share of a year: multiplicative factors, each month's length in days taken out first.

Classical decomposition (Macaulay 1931): the ratio of each month's daily rate to its centred twelve-month mean, averaged
month by month. Each factor is drawn towards 1 the more, the less its ratios agree from year to year (James and Stein 1961):
with two years of small counts a season is mostly chance.
"""

import numpy as np
from numpy.typing import NDArray

from safetystats.measures.columns import FloatArray
from safetystats.models.series.period_labels import PeriodLabels, days

FEWEST_MONTHS = 24
_MONTHS = 12
_MONTH_OF_DAYS = 365.25 / 12


def month_factors(values: FloatArray, labels: PeriodLabels, steps: int, counts: bool) -> tuple[FloatArray, FloatArray]:
    """Return what each month's value is divided by to lose season and length, for the past and for the `steps` ahead.

    The ratios of `counts` vary at least as Poisson counts do, however well a few of them agree.
    """
    numbers = np.concatenate([labels.numbers, labels.numbers[-1] + np.arange(1, steps + 1)])
    length = days(numbers) / _MONTH_OF_DAYS
    least_variance = 1 / max(values.mean(), 0.1) if counts else 0.0
    factors = _shrunk(values / length[: values.size], labels.numbers % _MONTHS, least_variance)
    scaled = length * factors[numbers % _MONTHS]
    return scaled[: values.size], scaled[values.size :]


def _shrunk(rates: FloatArray, month: NDArray[np.int_], least_variance: float) -> FloatArray:
    """Return a factor for each month from the ratios of its rates, drawn towards 1."""
    ratios = _ratios(rates)
    known = np.isfinite(ratios)
    ratios, month = ratios[known], month[known]
    count = np.bincount(month, minlength=_MONTHS)
    mean = np.where(count > 0, np.bincount(month, ratios, _MONTHS) / np.maximum(count, 1), 1.0)
    variance = ((ratios - mean[month]) ** 2).sum() / max(ratios.size - _MONTHS, 1)
    error = max(variance, least_variance) / np.maximum(count, 1)
    mean = mean / mean.mean()
    signal = max(float(((mean - 1) ** 2 - error).mean()), 0.0)
    factors = 1 + (mean - 1) * signal / np.maximum(signal + error, 1e-300)
    return np.asarray(np.maximum(factors / factors.mean(), 0.02))


def _ratios(rates: FloatArray) -> FloatArray:
    """Return each value over its centred twelve-month mean (half weight at both ends); NaN within half a year of the ends."""
    weights = np.ones(_MONTHS + 1)
    weights[[0, -1]] = 0.5
    centred = np.convolve(rates, weights / _MONTHS, mode="valid")
    ratios = np.full(rates.size, np.nan)
    half = _MONTHS // 2
    ratios[half : rates.size - half] = np.divide(
        rates[half : rates.size - half], centred, out=np.full(centred.size, np.nan), where=centred > 0
    )
    return ratios
