"""The chance that several quotas are kept together, and what the sum of district quotas says of the city's.

Each quota has its own chance; that all hold together depends on whether bad years come together. Independent: the
product. A `correlation` ρ: the totals are tied by a one-factor Gaussian copula (Vasicek 1987), which leaves each
chance as it is: P = ∫ φ(z) ∏ Φ((tᵢ − √ρ·z)/√(1 − ρ)) dz with tᵢ = Φ⁻¹(pᵢ). A `shared_size` k: every mean is multiplied by
one gamma-distributed factor of mean 1 and variance 1/k, which makes each total negative binomial of size k.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_counts, check_positive, read_vector
from safetystats.measures.estimate import describe_fields
from safetystats.targets.compound import compound_chances
from safetystats.targets.predictions import Tabulated
from safetystats.targets.quotas import chance_of_keeping

# Both integrands fall off like a Gaussian, for which the trapezoidal rule is exact to rounding at these steps.
_Z = np.linspace(-9.0, 9.0, 3601)
_FACTOR_STEPS, _FACTOR_TAIL = 4001, 1e-15

#: How the district quotas stand to the city's.
SUM_CODES = ("sum_above_city", "sum_equals_city", "reserve_kept")


def joint_chance(
    quotas: Column,
    means: Column,
    *,
    correlation: float = 0.0,
    size: Column = None,
    shared_size: float | None = None,
    deaths_per_accident: Column = None,
) -> float:
    """Return the chance that every one of several quotas is kept in the same year.

    Parameters
    ----------
    quotas, means
        One quota and one mean a sector (or district), in the same order; a single mean holds for all.
    correlation
        Of the totals, through a common factor; from 0 (independent) to 1 (bad years come to all at once).
    size
        Uncertainty of each mean on its own (negative binomial), as in :func:`chance_of_keeping`.
    shared_size
        Uncertainty that all means share: one factor of coefficient of variation 1/√shared_size multiplies them all.
        Instead of `correlation` and `size`.
    deaths_per_accident
        Sizes of accidents as they come, where deaths cluster.
    """
    limits = read_vector("quotas", quotas)
    if not limits.size:
        raise InputError("quotas is empty; give one quota a sector.")
    if shared_size is not None:
        if correlation or size is not None or deaths_per_accident is not None:
            raise InputError("shared_size says how the totals are tied; leave out correlation, size and clusters.")
        return _with_shared_factor(limits, read_vector("means", means), check_positive(shared_size, "shared_size"))
    chances = np.asarray(chance_of_keeping(limits, means, size, deaths_per_accident), dtype=float)
    return chance_of_all(chances, correlation)


def chance_of_all(chances: Column, correlation: float = 0.0) -> float:
    """Return the chance that all of several things with these chances happen, tied by a one-factor Gaussian copula."""
    each = read_vector("chances", chances)
    if ((each < 0) | (each > 1)).any():
        raise InputError("chances must lie between 0 and 1.")
    if not 0 <= correlation <= 1:
        raise InputError(f"correlation is {correlation!r}, but must lie between 0 and 1.")
    if correlation == 0:
        return float(np.prod(each))
    if correlation == 1:
        return float(each.min())
    deviates = special.ndtri(each)[:, None]
    held = special.ndtr((deviates - np.sqrt(correlation) * _Z) / np.sqrt(1 - correlation)).prod(axis=0)
    return float(min(np.trapezoid(held * np.exp(-(_Z**2) / 2), _Z) / np.sqrt(2 * np.pi), each.min()))


def _with_shared_factor(limits: FloatArray, means: FloatArray, size: float) -> float:
    """Integrate over the logarithm of the common gamma factor."""
    low, high = special.gammaincinv(size, _FACTOR_TAIL) / size, special.gammainccinv(size, _FACTOR_TAIL) / size
    log_factor = np.linspace(np.log(max(low, 1e-300)), np.log(high), _FACTOR_STEPS)
    factor = np.exp(log_factor)
    density = np.exp(size * np.log(size) - special.gammaln(size) + size * (log_factor - factor))
    each = special.pdtr(np.floor(limits)[:, None], np.broadcast_to(means, limits.shape)[:, None] * factor)
    return float(np.trapezoid(density * each.prod(axis=0), log_factor))


@dataclass(frozen=True, slots=True, repr=False)
class SumCheck:
    """District quotas against the city's: `code` is one of :data:`SUM_CODES`, `reserve` the city's quota less their sum.

    The chances are missing without means: that the city's quota is kept, that every district's is, and that the city's is
    broken although every district keeps its own (which only a sum above the city's allows).
    """

    code: str
    sum_of_districts: float
    city_quota: float
    reserve: float
    chance_city: float
    chance_all_districts: float
    chance_city_broken_though_all_keep: float

    def __repr__(self) -> str:
        return describe_fields(self)


def sum_check(
    district_quotas: Column,
    city_quota: float,
    means: Column = None,
    *,
    size: Column = None,
    deaths_per_accident: Column = None,
) -> SumCheck:
    """Compare the sum of district quotas with the city's, and, with the districts' means, the chances of both.

    Districts are taken as independent of each other. `size` and `deaths_per_accident` are as in
    :func:`~safetystats.targets.quotas.chance_of_keeping`.
    """
    limits = read_vector("district_quotas", district_quotas)
    check_counts(limits, "district_quotas", whole=True)
    city = check_positive(city_quota, "city_quota") if city_quota else 0.0
    total = float(limits.sum())
    code = SUM_CODES[0] if total > city else SUM_CODES[1] if total == city else SUM_CODES[2]
    nothing = float("nan")
    if means is None:
        return SumCheck(code, total, city, city - total, nothing, nothing, nothing)
    tables = _district_tables(limits, means, size, deaths_per_accident)
    kept = [table[: int(limit) + 1] for table, limit in zip(tables, limits, strict=True)]
    all_kept, any_total = Tabulated(_sum_of(kept)), Tabulated(_sum_of(tables))
    chance_all = float(np.prod([table.sum() for table in kept]))
    broken = max(chance_all - float(all_kept.at_most(city)), 0.0) if total > city else 0.0
    return SumCheck(code, total, city, city - total, float(any_total.at_most(city)), chance_all, broken)


def _sum_of(tables: list[FloatArray]) -> FloatArray:
    """Return the chances of the sum of independent totals, each given by the chances of 0, 1, 2 …"""
    length = sum(len(table) for table in tables)
    product = np.prod([np.fft.rfft(table, length) for table in tables], axis=0)
    return np.maximum(np.fft.irfft(product, length), 0.0)


def _district_tables(limits: FloatArray, means: Column, size: Column, sizes: Column) -> list[FloatArray]:
    expected = np.broadcast_to(read_vector("means", means), limits.shape)
    spread = np.broadcast_to(np.inf if size is None else read_vector("size", size), limits.shape)
    one_each = [1] if sizes is None else sizes
    return [compound_chances(mean, each, one_each) for mean, each in zip(expected, spread, strict=True)]
