"""The chance that one true rate lies below another, and the exposure at which a count would have the rate of a peer.

A planner asks "how likely is it that we are below the average?", which a p-value does not answer. With Jeffreys' prior for
each Poisson mean (gamma with shape ½) the rates are gamma distributed, and the share of the one in both is a beta
distribution (Jeffreys 1961; Brown, Cai and DasGupta 2003).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, check_counts, check_exposure, read_columns
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.estimate import describe_fields
from safetystats.measures.rates import rate

_JEFFREYS = 0.5


@dataclass(frozen=True, slots=True, repr=False)
class BreakEven:
    """The exposure at which the rate of the events equals the peer's, with the bounds that evidence would need.

    With more exposure than `arithmetic` the rate lies below the peer's as a matter of arithmetic; with more than `below`
    it does so at the confidence level; with less than `above` it lies above the peer's at that level; between the two
    nothing is shown.
    """

    arithmetic: float
    below: float
    above: float
    level: float

    def __repr__(self) -> str:
        return describe_fields(self)


def chance_below(
    a: Column, b: Column, exposure_a: Column = 1, exposure_b: Column = 1, *, dispersion: float = 1.0
) -> Column:
    """Return the probability that the rate behind `a` is below the rate behind `b`, each with Jeffreys' prior.

    Parameters
    ----------
    a, b, exposure_a, exposure_b
        Numbers, arrays or Series. Missing stays missing; equal counts in equal exposures give one half.
    dispersion
        Variance of the counts over their mean; both counts are divided by it.

    Raises
    ------
    InputError
        A negative count, an exposure that is not positive where events were counted, a dispersion below 1.
    """
    if not 1 <= dispersion < np.inf:
        raise InputError(f"dispersion is {dispersion!r}, but must be 1 (plain counts) or more.")
    (x, y, time_x, time_y), form = read_columns(a=a, b=b, exposure_a=exposure_a, exposure_b=exposure_b)
    for events, time, names in ((x, time_x, ("a", "exposure_a")), (y, time_y, ("b", "exposure_b"))):
        check_counts(events, names[0])
        check_exposure(time, events, names[1], "events")
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where((time_x > 0) & (time_y > 0), time_x / (time_x + time_y), np.nan)
    return form.restore(special.betainc(x / dispersion + _JEFFREYS, y / dispersion + _JEFFREYS, share))


def break_even_exposure(
    events: float,
    peer_events: float | None = None,
    peer_exposure: float | None = None,
    *,
    peer_rate: tuple[float, float] | None = None,
    time_share: float = 1.0,
    level: float = 0.95,
    dispersion: float = 1.0,
) -> BreakEven:
    """Return how large the exposure would have to be for the rate of `events` to lie below a peer's.

    Parameters
    ----------
    events, peer_events, peer_exposure
        The area's count and the peer's count and exposure; the bounds are those of the exact conditional interval of the
        ratio of two rates, which is proportional to the exposure sought.
    peer_rate
        Instead of the peer's count, the least and the greatest value its published rate may have been rounded from.
        `arithmetic` and `below` then take the least and `above` the greatest, and only the chance in `events` counts.
    time_share
        Part of a year in which `events` were counted: ten months are 10/12. The exposure returned is that of a year.
    dispersion
        Variance of the counts over their mean.

    Raises
    ------
    InputError
        A negative count, neither or both descriptions of the peer, a peer without events, a time share outside 0 to 1.
    """
    if not 0 < time_share <= 1:
        raise InputError(f"time_share is {time_share!r}, but must lie above 0 and up to 1: ten months are 10/12.")
    if math.isnan(float(events)):
        raise InputError("events is missing: missing is not zero, and no exposure can be told from it.")
    told = peer_events is not None or peer_exposure is not None
    if told == (peer_rate is not None) or told != (peer_events is not None and peer_exposure is not None):
        raise InputError("Tell the peer by peer_events and peer_exposure, or by peer_rate=(least, greatest).")
    if peer_rate is not None:
        if not isinstance(peer_rate, (tuple, list)) or len(peer_rate) != 2 or not 0 < peer_rate[0] <= peer_rate[1]:
            raise InputError(f"peer_rate is {peer_rate!r}, but must be two rates above 0, the least first.")
        least, greatest = peer_rate
        method, factor = ("garwood", None) if dispersion == 1 else ("quasi", dispersion)
        own = rate(events, 1, method=method, level=level, dispersion=factor)
        found = own.value / least, own.upper / least, own.lower / greatest
    else:
        if not peer_events:
            raise InputError("The peer has no events, so that no exposure makes a rate lie below its rate of zero.")
        ratio = compare_counts(events, peer_events, 1, peer_exposure, level=level, dispersion=dispersion)
        found = ratio.ratio, ratio.upper, ratio.lower
    arithmetic, below, above = (float(bound) / time_share for bound in found)
    return BreakEven(arithmetic, below, above, level)
