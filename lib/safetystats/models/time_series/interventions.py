"""Interventions and definition breaks as regressors: steps that stay, pulses that pass, ramps that grow.

A step is 1 from its period on (a law, a new definition); a pulse is 1 in its period only (a disaster, a strike); a ramp
counts the periods from its own on (a change of slope).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures.columns import FloatArray


@dataclass(frozen=True, slots=True)
class Interventions:
    """Places (from 0) in the series of steps, pulses and ramps, and the names to print for them, in that order."""

    steps: tuple[int, ...] = ()
    pulses: tuple[int, ...] = ()
    ramps: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def matrix(self, periods: int) -> FloatArray:
        """Return one row a period from the first on, future ones included, and one column an intervention."""
        time = np.arange(periods)[:, None]
        steps, pulses, ramps = (np.asarray(places, dtype=int) for places in (self.steps, self.pulses, self.ramps))
        columns = [time >= steps, time == pulses, np.maximum(time - ramps + 1, 0)]
        return np.hstack([np.asarray(part, dtype=float).reshape(periods, -1) for part in columns])


def read_interventions(
    index: pd.Index, steps: Sequence[Hashable] = (), pulses: Sequence[Hashable] = (), ramps: Sequence[Hashable] = ()
) -> Interventions:
    """Return interventions from labels of `index` (for a list: places from 0), each the first period it acts in.

    Raises
    ------
    InputError
        A label that the series does not have, or a step or ramp at its very first period, where there is no before.
    """
    given = {"steps": steps, "pulses": pulses, "ramps": ramps}
    places = {kind: tuple(_place(label, index, kind) for label in labels) for kind, labels in given.items()}
    names = tuple(f"{kind[:-1]} {label}" for kind, labels in given.items() for label in labels)
    return Interventions(**places, names=names)


def _place(label: Hashable, index: pd.Index, kind: str) -> int:
    try:
        place = index.get_loc(label)
    except (KeyError, TypeError, ValueError):
        place = None
    if not isinstance(place, int | np.integer):
        raise InputError(
            f"{kind} names the period {label!r}, but the series runs from {index[0]} to {index[-1]}; name one of its periods."
        )
    if kind != "pulses" and place == 0:
        raise InputError(
            f"{kind} names {label!r}, the first period of the series, which has nothing before it to compare."
        )
    return int(place)
