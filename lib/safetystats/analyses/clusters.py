"""Deaths come in accidents: how much a few grave ones widen the interval of all deaths.

A count of deaths is a sum over accidents of the deaths in each; its variance is the sum of the squares, not the sum (compound
Poisson). Where the size of each accident is not held but the classes of severity are, the least the variance can be follows from
equal sizes within a class and single deaths outside the classes, since a mean of squares is never below the square of the mean.
"""

from typing import Any

import pandas as pd

from safetystats import measures
from safetystats.analyses.shared import make_statement
from safetystats.analyses.study import Study
from safetystats.datasets.counts import counts_of
from safetystats.datasets.frames import value_at
from safetystats.products import Statement
from safetystats.words import Text

#: Classes that do not overlap, the graver ones singly or together.
_CLASSES = (("larger",), ("major", "extremely_serious"), ("major_and_above",))


def clusters(study: Study) -> Statement:
    """Say how many deaths lie in a few grave accidents, and the interval of all deaths that takes this into account."""
    counts = counts_of(study.dataset, study.area.code, study.period)
    factor = least_variance_factor(counts)
    if factor is None:
        return make_statement(study, "clusters", _UNKNOWN, {}, used=[counts])
    grave, total = _grave_and_total(counts)
    in_grave = sum(deaths for _, deaths in grave)
    plain = measures.rate(int(total), 1)
    wide = measures.rate(int(total), 1, method="quasi", dispersion=factor)
    numbers = {"accidents": sum(n for n, _ in grave), "deaths": in_grave, "share": in_grave / total, "variance_factor": factor,
               "lower": wide.lower, "upper": wide.upper}  # fmt: skip
    text = _FOUND.format(
        accidents=f"{numbers['accidents']:,.0f}", deaths=f"{in_grave:,.0f}", total=f"{total:,.0f}", share=f"{100 * in_grave / total:.1f}",
        factor=f"{factor:.2f}", plain=f"{plain.lower:,.0f}–{plain.upper:,.0f}", wide=f"{wide.lower:,.0f}–{wide.upper:,.0f}",
    )  # fmt: skip
    return make_statement(study, "clusters", text, numbers, used=[counts], notes=(_METHOD,))


def least_variance_factor(counts: pd.DataFrame) -> float | None:
    """Return the least variance over mean that the classes of severity in `counts` allow, or None when they are not held."""
    grave, total = _grave_and_total(counts)
    in_grave = sum(deaths for _, deaths in grave)
    if not grave or pd.isna(total) or total < in_grave:
        return None
    squares = sum(deaths**2 / accidents for accidents, deaths in grave) + (total - in_grave)
    return float(squares / total)


def _grave_and_total(counts: pd.DataFrame) -> tuple[list[tuple[float, float]], Any]:
    whole = counts[counts["sector"] == "all"].set_index("severity")
    return _grave(whole), value_at(whole, "all", "deaths") if "all" in whole.index else pd.NA


def _grave(whole: pd.DataFrame) -> list[tuple[float, float]]:
    """Return (accidents, deaths) of the classes held, each accident counted once."""
    found: list[tuple[float, float]] = []
    for together in _CLASSES:
        pairs = [
            (float(value_at(whole, name, "accidents")), float(value_at(whole, name, "deaths")))
            for name in together
            if name in whole.index and whole.loc[name, ["accidents", "deaths"]].notna().all()
        ]
        if together == ("major_and_above",) and len(found) > 1:
            break  # the graver classes are already counted singly
        found += [(accidents, deaths) for accidents, deaths in pairs if accidents > 0]
    return found


_FOUND = Text(
    "{accidents}起较大及以上事故造成{deaths}人死亡，占全部{total}人的{share}%。死亡成批发生，方差至少是独立发生时的{factor}倍，"
    "死亡人数的95%区间至少为{wide}（不考虑成批时为{plain}）。",
    "{accidents} grave accidents hold {deaths} of the {total} deaths ({share} %). Since deaths come together, their variance is at least "
    "{factor} times that of single deaths, and the 95 % interval of deaths is at least {wide} (taken as single deaths: {plain}).",
)
_UNKNOWN = Text(
    "未收录较大及以上事故的起数和死亡人数，无法估计死亡成批发生的影响。",
    "Accidents and deaths by severity are not held, so what clustering adds to the interval cannot be told.",
)
_METHOD = Text(
    "方差倍数＝每起死亡人数平方和÷死亡人数，等级内按平均计算，因此是下限；区间为按该倍数放宽的区间。",
    "Variance factor: sum of squared deaths per accident over deaths, sizes averaged within a class, hence a least value; the interval is widened by it (quasi-Poisson).",
)
