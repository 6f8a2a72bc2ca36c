"""Causes in two periods: which changed by more than chance, and whether it was the list of codes that changed.

Each cause is compared by the exact conditional test of two counts; with many causes the p-values are adjusted (Holm 1979, or
Benjamini and Hochberg 1995). A code that is in one period only may be a new name for an old one: when such codes hold more
than a hundredth of a period, or more than chance explains, the list is said to have changed, pairs of a vanished and an
appeared code whose names are alike are listed, and these causes get no verdict of a rise or a fall.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.measures import adjust_p_values, compare_counts
from safetystats.measures.columns import check_level, check_positive

CHANGE_BASES = ("counts", "shares")
#: A period of which codes unknown to the other hold this share is said to have another list.
NOTABLE_SHARE = 0.01
#: Names at least this alike (Ratcliff and Metzener 1988) may be one cause renamed.
ALIKE = 0.6


@dataclass(frozen=True, slots=True, repr=False)
class CauseChanges:
    """The comparison of two periods cause by cause, on the index of both.

    `table`: ``before``, ``after``, ``ratio`` (after over before), ``lower``, ``upper``, ``p_value``, ``p_adjusted``,
    ``verdict`` (rose, fell, no evidence, vanished, appeared). `renames`: ``vanished``, ``appeared``, ``alike``, ``before``,
    ``after``. `share_vanished` is the share of the earlier period under codes that vanished, `share_appeared` that of the
    later one under new codes.
    """

    table: pd.DataFrame
    renames: pd.DataFrame
    share_vanished: float
    share_appeared: float
    list_changed: bool
    basis: str
    method: str

    def __repr__(self) -> str:
        said = self.table["verdict"].value_counts()
        counted = ", ".join(f"{count} {verdict}" for verdict, count in said.items())
        return f"<CauseChanges {counted}{'; the list of codes changed' if self.list_changed else ''}>"


def cause_changes(
    before: pd.Series,
    after: pd.Series,
    *,
    basis: str = "counts",
    exposure_before: float = 1,
    exposure_after: float = 1,
    method: str = "holm",
    names: "pd.Series | None" = None,
    level: float = 0.95,
) -> CauseChanges:
    """Return the change of every cause between two periods.

    Parameters
    ----------
    before, after
        Counts by cause; the index holds the codes. A code that is missing in one period has no count there: it is taken as
        zero for the test, and told as vanished or appeared.
    basis
        ``counts``: events per exposure (years, vehicles), the exposures being given; ``shares``: part of all events of
        the period, so that a fall of everything shows no change of causes.
    names
        Names by code, for finding codes that were renamed; the codes themselves when not given.

    Raises
    ------
    InputError
        A repeated code, a missing, negative or broken count, a period without events where shares are asked for.
    """
    one_of(basis, CHANGE_BASES, "basis")
    alpha = 1 - check_level(level)
    counts = _aligned(before, after)
    exposures = check_positive(exposure_after, "exposure_after"), check_positive(exposure_before, "exposure_before")
    if basis == "shares":
        exposures = float(counts["after"].sum()), float(counts["before"].sum())
        if min(exposures) <= 0:
            raise InputError("One of the two periods has no events at all: there are no shares to compare.")
    compared = compare_counts(counts["after"], counts["before"], *exposures, level=level)
    table = counts.assign(
        ratio=compared.ratio, lower=compared.lower, upper=compared.upper, p_value=compared.p_value,
        p_adjusted=adjust_p_values(compared.p_value, method),
    )  # fmt: skip
    here, gone = (counts["before"] == 0) & (counts["after"] > 0), (counts["after"] == 0) & (counts["before"] > 0)
    shown = table["p_adjusted"] < alpha
    shares = [
        float(counts.loc[codes, column].sum() / max(counts[column].sum(), 1))
        for codes, column in ((gone, "before"), (here, "after"))
    ]
    # One-period codes seen once or twice are chance; what is shown, or is a notable part, is another list.
    changed = bool((shown & (here | gone)).any() or max(shares) > NOTABLE_SHARE)
    verdicts = [here, gone, shown & (table["ratio"] > 1), shown & (table["ratio"] < 1)]
    table["verdict"] = np.select(verdicts, ["appeared", "vanished", "rose", "fell"], "no evidence")
    renames = _renames(table, names) if changed else _renames(table.iloc[:0], names)
    return CauseChanges(table, renames, shares[0], shares[1], changed, basis, method)


def _aligned(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    for name, counts in (("before", before), ("after", after)):
        if counts.index.has_duplicates:
            repeated = counts.index[counts.index.duplicated()][0]
            raise InputError(f"The code {repeated!r} stands twice in {name}: add its counts up first.")
        if counts.isna().any():
            raise InputError(f"{name} has no count of {counts.index[counts.isna()][0]!r}: leave out what is not known.")
    both: pd.DataFrame = pd.DataFrame({"before": before, "after": after}).fillna(0.0).astype(float)
    return both.iloc[np.argsort(-both.sum(axis=1).to_numpy(), kind="stable")]


def _renames(table: pd.DataFrame, names: "pd.Series | None") -> pd.DataFrame:
    """Pair vanished with appeared codes, the most alike first, each once."""
    codes = {verdict: table.index[table["verdict"] == verdict] for verdict in ("vanished", "appeared")}
    said = {code: _plain(code if names is None else names.get(code, code)) for code in table.index}
    scored = sorted(
        ((_alike(said[old], said[new]), str(old), str(new), old, new)
         for old in codes["vanished"] for new in codes["appeared"]),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )  # fmt: skip
    rows: list[dict[str, object]] = []
    used: set[object] = set()
    for alike, _, _, old, new in scored:
        if alike >= ALIKE and old not in used and new not in used:
            used |= {old, new}
            rows.append({"vanished": old, "appeared": new, "alike": alike,
                         "before": table.loc[old, "before"], "after": table.loc[new, "after"]})  # fmt: skip
    return pd.DataFrame(rows, columns=["vanished", "appeared", "alike", "before", "after"])


def _plain(name: object) -> str:
    return str(name).casefold()


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
