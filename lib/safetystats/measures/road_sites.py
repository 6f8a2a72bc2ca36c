"""Expected accidents of a road section from its own count and from a safety performance function (Hauer et al. 2002).

The function says what sections of this kind and flow have; the count says what this one had. The weight of the function
falls as the section's own expectation, over length and years, grows. Source: Hauer, Harwood, Council and Griffith 2002,
Transportation Research Record 1784, formulas 1 to 4.
"""

from dataclasses import dataclass

import numpy as np

from safetystats.measures.columns import Column, check_counts, read_columns, refuse
from safetystats.measures.estimate import describe_fields


@dataclass(frozen=True, slots=True, repr=False)
class SiteEstimate:
    """Accidents of a section over the whole period: `prior` by the function, `expected` with its standard deviation.

    `weight` is the share of the function in `expected`. Divide by length and years for a density.
    """

    prior: Column
    weight: Column
    expected: Column
    standard_deviation: Column

    def __repr__(self) -> str:
        return describe_fields(self)


def safety_performance(flow: Column, a: float, b: float) -> Column:
    """Return a · flow^b, the accidents a unit of length and year that sections with this daily flow have."""
    (traffic,), form = read_columns(flow=flow)
    refuse(traffic < 0, traffic, "flow", "must not be negative")
    return form.restore(a * traffic**b)


def hauer_site(observed: Column, predicted: Column, length: Column, years: Column, size: Column) -> SiteEstimate:
    """Return the empirical Bayes estimate of a section's accidents over the period it was observed.

    Parameters
    ----------
    observed
        Accidents counted on the section in all the years together.
    predicted
        Accidents a unit of length and year by the safety performance function (:func:`safety_performance`).
    length, years
        Of the section and of the count.
    size
        Parameter φ of the negative binomial of the function, a unit of length: variance = mean + mean²/(φ · length).

    Returns
    -------
    SiteEstimate
        weight = 1/(1 + predicted · years/φ); expected = weight · prior + (1 − weight) · observed; its variance is
        (1 − weight) · expected.
    """
    (x, mu, stretch, time, phi), form = read_columns(
        observed=observed, predicted=predicted, length=length, years=years, size=size
    )
    check_counts(x, "observed")
    for name, values in (("predicted", mu), ("length", stretch), ("years", time), ("size", phi)):
        refuse(values <= 0, values, name, "must be greater than 0")
    prior, weight = mu * stretch * time, 1 / (1 + mu * time / phi)
    expected = weight * prior + (1 - weight) * x
    parts = (prior, weight, expected, np.sqrt((1 - weight) * expected))
    return SiteEstimate(*(form.restore(part) for part in parts))
