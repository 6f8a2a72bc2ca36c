"""A number of deaths as a chain, deaths/accidents × accidents/vehicles × vehicles/persons × persons, and why it changed.

The factors are made from the raw columns, so that the counts behind them are known and the effects get intervals by a
parametric bootstrap: every count is drawn anew and the effects worked out again (Efron and Tibshirani 1993, chapter 6;
for decompositions Wang et al. 2000).

A count x is drawn as its mean could be, from the gamma distribution φ·Γ(x/φ + c) with variance factor φ. The constants c
of all rows add up to ½ (Jeffreys' prior of the sum), so that a zero can be more than zero and many zeros are not many
halves. Of two counts in a row, such as deaths and accidents, what is drawn is the second, and the number of the first per
one of the second; the latter's variance is what the variance of the deaths (Σk²/Σk per death) has beyond that of the
accidents.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import FloatArray, check_level, check_positive
from safetystats.models.decomposition.effects import decompose_pair
from safetystats.models.decomposition.lmdi import lmdi_effects
from safetystats.models.decomposition.shapley import standardised_products
from safetystats.models.decomposition.tables import TablePair, read_pair

CHAIN_ENDS = ("whole", "split", "share")
_METHODS = ("das_gupta", "lmdi")
_FEWEST_DRAWS = 100


class _Chain(NamedTuple):
    """The columns; what becomes of the last; how many are counts, and their variance factors (None where not given)."""

    columns: list[str]
    end: str
    counts: int
    factors: list[float | None]

    def names(self) -> list[str]:
        """Return the names of the factors."""
        last = self.columns[-1]
        ends = {"whole": [last], "split": [last, f"share of {last}"], "share": [f"share of {last}"]}
        return [f"{over} / {under}" for over, under in pairwise(self.columns)] + ends[self.end]


def decompose_chain(
    table_a: Any,
    table_b: Any,
    chain: Sequence[str],
    method: str = "lmdi",
    *,
    by: str | Sequence[str] | None = None,
    end: str = "whole",
    counts: Sequence[str] = (),
    variance_factors: Mapping[str, float] | None = None,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 2011,
) -> pd.DataFrame:
    """Return the effects of the ratios of a chain of columns on the change of the first of them, one row a factor.

    Parameters
    ----------
    table_a, table_b, method, by
        As in :func:`~safetystats.models.decompose`, with raw columns; ``das_gupta`` or ``lmdi``.
    chain
        Names of two columns or more, such as ``["deaths", "accidents", "vehicles", "persons"]``.
    end
        What becomes of the last column, one of :data:`CHAIN_ENDS`: ``whole``, as it is; ``split``, into its sum over the
        rows and the shares of the rows; ``share``, the shares only, so that what is explained is the rate per one of it.
    counts
        The first columns of the chain that are counts of events; with them the effects get the columns ``lower`` and
        ``upper``.
    variance_factors
        Variance over mean of a count, where it is known: for deaths Σk²/Σk over accidents of k deaths (see
        :func:`~safetystats.measures.clustered_total`). When not given, the first count is taken as Poisson, or, with
        another count after it, as Poisson for each one of that.

    Raises
    ------
    InputError
        As in ``decompose``; also events where the next column of the chain is 0.
    """
    one_of(method, _METHODS, "method")
    if draws < _FEWEST_DRAWS:
        raise InputError(f"draws is {draws!r}, but an interval needs at least {_FEWEST_DRAWS}.")
    kind = _read_chain(list(chain), end, list(counts), dict(variance_factors or {}))
    raw = read_pair(table_a, table_b, by, kind.columns)
    ratios_a, ratios_b = _ratios(raw.a, kind.columns), _ratios(raw.b, kind.columns)
    # A ratio of nothing to nothing cannot have changed: it is what it is in the other period.
    ratios_a, ratios_b = _filled(ratios_a, ratios_b), _filled(ratios_b, ratios_a)
    factors_a, factors_b = _with_end(ratios_a, raw.a[:, -1], kind), _with_end(ratios_b, raw.b[:, -1], kind)
    frame = decompose_pair(TablePair(kind.names(), factors_a, factors_b, raw.keys), method, None)
    if not kind.counts:
        return frame
    generator, tail = np.random.default_rng(seed), (1 - check_level(level)) / 2
    drawn_a, drawn_b = (
        _drawn(x, ratios, kind, draws, generator) for x, ratios in ((raw.a, ratios_a), (raw.b, ratios_b))
    )
    lower, upper = np.quantile(_effects(drawn_a, drawn_b, method), [tail, 1 - tail], axis=0)
    effect = frame["effect"].to_numpy()
    frame.insert(2, "lower", np.minimum(lower, effect))
    frame.insert(3, "upper", np.maximum(upper, effect))
    return frame


def _read_chain(columns: list[str], end: str, counts: list[str], factors: dict[str, float]) -> _Chain:
    one_of(end, CHAIN_ENDS, "end")
    if len(columns) < 2 or len(set(columns)) < len(columns):
        raise InputError(f"The chain is {', '.join(columns)!r}, but needs two different columns or more.")
    if counts != columns[: len(counts)]:
        raise InputError(
            f"counts are {', '.join(counts)}, but must be the first columns of the chain {', '.join(columns)}, "
            "in its order."
        )
    for name in factors:
        one_of(name, counts, "the column of a variance factor")
        check_positive(factors[name], f"the variance factor of {name!r}")
    return _Chain(columns, end, len(counts), [factors.get(name) for name in counts])


def _ratios(x: FloatArray, columns: list[str]) -> FloatArray:
    """Return each column over the next, missing where both are 0."""
    over, under = x[:, :-1], x[:, 1:]
    if ((over > 0) & (under == 0)).any():
        row, place = np.argwhere((over > 0) & (under == 0))[0]
        raise InputError(
            f"{columns[place + 1]!r} is 0 in row {row + 1} although {columns[place]!r} is {over[row, place]:g}; "
            "one of the two is wrong, or missing."
        )
    return np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)


def _filled(ratios: FloatArray, others: FloatArray) -> FloatArray:
    return np.where(np.isnan(ratios), np.nan_to_num(others), ratios)


def _with_end(ratios: FloatArray, last: FloatArray, kind: _Chain) -> FloatArray:
    """Append the last column, whole or as total and shares, to the ratios; draws may come before the rows."""
    total = last.sum(axis=-1, keepdims=True)
    if kind.end != "whole" and not (total > 0).all():
        raise InputError(f"{kind.columns[-1]!r} adds up to 0, so there are no shares of it; use end='whole'.")
    if kind.end == "whole":
        parts = [last]
    else:
        share = last / total
        parts = [share] if kind.end == "share" else [np.broadcast_to(total, last.shape), share]
    return np.concatenate([ratios, np.stack(parts, axis=-1)], axis=-1)


def _drawn(x: FloatArray, ratios: FloatArray, kind: _Chain, draws: int, generator: np.random.Generator) -> FloatArray:
    """Return drawn factors, one table a draw."""
    result = np.repeat(ratios[None], draws, axis=0)
    last = np.repeat(x[None, :, -1], draws, axis=0)
    for place in range(kind.counts):
        means = _gamma(x[:, place], _own_variance(ratios, kind, place), draws, generator)
        if place == x.shape[1] - 1:
            last = means
        else:
            known = x[:, place + 1] > 0
            result[:, known, place] = means[:, known] / x[known, place + 1]
    return _with_end(result, last, kind)


def _own_variance(ratios: FloatArray, kind: _Chain, place: int) -> FloatArray:
    """Return the variance factor of a count, beyond what it has from the count after it."""
    given = kind.factors[place]
    if given is None or place + 1 >= kind.counts:
        return np.full(ratios.shape[0], 1.0 if given is None else given)
    after = kind.factors[place + 1]
    return np.asarray(np.maximum(given - ratios[:, place] * (1.0 if after is None else after), 0.0))


def _gamma(x: FloatArray, factor: FloatArray, draws: int, generator: np.random.Generator) -> FloatArray:
    varied = factor > 1e-9
    safe = np.where(varied, factor, 1.0)
    means = safe * generator.gamma(x / safe + 0.5 / x.size, size=(draws, x.size))
    return np.where(varied, means, x)


def _effects(a: FloatArray, b: FloatArray, method: str) -> FloatArray:
    if method == "lmdi":
        return lmdi_effects(a, b)
    values = standardised_products(a, b)
    return np.asarray((values.b - values.a).sum(axis=-2))
