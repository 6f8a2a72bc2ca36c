"""What is expected of the target year if nothing new is done, and what a target would change in the years until then."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_positive
from safetystats.targets.predictions import CountPrediction, GammaPoisson, coming_total
from safetystats.targets.priors import prior_from_history
from safetystats.targets.us_rule import AVERAGED_YEARS

#: A target of 40 written as 0.4 per 100 allows 40, whatever floating point makes of it; nothing divides by nothing.
_ROUNDING, _TINY = 1e-9, 1e-9


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast of the count of the target year, with what turns levels into counts.

    `base_unit` and `target_unit` are counts per unit of the level in the base year and the target year (1 when the level is
    a count); `counts` are those of the last years, the base year last.
    """

    forecast: CountPrediction
    mean: float
    years: int
    base: float
    base_unit: float
    target_unit: float
    counts: FloatArray

    @property
    def base_count(self) -> float:
        """Events of the base year."""
        return self.base * self.base_unit

    @property
    def exposure_ratio(self) -> float:
        """Exposure of the target year over that of the base year."""
        return self.target_unit / self.base_unit

    def chance_of_keeping(self, level: float) -> float:
        """Return the chance that the count of the target year is at or below what `level` allows."""
        return self.forecast.probability_below(np.floor(level * self.target_unit + _ROUNDING) + 0.5)

    def chance_of_average(self) -> float:
        """Return the chance that the five-year average ending in the target year is below the one ending in the base year.

        The coming years share one risk. Where their forecast is not of a known form, they are taken as equal.
        """
        coming = min(self.years, AVERAGED_YEARS)
        kept = self.counts[len(self.counts) - (AVERAGED_YEARS - coming) :]
        left = float(self.counts[-AVERAGED_YEARS:].sum() - kept.sum())
        if isinstance(self.forecast, GammaPoisson):
            total = GammaPoisson(self.forecast.mean * coming, self.forecast.size)
            return total.probability_below(left)
        return self.forecast.probability_below(left / coming)

    def avoided(self, level: float) -> float:
        """Return the events fewer than forecast, over all years to the target, when the level falls steadily to `level`."""
        steps = np.arange(1, self.years + 1) / self.years
        units = self.base_unit * self.exposure_ratio**steps
        start, expected = max(self.base_count, _TINY), max(self.mean, _TINY)
        without = start * (expected / start) ** steps
        with_target = self.base * (max(level, _TINY) / self.base) ** steps * units
        return float(np.sum(without - with_target))


def make_outlook(
    base: float,
    years: int,
    earlier: FloatArray,
    *,
    exposure: float | None,
    target_exposure: float | None,
    per: float,
    forecast: CountPrediction | float | None,
    size: float | None,
    deaths_per_accident: Column,
) -> Outlook:
    """Return the outlook, from the forecast given or else from the status quo carried forward."""
    if exposure is None and target_exposure is not None:
        raise InputError("target_exposure is given without exposure; a rate needs both, or the first alone.")
    unit = 1.0 if exposure is None else check_positive(exposure, "exposure") / check_positive(per, "per")
    later = unit if target_exposure is None else check_positive(target_exposure, "target_exposure") / per
    counts = np.append(earlier, base) * unit
    if forecast is None:
        mean, spread = _status_quo(counts, years)
        mean *= later / unit
        expected = coming_total(mean, spread if size is None else size, deaths_per_accident)
    elif isinstance(forecast, CountPrediction):
        expected, mean = forecast, _mean_of(forecast, base * unit)
    else:
        expected, mean = coming_total(forecast, size, deaths_per_accident), float(forecast)
    return Outlook(expected, mean, years, base, unit, later, counts)


def _status_quo(counts: FloatArray, years: int) -> tuple[float, float]:
    """Return mean and size of the target year when the risk wanders on as it did, without a trend."""
    prior = prior_from_history(np.round(counts))
    return float(prior.mean), float(1 / (1 / prior.shape + (years - 1) * prior.yearly_change**2))


def _mean_of(forecast: Any, otherwise: float) -> float:
    """Return the expected count of a forecast that tells it as one number, else the base year's."""
    try:
        return float(forecast.mean)
    except (AttributeError, TypeError, ValueError):
        return otherwise
