"""The targets a planner may choose from: what each asks for at the end of the plan.

Each name is a rule: hold the base level; the nation's cut; catch up with a peer by the end; the best pace any comparable
area kept up, or the area itself; the US "significant progress" baseline; a fixed cut each year, as Chinese control
figures have it (2 to 5 %).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import FloatArray
from safetystats.targets.paces import achieved_paces
from safetystats.targets.trajectories import level_from
from safetystats.targets.us_rule import AVERAGED_YEARS

CANDIDATES = (
    "hold", "national_cut", "catch_up", "best_peer_pace", "historical_best_pace", "significant_progress", "yearly_cut",
)  # fmt: skip
#: Rules that ask the same however lucky the base year was.
INDEPENDENT_OF_BASE = ("catch_up", "significant_progress")
#: What Chinese annual control figures have asked for, in percent a year.
USUAL_YEARLY_CUTS = (2.0, 3.0, 5.0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule of :data:`CANDIDATES`, what it refers to (a peer's name, a cut in percent) and the level at the end."""

    rule: str
    detail: str
    level: float


def list_candidates(
    base: float,
    years: int,
    earlier: FloatArray,
    *,
    national_cut: float | None,
    peers: Mapping[str, float | tuple[float, float]],
    peer_paces: FloatArray,
    yearly_cuts: Sequence[float],
) -> list[Candidate]:
    """Return the candidates that the given facts allow, in the order of :data:`CANDIDATES`."""
    found = [Candidate("hold", "", base)]
    if national_cut is not None:
        found.append(Candidate("national_cut", f"{national_cut:g}", _after(base, "reduce_pct", national_cut, years)))
    found += [Candidate("catch_up", name, _peer_level(name, peer, years)) for name, peer in peers.items()]
    if peer_paces.size:
        found.append(
            Candidate("best_peer_pace", "", _after(base, "reduce_pct_per_year", float(peer_paces.max()), years))
        )
    own = np.append(earlier, base)
    span = min(years, len(own) - 1)
    paces = achieved_paces(own, span) if span else np.array([])
    if paces.size:
        best = _after(base, "reduce_pct_per_year", float(paces.max()), years)
        found.append(Candidate("historical_best_pace", f"{span}", best))
    if len(own) >= AVERAGED_YEARS:
        found.append(Candidate("significant_progress", "", float(own[-AVERAGED_YEARS:].mean())))
    found += [
        Candidate("yearly_cut", f"{cut:g}", _after(base, "reduce_pct_per_year", cut, years)) for cut in yearly_cuts
    ]
    return found


def _after(base: float, kind: str, value: float, years: int) -> float:
    return float(level_from(base, kind, value, years))


def _peer_level(name: str, peer: float | tuple[float, float], years: int) -> float:
    """Return a peer's level at the end: as it is now, or moving on by its own yearly cut."""
    level, cut = peer if isinstance(peer, tuple) else (peer, 0.0)
    if not level >= 0:
        raise InputError(f"The level of the peer {name!r} is {level!r}, but must not be negative.")
    return _after(level, "reduce_pct_per_year", cut, years)
