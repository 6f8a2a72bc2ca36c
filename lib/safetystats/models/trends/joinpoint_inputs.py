"""What a joinpoint model is fitted to: years, a response, and how far each observation can be trusted.

The response is ln(rate) or the rate; the weights are those of the National Cancer Institute's Joinpoint program: constant
variance, (rate/se)² or 1/se² where standard errors are given, and the Poisson variance of a count (weight = count on the
logarithmic scale, population²/count on the linear one). A count of 0 has no logarithm: ½ is put in its place, as there.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_counts, read_columns, refuse

JOINPOINT_ERRORS = ("constant", "standard-errors", "poisson")
JOINPOINT_SCALES = ("log", "linear")
_ZERO_COUNT = 0.5


@dataclass(frozen=True, slots=True)
class Observations:
    """A series in the order of its years; `steps` has one 0/1 column a known break, `rho` the correlation of neighbours."""

    years: FloatArray
    rates: FloatArray
    response: FloatArray
    weights: FloatArray
    counts: FloatArray
    exposure: FloatArray
    steps: FloatArray
    scale: str
    errors: str
    rho: float = 0.0

    def part(self, rows: NDArray[np.bool_]) -> "Observations":
        """Return the observations of the given rows."""
        names = ("years", "rates", "response", "weights", "counts", "exposure", "steps")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    def with_steps(self, breaks: tuple[float, ...]) -> "Observations":
        """Return the observations with a step at each of the years."""
        return replace(self, steps=(self.years[:, None] >= np.array(breaks)).astype(float))

    def base(self) -> FloatArray:
        """Return the columns that every model holds: intercept, time since the first year, known steps."""
        time = self.years - self.years[0]
        return np.column_stack([np.ones_like(time), time, self.steps])

    def whiten(self, columns: FloatArray) -> FloatArray:
        """Return columns whose errors are independent and alike: weighted and, with `rho`, freed of correlation."""
        scaled = np.sqrt(self.weights).reshape(-1, *[1] * (columns.ndim - 1)) * columns
        if self.rho == 0:
            return np.asarray(scaled)
        correlation = self.rho ** np.abs(self.years[:, None] - self.years)
        return np.linalg.solve(np.linalg.cholesky(correlation), scaled)


def read_observations(
    years: Column,
    rates: Column,
    *,
    se: Column,
    counts: Column,
    exposure: Column,
    errors: str | None,
    scale: str,
) -> Observations:
    """Return the observations with a known rate; raise :class:`InputError` where years or numbers cannot be used."""
    one_of(scale, JOINPOINT_SCALES, "scale")
    given = {"rates": rates, "se": se, "counts": counts, "exposure": exposure}
    columns = {name: column for name, column in given.items() if column is not None}
    arrays, _ = read_columns(years=years, **columns)
    time, held = arrays[0], dict(zip(columns, arrays[1:], strict=True))
    _check_years(time)
    errors = _errors(errors, held)
    count, exposed = _counts(held, scale)
    rate = held["rates"] if "rates" in held else count / exposed
    deviation = held.get("se", np.full_like(time, np.nan))
    known = ~np.isnan(rate) & ~(np.isnan(deviation) & (errors == "standard-errors"))
    _check_rates(rate[known], deviation[known], time[known], errors, scale)
    weights = _weights(errors, scale, rate, deviation, count, exposed)
    response = np.log(rate, where=known, out=np.full_like(rate, np.nan)) if scale == "log" else rate
    whole = Observations(time, rate, response, weights, count, exposed, np.empty((time.size, 0)), scale, errors)
    return whole.part(known)


def check_breaks(breaks: Column, years: FloatArray) -> tuple[float, ...]:
    """Return the first years of the new definitions in order, each with two observed years at least on either side."""
    firsts = tuple(sorted({float(year) for year in np.atleast_1d(np.asarray(breaks, dtype=float))}))
    edges = [-np.inf, *firsts, np.inf]
    for start, end in pairwise(edges):
        held = int(np.sum((years >= start) & (years < end)))
        if firsts and held < 2:
            span = f"from {start:g}" if np.isfinite(start) else f"before {end:g}"
            until = f" to {end - 1:g}" if np.isfinite(start) and np.isfinite(end) else ""
            raise InputError(
                f"breaks={[f'{year:g}' for year in firsts]} leaves {held} observed years {span}{until}, but at least 2 are "
                "needed on either side of a break; leave that break or those years out."
            )
    return firsts


def _check_years(years: FloatArray) -> None:
    if years.ndim != 1:
        raise InputError("years must be a list of years, one an observation.")
    refuse(np.isnan(years), years, "years", "must be known")
    turned = np.flatnonzero(np.diff(years) <= 0)
    if turned.size:
        before, after = years[turned[0]], years[turned[0] + 1]
        raise InputError(
            f"years must rise from one observation to the next, but {after:g} follows {before:g}; sort the series and give "
            "each year once."
        )


def _errors(errors: str | None, held: dict[str, FloatArray]) -> str:
    needs = {"standard-errors": "se", "poisson": "counts"}
    if errors is None:
        return next((name for name, column in needs.items() if column in held), "constant")
    one_of(errors, JOINPOINT_ERRORS, "errors")
    if errors in needs and needs[errors] not in held:
        raise InputError(f"errors={errors!r} needs {needs[errors]}=…, which is not given.")
    return errors


def _counts(held: dict[str, FloatArray], scale: str) -> tuple[FloatArray, FloatArray]:
    """Return counts (zeros as ½ on the logarithmic scale) and exposures; missing where none are given."""
    if "counts" not in held:
        if "rates" not in held:
            raise InputError("Give rates, or counts=… (with exposure=… where the population at risk changes).")
        return np.full_like(held["rates"], np.nan), np.full_like(held["rates"], np.nan)
    counts = held["counts"]
    check_counts(counts, "counts")
    exposure = held.get("exposure", np.ones_like(counts))
    refuse(exposure <= 0, exposure, "exposure", "must be greater than 0")
    return np.where((counts == 0) & (scale == "log"), _ZERO_COUNT, counts), exposure


def _check_rates(rates: FloatArray, se: FloatArray, years: FloatArray, errors: str, scale: str) -> None:
    if scale == "log" and (rates <= 0).any():
        year, rate = years[rates <= 0][0], rates[rates <= 0][0]
        raise InputError(
            f"The rate of {year:g} is {rate:g}, which has no logarithm; give counts=… and exposure=… (½ is then put in the "
            "place of a zero count), or use scale='linear'."
        )
    if errors == "standard-errors":
        refuse(~(se > 0), se, "se", "must be greater than 0")


def _weights(
    errors: str, scale: str, rate: FloatArray, se: FloatArray, counts: FloatArray, exposure: FloatArray
) -> FloatArray:
    if errors == "standard-errors":
        return (rate / se) ** 2 if scale == "log" else se**-2.0
    if errors == "poisson":
        # The variance of ln(count) is 1/count, that of a rate is count/exposure².
        return counts if scale == "log" else exposure**2 / np.maximum(counts, _ZERO_COUNT)
    return np.ones_like(rate)
