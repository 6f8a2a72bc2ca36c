"""The changes of definition that cut a series: nothing is compared or fitted across one without saying so."""

from collections.abc import Iterable

import pandas as pd

from safetystats.datasets import Dataset
from safetystats.words import Text


def dated_breaks(data: Dataset, indicator: str, area: str) -> list[tuple[int, Text]]:
    """Return the first year of every new definition of a series, with the words for it; one entry a year."""
    found: dict[int, list[Text]] = {}
    for change in data.breaks_of(indicator, area=area):
        if change.period:
            found.setdefault(int(change.period[:4]), []).append(change.label.text)
    return [(year, _joined(labels)) for year, labels in sorted(found.items())]


def definition_runs(data: Dataset, indicator: str, area: str, years: Iterable[int]) -> pd.Series:
    """Return for each year the number of changes of definition up to it: equal numbers stand on one definition."""
    starts = [year for year, _ in dated_breaks(data, indicator, area)]
    return pd.Series([sum(start <= year for start in starts) for year in years], dtype=int)


def _joined(labels: list[Text]) -> Text:
    return Text("；".join(label.zh for label in labels), "; ".join(label.en for label in labels))
