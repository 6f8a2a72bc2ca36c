"""Which causes make most of the accidents: shares, cumulative shares and ranks, each with its uncertainty.

Shares have Wilson's intervals (1927), or simultaneous ones (Goodman 1965: Wilson's with the chi-square quantile of
1 − (1 − level)/k for k causes). How many causes make 80 %, and in which order they stand, is uncertain too: the true shares
are drawn from their Dirichlet distribution (prior 1/k for each of k causes, Berger, Bernardo and Sun 2015) and ordered each
time (ranks as in Goldstein and Spiegelhalter 1996). Counts are more unequal than the true shares behind them, and draws around
counts more so: with that prior the interval of how many make 80 % lay below the truth in most simulated tables of like causes. There
the weight of the prior, the same for every cause, is learnt from the table (Good 1965). Deaths come in clusters; their counts are divided by the variance
factor first, so that accidents and not deaths are the independent events.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln, softmax
from scipy.stats import rankdata

from safetystats.errors import InputError, did_you_mean, one_of
from safetystats.measures import proportion
from safetystats.measures.columns import FloatArray, check_counts, check_level, check_positive, read_vector

SHARE_INTERVALS = ("wilson", "simultaneous")
#: The prior's weights lie evenly on the logarithm from 1/k accidents a cause to this many, as good as all causes alike.
_MOST_WEIGHT = 1000.0
_WEIGHTS = 40


@dataclass(frozen=True, slots=True, repr=False)
class Leaders:
    """Whether the first `number` causes are shown to be the first.

    `chance` is the chance that exactly these are the true first ones; `rivals` are the other causes whose rank interval
    reaches among them. It is a `tie` when the chance is below the level asked for.
    """

    number: int
    names: tuple[str, ...]
    rivals: tuple[str, ...]
    chance: float
    tie: bool

    def __repr__(self) -> str:
        return f"<Leaders {', '.join(self.names)}: {'a tie' if self.tie else 'clear'}, chance {self.chance:.3g}>"


@dataclass(frozen=True, slots=True, repr=False)
class Pareto:
    """One row a cause in `table`, most events first, on the index that came in.

    `needed` causes make the share `part` of all events, between `needed_lower` and `needed_upper` of the true shares.
    Columns: ``events``, ``share``, ``lower``, ``upper``, ``cumulative``, ``rank``, ``rank_lower``, ``rank_upper`` and, with
    deaths, ``deaths``, ``deaths_share``, ``deaths_per_accident``.
    """

    table: pd.DataFrame
    part: float
    needed: int
    needed_lower: int
    needed_upper: int
    leaders: Leaders
    total: float
    level: float

    def __repr__(self) -> str:
        return (
            f"<Pareto {len(self.table)} causes, {self.needed} ({self.needed_lower} to {self.needed_upper}) "
            f"make {100 * self.part:g} % of {self.total:g}>"
        )


def pareto(
    table: pd.DataFrame,
    events: str = "accidents",
    *,
    deaths: str | None = None,
    part: float = 0.8,
    leaders: int = 3,
    interval: str = "wilson",
    variance_factor: float = 1.0,
    level: float = 0.95,
    draws: int = 4000,
    seed: int = 1,
) -> Pareto:
    """Return the causes of `table` ordered by their `events`, with shares, ranks and how many make `part` of all.

    Parameters
    ----------
    table
        One row a cause, none overlapping another; the index names them. Causes with no event stay in the table.
    events, deaths
        Names of columns of counts. Shares and ranks are of `events`; with `deaths` the deaths of each cause, their share and
        the deaths per accident are added.
    leaders
        How many causes are meant by "the first ones" (see :class:`Leaders`).
    interval
        One of :data:`SHARE_INTERVALS`.
    variance_factor
        Variance over mean of the events: 1 for accidents, Σk²/Σk for deaths in accidents of k deaths.

    Raises
    ------
    InputError
        No rows, an unknown column, a missing or negative count, no events at all, a part outside 0 to 1.
    """
    one_of(interval, SHARE_INTERVALS, "interval")
    check_level(level)
    check_level(part, "part")
    counts = _counts(table, events)
    if counts.sum() <= 0:
        raise InputError(f"The column {events!r} holds no events at all, so there are no shares of them.")
    order = np.argsort(-counts, kind="stable")
    counts = counts[order]
    result = _shares(counts, interval, check_positive(variance_factor, "variance_factor"), level)
    result.index = table.index[order]
    drawn = _drawn_shares(counts / variance_factor, draws, seed)
    ranks = (rankdata(-drawn, axis=1, method="ordinal")).astype(np.int16)
    ends = np.quantile(ranks, [(1 - level) / 2, (1 + level) / 2], axis=0, method="inverted_cdf")
    result["rank"] = rankdata(-counts, method="min").astype(int)
    result["rank_lower"], result["rank_upper"] = ends[0].astype(int), ends[1].astype(int)
    if deaths is not None:
        died = _counts(table, deaths)[order]
        result["deaths"], result["deaths_share"] = died, died / died.sum() if died.sum() else np.nan
        result["deaths_per_accident"] = np.divide(died, counts, out=np.full(len(died), np.nan), where=counts > 0)
    needed = _needed(counts[np.newaxis] / counts.sum(), part)
    spread = np.quantile(
        _needed(_drawn_spread(counts / variance_factor, draws, seed), part),
        [(1 - level) / 2, (1 + level) / 2],
        method="inverted_cdf",
    )
    first = _leaders(result, ranks, min(leaders, len(result)), level)
    return Pareto(
        result, part, int(needed[0]), min(int(spread[0]), int(needed[0])), max(int(spread[1]), int(needed[0])), first,
        float(counts.sum()), level,
    )  # fmt: skip


def _counts(table: pd.DataFrame, column: str) -> FloatArray:
    if column not in table.columns:
        hint = did_you_mean(column, [str(held) for held in table.columns])
        raise InputError(f"The table of causes has no column {column!r}{hint}.")
    if table.empty:
        raise InputError("The table of causes has no rows: give one row a cause.")
    counts = read_vector(column, table[column])
    check_counts(counts, column)
    return counts


def _shares(counts: FloatArray, interval: str, variance_factor: float, level: float) -> pd.DataFrame:
    each = level if interval == "wilson" else 1 - (1 - level) / len(counts)
    total = float(counts.sum())
    # The last fraction of a division may lift a count above the total it is part of.
    share = proportion(np.minimum(counts, total) / variance_factor, total / variance_factor, level=each)
    return pd.DataFrame(
        {
            "events": counts, "share": share.value, "lower": share.lower, "upper": share.upper,
            "cumulative": np.minimum(np.cumsum(counts) / total, 1.0),
        }
    )  # fmt: skip


def _drawn_shares(counts: FloatArray, draws: int, seed: int) -> FloatArray:
    gammas = np.random.default_rng(seed).gamma(counts + 1 / len(counts), size=(draws, len(counts)))
    return np.asarray(gammas / gammas.sum(axis=1, keepdims=True))


def _drawn_spread(counts: FloatArray, draws: int, seed: int) -> FloatArray:
    """Return draws of the shares as unequal as the table shows the true ones to be: the prior's weight is drawn with them."""
    random = np.random.default_rng(seed)
    number, total = len(counts), counts.sum()
    weights = np.geomspace(1 / number, _MOST_WEIGHT, _WEIGHTS)
    each = (gammaln(counts + weights[:, np.newaxis]) - gammaln(weights)[:, np.newaxis]).sum(axis=1)
    likelihood = softmax(each + gammaln(number * weights) - gammaln(number * weights + total))
    drawn = random.choice(weights, size=(draws, 1), p=likelihood)
    gammas = random.gamma(counts + drawn)
    return np.asarray(gammas / gammas.sum(axis=1, keepdims=True))


def _needed(shares: FloatArray, part: float) -> NDArray[np.int64]:
    """Return for each row how many of the largest shares reach `part`."""
    largest_first = -np.sort(-shares, axis=1)
    reached = np.cumsum(largest_first, axis=1) >= part - 1e-12
    return np.asarray(np.argmax(reached, axis=1) + 1)


def _leaders(table: pd.DataFrame, ranks: NDArray[np.int16], number: int, level: float) -> Leaders:
    chance = float((ranks[:, :number] <= number).all(axis=1).mean())
    rivals = table.index[number:][table["rank_lower"].iloc[number:] <= number]
    names = tuple(str(name) for name in table.index[:number])
    return Leaders(number, names, tuple(map(str, rivals)), chance, chance < level)
