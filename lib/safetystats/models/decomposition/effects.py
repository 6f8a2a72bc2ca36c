"""Why a rate changed: its change split into effects of its factors that add up exactly.

A table has one row a subcategory (sector, area; or one row in all) and one column a factor; the value of a row is the
product of its factors, and the total is the sum of the rows. Methods:

============= ====================================================================== ===============================
das_gupta     each factor changed with the others averaged over all orders            Das Gupta 1993 (``shapley``)
lmdi          in proportion to logarithms, with an index that multiplies up           Ang 2005, 2015 (``lmdi``)
kitagawa      composition against rate, their interaction split equally               Kitagawa 1955
============= ====================================================================== ===============================
"""

import inspect
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import FloatArray
from safetystats.models.decomposition.lmdi import lmdi_effects, lmdi_indices
from safetystats.models.decomposition.shapley import (
    Rate,
    Standardised,
    standardised_products,
    standardised_rates,
    structure_factors,
)
from safetystats.models.decomposition.tables import TablePair, check_column, frame_of, read_pair

DECOMPOSITION_METHODS = ("das_gupta", "lmdi", "kitagawa")
_MOST_FACTORS_OF_A_FUNCTION = 14


def decompose(
    table_a: Any,
    table_b: Any,
    method: str = "das_gupta",
    *,
    by: str | Sequence[str] | None = None,
    factors: Sequence[str] | None = None,
    composition: str | None = None,
    rate: Rate | None = None,
) -> pd.DataFrame:
    """Return the effects of the factors on the change from `table_a` to `table_b`, one row a factor.

    Parameters
    ----------
    table_a, table_b
        Data frames with one row a subcategory and one column a factor; or one mapping or Series of factors.
    method
        One of :data:`DECOMPOSITION_METHODS`.
    by
        Columns that name the rows, by which the two tables are matched; without it the index does.
    factors
        The columns to multiply; all that are not in `by` when not given.
    composition
        The column of sizes (persons, vehicles, accidents) of the rows: it enters as each row's share of the sum. With
        ``das_gupta`` the shares are split between the dimensions in `by`, effects ``<dimension>_struct``. ``kitagawa``
        needs it, and takes the column ``size`` when it is not given.
    rate
        For ``das_gupta``: another function of the factors than their product, called with the columns by name, such as
        ``lambda births, deaths: births - deaths``; a result of one number a row is summed (with `composition`, weighted).

    Returns
    -------
    pandas.DataFrame
        ``factor``, ``effect``, ``share_of_change`` (missing when nothing changed); ``standardised_a``,
        ``standardised_b`` (not lmdi; their difference is the effect) or ``index`` (lmdi); ``value_a``, ``value_b``, the
        totals whose difference is the sum of the effects.

    Raises
    ------
    InputError
        Rows or columns in one table only, a missing or negative number, options that do not go together.
    """
    one_of(method, DECOMPOSITION_METHODS, "method")
    if rate is not None and method != "das_gupta":
        raise InputError(f"rate= is for the method 'das_gupta', but the method is {method!r}.")
    composition = _composition(table_a, method, composition)
    if composition is not None and factors is not None and composition not in factors:
        factors = [*factors, composition]
    pair = read_pair(table_a, table_b, by, factors, signed=rate is not None)
    return decompose_pair(pair, method, composition, _by_name(rate, pair, composition))


def decompose_series(tables: Mapping[Any, Any], method: str = "das_gupta", **options: Any) -> pd.DataFrame:
    """Return the effects of every step from one period to the next, in the order of `tables` (period → table).

    Each step is a :func:`decompose` with the same `options`; the columns ``period_a`` and ``period_b`` come first. Summed
    over the steps the effects add up to the change from the first period to the last (chained decomposition).
    """
    periods = list(tables)
    if len(periods) < 2:
        raise InputError(f"A series needs tables of at least two periods, but there are {len(periods)}.")
    steps = []
    for a, b in pairwise(periods):
        step = decompose(tables[a], tables[b], method, **options)
        step.insert(0, "period_b", [b] * len(step))
        step.insert(0, "period_a", [a] * len(step))
        steps.append(step)
    return pd.concat(steps, ignore_index=True)


def decompose_pair(pair: TablePair, method: str, composition: str | None, rate: Rate | None = None) -> pd.DataFrame:
    """Return :func:`decompose` of tables that are read already; `rate` takes an array with factors on the last axis."""
    if method == "lmdi":
        a, b = pair.a, pair.b
        if composition is not None:
            place = pair.names.index(composition)
            a, b = _with_shares(a, place, composition), _with_shares(b, place, composition)
        effects = lmdi_effects(a, b)
        total_a, total_b = a.prod(axis=-1).sum(axis=-1), b.prod(axis=-1).sum(axis=-1)
        return _framed(pair.names, effects, total_a, total_b, index=lmdi_indices(effects, total_a, total_b))
    if composition is None:
        names, values = pair.names, _summed(_standardised(pair.a, pair.b, rate))
    else:
        names, values = _by_composition(pair, composition, method, rate)
    total_a, total_b = _total(pair, pair.a, composition, rate), _total(pair, pair.b, composition, rate)
    columns = {"standardised_a": values.a, "standardised_b": values.b}
    return _framed(names, values.b - values.a, total_a, total_b, **columns)


def _by_composition(
    pair: TablePair, composition: str, method: str, rate: Rate | None
) -> tuple[list[str], Standardised]:
    """Return the effects of composition and rate, each weighted by the mean of the other over both periods.

    Inside the composition the dimensions, and inside the rate its factors, are standardised for each other.
    """
    rest, place = pair.without(composition), pair.names.index(composition)
    if not rest.names:
        raise InputError(f"There is no factor beside the composition {composition!r}; give the rate of each row too.")
    if method == "kitagawa" and len(rest.names) > 1:
        raise InputError(f"Kitagawa's method has one rate, but there are {', '.join(rest.names)}; use 'das_gupta'.")
    sizes = pair.a[:, place], pair.b[:, place]
    shares = [_shares(size, composition) for size in sizes]
    rates = [_value(values, rate) for values in (rest.a, rest.b)]
    if method == "kitagawa" or pair.keys.empty:
        names, structures = [composition], [share[:, None] for share in shares]
    else:
        names = [f"{name}_struct" for name in pair.keys]
        structures = [structure_factors(size, pair.codes()) for size in sizes]
    mean_rate, mean_share = np.mean(rates, axis=0)[:, None], np.mean(shares, axis=0)[:, None]
    of_structure, of_rate = standardised_products(*structures), _standardised(rest.a, rest.b, rate)
    values = Standardised(
        np.concatenate([(of_structure.a * mean_rate).sum(axis=0), (of_rate.a * mean_share).sum(axis=0)]),
        np.concatenate([(of_structure.b * mean_rate).sum(axis=0), (of_rate.b * mean_share).sum(axis=0)]),
    )
    return [*names, *rest.names], values


def _framed(names: list[str], effects: FloatArray, a: FloatArray, b: FloatArray, **columns: FloatArray) -> pd.DataFrame:
    change = float(b - a)
    share = effects / change if change else np.full_like(effects, np.nan)
    data = {"factor": names, "effect": effects, "share_of_change": share, **columns}
    return pd.DataFrame({**data, "value_a": float(a), "value_b": float(b)})


def _standardised(a: FloatArray, b: FloatArray, rate: Rate | None) -> Standardised:
    return standardised_products(a, b) if rate is None else standardised_rates(a, b, rate)


def _summed(values: Standardised) -> Standardised:
    """Add up the rows; a rate that gives one number for all rows has none."""
    return Standardised(*(part.sum(axis=0) if part.ndim > 1 else part for part in values))


def _value(x: FloatArray, rate: Rate | None) -> FloatArray:
    return np.asarray(x.prod(axis=-1) if rate is None else rate(x))


def _total(pair: TablePair, x: FloatArray, composition: str | None, rate: Rate | None) -> FloatArray:
    if composition is None:
        return np.asarray(_value(x, rate).sum())
    place = pair.names.index(composition)
    return np.asarray((_shares(x[:, place], composition) * _value(np.delete(x, place, axis=1), rate)).sum())


def _shares(sizes: FloatArray, name: str) -> FloatArray:
    if not sizes.sum() > 0:
        raise InputError(f"The sizes in {name!r} add up to 0, so there are no shares; give the size of each row.")
    return np.asarray(sizes / sizes.sum())


def _with_shares(x: FloatArray, place: int, name: str) -> FloatArray:
    x = x.copy()
    x[:, place] = _shares(x[:, place], name)
    return x


def _composition(table: Any, method: str, composition: str | None) -> str | None:
    if composition is not None or method == "kitagawa":
        name = "size" if composition is None else composition
        if name not in frame_of(table, "table_a").columns and composition is None:
            raise InputError("Kitagawa's method needs the sizes of the rows: name their column in composition=.")
        check_column(frame_of(table, "table_a"), name, "table_a")
        return name
    return None


def _by_name(rate: Rate | None, pair: TablePair, composition: str | None) -> Rate | None:
    """Return `rate` as a function of an array with the factors on its last axis."""
    if rate is None:
        return None
    names = [name for name in pair.names if name != composition]
    try:
        inspect.signature(rate).bind(**dict.fromkeys(names))
    except (TypeError, ValueError):
        raise InputError(
            f"rate must be a function of the factors by name, {', '.join(names)}; this one is not."
        ) from None
    if len(names) > _MOST_FACTORS_OF_A_FUNCTION:
        raise InputError(f"A rate function of {len(names)} factors has too many combinations; at most "
                         f"{_MOST_FACTORS_OF_A_FUNCTION} can be split.")  # fmt: skip

    def of_array(x: FloatArray) -> FloatArray:
        value = np.asarray(rate(**{name: x[..., place] for place, name in enumerate(names)}), dtype=np.float64)
        if not np.isfinite(value).all():
            raise InputError(
                "rate gives no finite number for a mixture of the two periods; check it for divisions by 0."
            )
        return np.broadcast_to(value, x.shape[:-1]) if composition is not None else value

    return of_array
