"""The rate of one area over time, as published and as recomputed, each with what its interval covers.

A rate is recomputed only where numerator and denominator are held for the same area and period, on one vintage of the
denominator. Its interval is the exact Poisson interval of the deaths (Garwood 1936), widened by the rounding of a count
published as "3.4万". A published rate has an interval only where the deaths behind it are held; else only its rounding is
known, and the interval is missing.
"""

import numpy as np
import pandas as pd

from safetystats import measures
from safetystats.datasets import Dataset, Indicator, convert, find_indicator, parse_period
from safetystats.datasets.units import exposure_unit
from safetystats.errors import InputError

COLUMNS = [
    "area", "period", "year", "value", "lower", "upper", "origin", "events", "exposure", "exposure_unit", "rounding",
    "definition", "kind", "sources", "origins",
]  # fmt: skip
PUBLISHED, COMPUTED = "published", "computed"


def rate_indicator(code: str) -> Indicator:
    """Return the indicator of a rate; raise :class:`InputError` when `code` is not one made of two others."""
    indicator = find_indicator(code)
    if indicator is None or indicator.numerator is None:
        raise InputError(f"{code!r} is not a rate made of a numerator and a denominator.")
    return indicator


def rate_series(data: Dataset, code: str, area: str) -> pd.DataFrame:
    """Return one row a whole year and origin (published, computed) of the rate `code` in `area`, oldest first.

    `value`, `lower`, `upper` are in the rate's own unit; `events` are deaths, `exposure` is in `exposure_unit`; `rounding`
    is half the last published digit as a share of the value; what is not held is missing.
    """
    rate = rate_indicator(code)
    deaths = yearly(data.series(str(rate.numerator), area))
    exposure = yearly(data.series(str(rate.denominator), area))
    rows = [*_computed(rate, deaths, exposure), *_published(yearly(data.series(code, area)), deaths)]
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(area=area)
    return frame.sort_values(["year", "origin"], ignore_index=True)


def yearly(series: pd.DataFrame) -> pd.DataFrame:
    """Return the whole years of a series, on their years: a part-year is never set beside a year."""
    periods = [parse_period(text) for text in series["period"]]
    whole = series[np.array([period.is_year for period in periods], dtype=bool)]
    return whole.set_index(pd.Index([p.year for p in periods if p.is_year], name="year", dtype=int))


def _computed(rate: Indicator, deaths: pd.DataFrame, exposure: pd.DataFrame) -> list[dict[str, object]]:
    unit = exposure_unit(rate.unit).code
    rows = []
    for year in deaths.index.intersection(exposure.index):
        events, held = deaths.loc[year], exposure.loc[year]
        size = convert(held["value"], held["unit"], unit)
        lower, upper = _limits(events["value"], events["precision"])
        rows.append(
            {
                **_common(year, [events, held]), "origin": COMPUTED, "value": events["value"] / size, "lower": lower / size,
                "upper": upper / size, "events": events["value"], "exposure": size, "exposure_unit": unit,
                "rounding": _share(_half(events["precision"]), events["value"]), "definition": events["definition"],
            }
        )  # fmt: skip
    return rows


def _published(rates: pd.DataFrame, deaths: pd.DataFrame) -> list[dict[str, object]]:
    rows = []
    for year in rates.index:
        rate = rates.loc[year]
        half = _half(rate["precision"])
        row = {
            **_common(year, [rate]), "origin": PUBLISHED, "value": rate["value"], "rounding": _share(half, rate["value"]),
            "definition": rate["definition"],
        }  # fmt: skip
        # A rate of no deaths does not tell the exposure, and so not its limits.
        events = deaths.loc[year] if year in deaths.index else None
        if events is not None and events["value"] > 0:
            lower, upper = _limits(events["value"], events["precision"])
            row |= {
                "lower": (rate["value"] - half) * lower / events["value"],
                "upper": (rate["value"] + half) * upper / events["value"],
                "events": events["value"], "definition": events["definition"],
            }  # fmt: skip
        rows.append(row)
    return rows


def _limits(events: float, precision: float) -> tuple[float, float]:
    """Return the Garwood limits of a count, from the least to the greatest count its rounding allows."""
    half = _half(precision) if precision > 1 else 0.0
    return measures.rate(max(events - half, 0), 1).lower, measures.rate(events + half, 1).upper


def _half(precision: float) -> float:
    """Return half the last published digit; an unknown precision counts as exact."""
    return precision / 2 if pd.notna(precision) else 0.0


def _share(half: float, value: float) -> float:
    """Return a rounding as a share of the rounded number; a reported zero is exact."""
    return float(half / value) if value else 0.0


def _common(year: object, rows: list[pd.Series]) -> dict[str, object]:
    return {
        "period": str(year),
        "year": year,
        "kind": "derived" if any(row["kind"] == "derived" for row in rows) else rows[0]["kind"],
        "sources": tuple(dict.fromkeys(row["source"] for row in rows)),
        "origins": tuple(dict.fromkeys(row["origin"] for row in rows)),
    }
