"""When accidents happen: two-way tables of hour and weekday, months of unequal length, kinds of days.

The cells of a two-way table are set against what independence of rows and columns expects; the adjusted residual
(Haberman 1973) says by how many standard deviations a cell differs. Months are compared per day: given the total, counts are
multinomial with probabilities in proportion to days (chi-square), and a yearly wave is tested by the score test of one
harmonic in a Poisson regression, two degrees of freedom (as Edwards 1961 and Roger 1977, months of unequal length allowed
for). Where expected counts are small the chi-square p-value is simulated, with a fixed seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError
from safetystats.measures import rate
from safetystats.measures.columns import Column, FloatArray, check_counts, read_vector
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.estimate import describe_fields

#: Below this expected count in a cell the chi-square distribution is not trusted (Cochran 1954).
LEAST_EXPECTED = 5.0
_DRAWS = 1999


@dataclass(frozen=True, slots=True, repr=False)
class TwoWay:
    """A two-way table: counts, what independence expects, adjusted residuals; and the test of independence."""

    counts: pd.DataFrame
    expected: pd.DataFrame
    residuals: pd.DataFrame
    chi_square: float
    degrees: int
    p_value: float
    simulated: bool
    total: int

    def __repr__(self) -> str:
        return describe_fields(self)


@dataclass(frozen=True, slots=True, repr=False)
class MonthPattern:
    """Months compared per day. `table` has ``count``, ``days``, ``expected``, ``ratio`` (to the mean of all), its limits.

    `p_value` is of any difference between the months, `wave_p_value` of one yearly wave; `peak` is where in the year the
    wave is highest (1 is the middle of January, 0.5 and 12.5 the turn of the year) and `amplitude` its relative height.
    """

    table: pd.DataFrame
    chi_square: float
    p_value: float
    wave_p_value: float
    peak: float
    amplitude: float
    simulated: bool

    def __repr__(self) -> str:
        return describe_fields(self)


def two_way(
    rows: Column, columns: Column, row_levels: Sequence[object], column_levels: Sequence[object], *, seed: int = 1
) -> TwoWay:
    """Return the table of `rows` by `columns` (one element an accident), all levels shown, and the test of independence.

    Accidents in which either is missing are left out. Raises :class:`InputError` for columns of unequal length or a value
    that is no level.
    """
    codes = [_codes("rows", rows, row_levels), _codes("columns", columns, column_levels)]
    if len(codes[0]) != len(codes[1]):
        raise InputError(
            f"rows has {len(codes[0])} elements and columns {len(codes[1])}: give one an accident in both."
        )
    known = (codes[0] >= 0) & (codes[1] >= 0)
    first, second = codes[0][known], codes[1][known]
    size = (len(row_levels), len(column_levels))
    counts = _cross(first, second, size)
    expected, residuals, statistic = _against_independence(counts)
    degrees = (int((counts.sum(1) > 0).sum()) - 1) * (int((counts.sum(0) > 0).sum()) - 1)
    simulated = bool(degrees > 0 and expected[expected > 0].min() < LEAST_EXPECTED)
    p_value = 1.0 if degrees <= 0 else float(special.chdtrc(degrees, statistic))
    if simulated:
        random = np.random.default_rng(seed)
        tables = (_cross(first, random.permutation(second), size) for _ in range(_DRAWS))
        p_value = (1 + sum(_chi_square(table, expected) >= statistic - 1e-9 for table in tables)) / (_DRAWS + 1)
    frames = [
        pd.DataFrame(m, index=list(row_levels), columns=list(column_levels)) for m in (counts, expected, residuals)
    ]
    return TwoWay(frames[0].astype(int), frames[1], frames[2], statistic, degrees, p_value, simulated, int(known.sum()))


def month_pattern(
    counts: Column, days: Column, *, months: Column | None = None, level: float = 0.95, seed: int = 1
) -> MonthPattern:
    """Return the counts of months per day against the mean of all, and the tests of a difference and of a yearly wave.

    Parameters
    ----------
    counts, days
        Accidents and days of each month, in order; several years added up are one row a month of the calendar.
    months
        The month of the calendar of each row, 1 to 12, when they are not January onwards.

    Raises
    ------
    InputError
        Fewer than two months, a month without days, no accident at all.
    """
    observed, length = read_vector("counts", counts), read_vector("days", days)
    place = np.arange(1.0, len(observed) + 1) if months is None else read_vector("months", months)
    check_counts(observed, "counts", whole=True)
    if (
        not len(observed) == len(length) == len(place)
        or len(observed) < 2
        or (length <= 0).any()
        or observed.sum() == 0
    ):
        raise InputError(
            "Give counts, days and months of at least two months, each with days, and at least one accident."
        )
    expected = observed.sum() * length / length.sum()
    statistic = _chi_square(observed, expected)
    simulated = bool(expected.min() < LEAST_EXPECTED)
    p_value = float(special.chdtrc(len(observed) - 1, statistic))
    if simulated:
        drawn = np.random.default_rng(seed).multinomial(int(observed.sum()), length / length.sum(), size=_DRAWS)
        reached = (((drawn - expected) ** 2 / expected).sum(1) >= statistic - 1e-9).sum()
        p_value = (1 + int(reached)) / (_DRAWS + 1)
    interval = rate(observed, expected, level=level)
    table = pd.DataFrame(
        {
            "count": observed.astype(int), "days": length, "expected": expected, "ratio": interval.value,
            "lower": interval.lower, "upper": interval.upper,
        },
        index=pd.Index(place.astype(int), name="month"),
    )  # fmt: skip
    wave_p_value, peak, amplitude = _wave(observed, expected, place)
    return MonthPattern(table, statistic, p_value, wave_p_value, peak, amplitude, simulated)


def day_rates(
    counts: Column, days: Column, names: Sequence[str], reference: str, *, level: float = 0.95
) -> pd.DataFrame:
    """Return events per day of each kind of day with its interval, and its ratio to the kind `reference`.

    Columns: ``count``, ``days``, ``rate``, ``lower``, ``upper``, ``ratio``, ``ratio_lower``, ``ratio_upper``, ``p_value``
    (exact conditional test; missing for the reference itself). Raises :class:`InputError` when `reference` is no name.
    """
    observed, length = read_vector("counts", counts), read_vector("days", days)
    if reference not in names:
        raise InputError(f"The reference {reference!r} is none of the kinds of days: {', '.join(names)}.")
    base = list(names).index(reference)
    each = rate(observed, length, level=level)
    compared = compare_counts(observed, observed[base], length, length[base], level=level)
    table = pd.DataFrame(
        {
            "count": observed.astype(int), "days": length, "rate": each.value, "lower": each.lower, "upper": each.upper,
            "ratio": compared.ratio, "ratio_lower": compared.lower, "ratio_upper": compared.upper,
            "p_value": compared.p_value,
        },
        index=pd.Index(names, name="kind"),
    )  # fmt: skip
    table.loc[reference, ["ratio_lower", "ratio_upper", "p_value"]] = np.nan
    return table


def _codes(name: str, values: Column, levels: Sequence[object]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    series = pd.Series(values)
    codes = pd.Index(list(levels)).get_indexer_for(pd.Index(series))
    strange = series[(codes < 0) & series.notna().to_numpy()]
    if len(strange):
        raise InputError(f"{name} holds {strange.tolist()[0]!r}, which is none of its levels.")
    return np.asarray(codes, dtype=np.int64)


def _cross(first: np.ndarray, second: np.ndarray, size: tuple[int, int]) -> FloatArray:
    return np.bincount(first * size[1] + second, minlength=size[0] * size[1]).reshape(size).astype(float)


def _against_independence(counts: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    total = max(float(counts.sum()), 1.0)
    row, column = counts.sum(1, keepdims=True) / total, counts.sum(0, keepdims=True) / total
    expected = total * row * column
    with np.errstate(invalid="ignore", divide="ignore"):
        residuals = (counts - expected) / np.sqrt(expected * (1 - row) * (1 - column))
    return expected, residuals, _chi_square(counts, expected)


def _chi_square(counts: FloatArray, expected: FloatArray) -> float:
    some = expected > 0
    return float(((counts[some] - expected[some]) ** 2 / expected[some]).sum())


def _wave(observed: FloatArray, expected: FloatArray, place: FloatArray) -> tuple[float, float, float]:
    """Return the p-value of the score test of one harmonic, the place of its peak, and its relative amplitude."""
    angle = 2 * np.pi * (place - 0.5) / 12
    waves = np.column_stack([np.cos(angle), np.sin(angle)])
    centred = waves - (expected @ waves) / expected.sum()
    score = waves.T @ (observed - expected)
    information = centred.T @ (centred * expected[:, np.newaxis])
    if np.linalg.matrix_rank(information) < 2:  # fewer than three months show no wave
        return np.nan, np.nan, np.nan
    slope = np.linalg.solve(information, score)
    peak = (np.arctan2(slope[1], slope[0]) * 12 / (2 * np.pi)) % 12 + 0.5
    return float(special.chdtrc(2, score @ slope)), float(peak), float(np.hypot(*slope))
