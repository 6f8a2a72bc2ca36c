"""What ``quota_risk`` returns: the chance, the expected total, and what is left of the quota."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray
from safetystats.measures.estimate import percentage, short
from safetystats.targets.predictions import GammaPoisson, ManyTabulated
from safetystats.targets.priors import GammaPrior
from safetystats.targets.quotas import mean_for

#: Where a table of possible totals ends unless told: this chance is left above it.
_LEFT_OUT = 1e-6


@dataclass(frozen=True, slots=True, repr=False)
class QuotaRisk:
    """The chance that the year's total exceeds the quota, the total expected, and its prediction interval.

    Numbers, arrays or Series, as the inputs were. `used_up_at` is the share of the year's events at which the expected
    total passes the quota, missing where the quota lasts. `prior` is what was known before the year began, `remaining` the
    distribution of the events to come, `deaths_per_accident` the sizes of accidents it was told of.
    """

    probability_exceeded: Column
    expected_total: Column
    lower: Column
    upper: Column
    level: float
    so_far: Column
    quota: Column
    elapsed: Column
    months_left: Column
    used_up_at: Column
    prior: GammaPrior
    remaining: GammaPoisson | ManyTabulated
    deaths_per_accident: Column = None

    @property
    def allowance(self) -> Column:
        """Events that the quota still leaves; negative when it is broken."""
        return self.quota - self.so_far

    @property
    def allowance_per_month(self) -> Column:
        """Events a month that use up exactly what is left; 0 when the quota is broken, missing when the year is over."""
        return self._per_month(np.maximum(np.asarray(self.allowance, dtype=float), 0.0))

    def mean_per_month(self, chance: float) -> Column:
        """Return the expected events a month with which the quota is kept with this chance; 0 when it is broken."""
        left = np.asarray(self.allowance, dtype=float)
        mean = mean_for(np.maximum(left, 0.0), chance, deaths_per_accident=self.deaths_per_accident)
        return self._per_month(np.where(left < 0, 0.0, mean))

    def totals(self, most: int | None = None) -> pd.DataFrame:
        """Return, for a single area, the chance of each possible total of the year, and of more than it."""
        if np.size(self.so_far) != 1:
            raise InputError(f"totals are for one area, but {np.size(self.so_far)} are held; ask quota_risk for one.")
        first = int(np.ravel(self.so_far)[0])
        end = float(np.ravel(self.remaining.quantile(np.full(np.shape(self.so_far), 1 - _LEFT_OUT)))[0])
        more = np.arange((end if most is None else max(most - first, 0)) + 1)
        reached = np.array([np.ravel(self.remaining.at_most(np.full(np.shape(self.so_far), k)))[0] for k in more])
        return pd.DataFrame(
            {"total": first + more.astype(int), "chance": np.diff(reached, prepend=0.0), "exceeded": 1 - reached}
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a data frame, one row an area."""
        names = (
            "so_far", "elapsed", "quota", "probability_exceeded", "expected_total", "lower", "upper", "allowance",
            "allowance_per_month", "used_up_at",
        )  # fmt: skip
        index = self.so_far.index if isinstance(self.so_far, pd.Series) else None
        return pd.DataFrame({name: np.ravel(np.asarray(getattr(self, name))) for name in names}, index=index)

    def _per_month(self, events: FloatArray) -> Column:
        months = np.asarray(self.months_left, dtype=float)
        values = np.asarray(events / np.where(months > 0, months, np.nan))
        if isinstance(self.so_far, pd.Series):
            return pd.Series(values, index=self.so_far.index)
        return values if values.ndim else values.item()

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html())

    def __repr__(self) -> str:
        if np.ndim(self.so_far):
            return f"<QuotaRisk of {np.size(self.so_far)} quotas>"
        interval = f"{percentage(self.level)} interval {short(self.lower)} to {short(self.upper)}"
        return (
            f"<QuotaRisk: more than {short(self.quota)} with chance {short(self.probability_exceeded)}; expected "
            f"{short(self.expected_total)} ({interval})>"
        )
