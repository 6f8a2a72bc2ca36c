"""Design a target: candidates side by side, with what each asks, how likely it is kept and whether that could be seen.

Each candidate is turned into a level, a count and a cut a year. Its cut is set against the paces comparable areas ever
kept up, its count against the forecast of the target year, and its fall against the chance variation of two years'
counts. The most ambitious candidate that is still likely enough, no rise and not faster than nearly all of those seen is
recommended. Everything that should be said with it is a code; the sentences belong to the analyses.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_level, check_positive, read_vector
from safetystats.targets.base_year import BASE_CODES, regression_to_mean_share
from safetystats.targets.candidates import INDEPENDENT_OF_BASE, USUAL_YEARLY_CUTS, Candidate, list_candidates
from safetystats.targets.compound import variance_factor
from safetystats.targets.outlook import Outlook, make_outlook
from safetystats.targets.paces import pace_percentile
from safetystats.targets.predictions import CountPrediction
from safetystats.targets.trajectories import annual_cut
from safetystats.targets.visible import chance_of_significant_fall, chance_of_visible_fall

WARNINGS = (
    "above_status_quo", "regression_to_the_mean", "below_best_ever", "faster_than_ever_seen", "unlikely",
    "cannot_be_seen",
)  # fmt: skip
RECOMMENDED_BECAUSE = ("most_ambitious_likely_enough", "none_likely_enough", "pace_seen_elsewhere", "can_be_seen")
#: A pace that more than this percentage of the paces seen fall short of is not recommended.
_FASTEST = 90.0
#: A fall whose chance to be called significant is below this cannot be counted on to be seen.
_SEEN = 0.5
_WHOLE = 100.0


def design_targets(
    base: float,
    years: int,
    *,
    earlier: Column = None,
    exposure: float | None = None,
    target_exposure: float | None = None,
    per: float = 1,
    forecast: CountPrediction | float | None = None,
    size: float | None = None,
    deaths_per_accident: Column = None,
    dispersion: float | None = None,
    national_cut: float | None = None,
    peers: Mapping[str, float | tuple[float, float]] | None = None,
    peer_paces: Column = None,
    yearly_cuts: Sequence[float] = USUAL_YEARLY_CUTS,
    least_chance: float = 0.5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the candidate targets for the year that comes `years` years after the base year, one row each.

    Parameters
    ----------
    base
        The figure of the base year: a count of events; with `exposure`, a rate per `per` units of it.
    earlier
        The same figure in the years before the base year, oldest first, on one definition.
    exposure, target_exposure
        What the rate is divided by, in the base year and expected in the target year (the same when not given).
    forecast
        Of the *count* of the target year if nothing new is done: its mean (with `size`, negative binomial; with
        `deaths_per_accident`, a sum over accidents), or any object with ``probability_below``. Without one the status
        quo is carried forward from `earlier` and `base`, loosened for every year to come.
    dispersion
        Variance of a year's count over its mean, when the forecast is not told by `deaths_per_accident`: a large count
        that wanders more than Poisson chance hides a fall that Poisson chance would show.
    national_cut
        The nation's cut over the whole period, in percent.
    peers
        Levels to catch up with, by name: a number, or (number, yearly cut in percent with which the peer moves on).
    peer_paces
        Yearly cuts in percent that comparable areas kept up over as many years (:func:`achieved_paces`).
    yearly_cuts
        Cuts in percent a year to be listed.
    least_chance
        A target is recommended only if it is kept with at least this chance.
    level
        Confidence of the comparison by which the fall would be called significant.

    Returns
    -------
    pandas.DataFrame
        ``rule`` and ``detail`` name the candidate; ``level`` and ``count`` are asked for in the target year; ``total_cut``
        and ``annual_cut`` in percent; ``pace_percentile`` of the paces seen were slower; ``chance`` of keeping it;
        ``chance_of_fall`` and ``chance_seen``: if it is truly reached, that the two years' counts show a fall, and a
        significant one; ``avoided``: events fewer than the forecast over the period; ``warnings`` (of :data:`WARNINGS`),
        ``recommended`` and ``reasons`` (of :data:`RECOMMENDED_BECAUSE`).
    """
    before = np.array([]) if earlier is None else read_vector("earlier", earlier)
    paces = np.array([]) if peer_paces is None else read_vector("peer_paces", peer_paces)
    check_positive(base, "base")
    if not (isinstance(years, int) and years >= 1):
        raise InputError(f"years is {years!r}, but must be a whole number of at least 1.")
    candidates = list_candidates(
        base, years, before, national_cut=national_cut, peers=peers or {}, peer_paces=paces, yearly_cuts=yearly_cuts
    )
    outlook = make_outlook(
        base, years, before, exposure=exposure, target_exposure=target_exposure, per=per, forecast=forecast, size=size,
        deaths_per_accident=deaths_per_accident,
    )  # fmt: skip
    factor = variance_factor(deaths_per_accident, dispersion)
    frame = _evaluate(candidates, base, years, outlook, paces, factor, check_level(level))
    frame["warnings"] = _warnings(frame, base, before, outlook, factor, check_level(least_chance, "least_chance"))
    return _recommend(frame, least_chance)


def _evaluate(
    candidates: list[Candidate], base: float, years: int, outlook: Outlook, paces: FloatArray, factor: float, level: float
) -> pd.DataFrame:  # fmt: skip
    frame = pd.DataFrame(
        {"rule": [c.rule for c in candidates], "detail": [c.detail for c in candidates], "level": [c.level for c in candidates]}
    )  # fmt: skip
    frame["count"] = frame["level"] * outlook.target_unit
    frame["total_cut"] = _WHOLE * (1 - frame["level"] / base)
    frame["annual_cut"] = annual_cut(frame["total_cut"], years)
    frame["pace_percentile"] = pace_percentile(frame["annual_cut"], paces)
    frame["chance"] = [
        outlook.chance_of_average() if c.rule == "significant_progress" else outlook.chance_of_keeping(c.level)
        for c in candidates
    ]
    # Clustered deaths carry the information of fewer independent events.
    events, target_events = outlook.base_count / factor, frame["count"] / factor
    frame["chance_of_fall"] = chance_of_visible_fall(events, _WHOLE * (1 - target_events / events))
    frame["chance_seen"] = chance_of_significant_fall(
        events, frame["total_cut"], level=level, exposure_ratio=outlook.exposure_ratio
    )
    frame["avoided"] = [outlook.avoided(c.level) for c in candidates]
    return frame


def _warnings(
    frame: pd.DataFrame, base: float, earlier: FloatArray, outlook: Outlook, factor: float, least_chance: float
) -> list[tuple[str, ...]]:
    lucky = False
    if len(earlier) >= 2:
        base_count, earlier_counts = np.round(base * outlook.base_unit), np.round(earlier * outlook.base_unit)
        lucky = regression_to_mean_share(base_count, earlier_counts, dispersion=factor).code != BASE_CODES[2]
    best = min(earlier.min(), base) if len(earlier) else 0.0
    from_base = ~frame["rule"].isin(INDEPENDENT_OF_BASE)
    holds = pd.DataFrame({
        "above_status_quo": frame["level"] > base, "regression_to_the_mean": lucky & from_base, "below_best_ever": frame["level"] < best,
        "faster_than_ever_seen": frame["pace_percentile"] == _WHOLE, "unlikely": frame["chance"] < least_chance,
        "cannot_be_seen": frame["chance_seen"] < _SEEN,
    })[list(WARNINGS)]  # fmt: skip
    return [tuple(code for code in WARNINGS if row[code]) for _, row in holds.iterrows()]


def _recommend(frame: pd.DataFrame, least_chance: float) -> pd.DataFrame:
    """Mark the most ambitious candidate that is likely enough; where none is, the likeliest that is no rise."""
    chance, level = frame["chance"].to_numpy(), frame["level"].to_numpy()
    rises = np.array(["above_status_quo" in codes for codes in frame["warnings"]])
    sound = ~rises & ~(frame["pace_percentile"].to_numpy() > _FASTEST)
    likely = sound & (chance >= least_chance)
    chosen = int(np.argmin(np.where(likely, level, np.inf)) if likely.any() else np.argmax(np.where(sound, chance, -1)))
    row = frame.iloc[chosen]
    reasons = {
        "most_ambitious_likely_enough": likely.any(),
        "none_likely_enough": not likely.any(),
        "pace_seen_elsewhere": pd.notna(row["pace_percentile"]),
        "can_be_seen": row["chance_seen"] >= _SEEN,
    }
    because = tuple(code for code in RECOMMENDED_BECAUSE if reasons[code])
    places = range(len(frame))
    return frame.assign(
        recommended=[place == chosen for place in places],
        reasons=pd.Series([because if place == chosen else () for place in places], index=frame.index),
    )
