"""How often nominal 95 % intervals hold the truth: docs/benchmarks/coverage.json and docs/methods/coverage.md.

Where counts are Poisson, negative binomial or binomial, the coverage is computed, not simulated: the chances of all
counts whose interval holds the truth are added up. It jumps with the mean, since counts are whole, so beside the coverage
at a mean stands its average over the means around it (from 1/1.25 to 1.25 times). Clusters are simulated.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy import stats

from report import DOCS, MADE, said, stamped, table, write_json
from safetystats.measures import (
    PROPORTION_METHODS,
    clustered_total,
    compare_clustered,
    compare_counts,
    direct_rate,
    proportion,
    rate,
    smr,
)
from safetystats.models import decompose_chain

LEVEL = 0.95
MEANS = (0.5, 1, 2, 5, 10, 20, 50, 100, 1000)
AROUND = np.geomspace(1 / 1.25, 1.25, 61)
DISPERSION, SIZE = 3.0, 5.0
SIMULATED, SIMULATED_LISTS, YEARS = 20_000, 1_500, 5
SIMULATED_CHAINS, CHAIN_MEANS = 1_000, (5, 10, 20, 50, 100, 1000)
SEED = 20111
#: sizes of fatal accidents and their shares
LEDGERS: dict[str, tuple[list[int], list[float]]] = {
    "one each": ([1], [1]),
    "geometric, 20 % of more": (list(range(1, 20)), [0.8 * 0.2**k for k in range(19)]),
    "geometric, 50 % of more": (list(range(1, 40)), [0.5 * 0.5**k for k in range(39)]),
    "rare and grave": ([1, 2, 3, 6, 10, 29], [0.85, 0.09, 0.03, 0.02, 0.008, 0.002]),
    "1, 1, 6, 7": ([1, 6, 7], [0.5, 0.25, 0.25]),
}
Chances = Callable[[np.ndarray, float], np.ndarray]
Interval = Callable[[np.ndarray], Any]


def measure() -> dict[str, Any]:
    """Return the coverage of every family of intervals, `at` each mean and, where it is exact, `around` it."""
    report = stamped({
        "counts": counts(), "two counts": two_counts(), "proportions": proportions(),
        "standardised rates": standardised(), "clustered totals": clustered(),
        "effects of a chain": chained(),
    })  # fmt: skip
    write_json("coverage", report)
    (DOCS / "methods" / "coverage.md").write_text(methods_page(report), "utf-8")
    return report


def counts() -> dict[str, Any]:
    methods: dict[str, tuple[Interval, Chances]] = {
        f"rate {name}": ((lambda k, name=name: rate(k, 1, method=name)), stats.poisson.pmf)
        for name in ("garwood", "byar", "byar-half", "mid-p", "minlike", "blaker")
    }
    methods |= {f"smr {name}": ((lambda k, name=name: smr(k, 1, name)), stats.poisson.pmf)
                for name in ("exact", "byar-or-exact-below-10", "log-wald")}  # fmt: skip
    methods["rate quasi, variance 3 × mean"] = (
        lambda k: rate(k, 1, method="quasi", dispersion=DISPERSION),
        lambda k, mean: stats.nbinom.pmf(k, mean / (DISPERSION - 1), 1 / DISPERSION),
    )
    methods["rate negative-binomial, size 5"] = (
        lambda k: rate(k, 1, method="negative-binomial", size=SIZE),
        lambda k, mean: stats.nbinom.pmf(k, SIZE, SIZE / (SIZE + mean)),
    )
    # Acceptance limits of a count of a thousand take a second each, and by then all methods are alike.
    return {name: {str(mean): exact(interval, chances, mean) for mean in MEANS
                   if mean <= 100 or name not in ("rate minlike", "rate blaker")}
            for name, (interval, chances) in methods.items()}  # fmt: skip


def exact(interval: Interval, chances: Chances, mean: float) -> dict[str, float]:
    """Return the coverage at a mean, and its average and least over the means around it."""
    k = likely(mean, DISPERSION if chances is not stats.poisson.pmf else 1.0)
    got = interval(k)
    lower, upper = np.nan_to_num(np.asarray(got.lower)), np.nan_to_num(np.asarray(got.upper))
    held = [float(np.sum(chances(k, m) * ((lower <= m) & (m <= upper)))) for m in [mean, *(mean * AROUND)]]
    return {"at": round(held[0], 4), "around": round(float(np.mean(held[1:])), 4), "least": round(min(held), 4)}


def likely(mean: float, dispersion: float = 1.0) -> np.ndarray:
    """Return the counts that are not out of the question for any of the means around a mean."""
    low, high = mean * AROUND[0], mean * AROUND[-1]
    spread = np.sqrt(dispersion + (mean / SIZE if dispersion > 1 else 0.0))
    return np.arange(max(np.floor(low - 7 * spread * np.sqrt(low)), 0), np.ceil(high + 7 * spread * np.sqrt(high) + 20))


def two_counts() -> dict[str, Any]:
    """Return the coverage of the ratio of two means, the first `mean`, the second 1.5 times as large."""
    options: dict[str, dict[str, str]] = {
        "conditional central": {}, "conditional mid-p": {"p_rule": "mid-p"}, "score": {"method": "score"},
        "wald": {"method": "wald"},
    }  # fmt: skip
    return {name: {str(mean): exact_ratio(chosen, mean) for mean in MEANS} for name, chosen in options.items()}


def exact_ratio(chosen: dict[str, str], mean: float) -> dict[str, float]:
    other, spread = 1.5 * mean, 5 * np.sqrt(1.5 * mean)
    a, b = np.meshgrid(likely(mean), np.arange(max(np.floor(other - spread), 0), np.ceil(other + spread + 15)))
    got = compare_counts(a, b, **chosen)  # type: ignore[arg-type]
    lower, upper = np.nan_to_num(got.lower), np.where(np.isnan(got.upper), np.inf, got.upper)
    held = []
    for factor in (1.0, *AROUND[::3]):
        chance = stats.poisson.pmf(a, mean * factor) * stats.poisson.pmf(b, other)
        held.append(float(np.sum(chance * ((lower <= factor / 1.5) & (factor / 1.5 <= upper)))))
    return {"at": round(held[0], 4), "around": round(float(np.mean(held[1:])), 4), "least": round(min(held), 4)}


def proportions() -> dict[str, Any]:
    return {
        name: {f"{trials} × {p}": exact_share(name, trials, p) for trials in (20, 100, 1000) for p in (0.02, 0.1, 0.5)}
        for name in PROPORTION_METHODS
    }


def exact_share(method: str, trials: int, p: float) -> dict[str, float]:
    k = np.arange(trials + 1)
    got = proportion(k, trials, method)
    held = [float(np.sum(stats.binom.pmf(k, trials, one) * ((got.lower <= one) & (one <= got.upper))))
            for one in (p, *(p * AROUND))]  # fmt: skip
    return {"at": round(held[0], 4), "around": round(float(np.mean(held[1:])), 4), "least": round(min(held), 4)}


def standardised() -> dict[str, Any]:
    """Return the coverage of a rate of three strata that hold 60, 30 and 10 % of the events and weigh 1, 2 and 5."""
    random, shares, weights = np.random.default_rng(SEED), np.array([0.6, 0.3, 0.1]), np.array([1.0, 2.0, 5.0])
    result: dict[str, Any] = {"dobson-byar": {}, "fay-feuer": {}}
    for mean in MEANS:
        events = random.poisson(mean * shares, (SIMULATED, 3)).astype(float)
        for method, held in result.items():
            got = direct_rate(events, np.ones(3), weights, method=method)
            truth = mean * float(shares @ weights) / weights.sum()
            held[str(mean)] = {"at": round(float(np.mean((got.lower <= truth) & (truth <= got.upper))), 4)}
    return result


def clustered() -> dict[str, Any]:
    """Return the coverage of totals of deaths by ledger and method; `MEANS` are numbers of fatal accidents."""
    result: dict[str, Any] = {}
    for ledger, (sizes, shares) in LEDGERS.items():
        p = np.array(shares) / np.sum(shares)
        for mean in MEANS:
            for method, held in clustered_at(np.array(sizes), p, mean).items():
                result.setdefault(f"{ledger}: {method}", {})[str(mean)] = {"at": round(held, 4)}
    return result


def clustered_at(sizes: np.ndarray, shares: np.ndarray, mean: float) -> dict[str, float]:
    random, truth = np.random.default_rng(SEED), mean * float(sizes @ shares)
    years, earlier = (
        [random.choice(sizes, random.poisson(n), p=shares) for _ in range(SIMULATED_LISTS)]
        for n in (mean, YEARS * mean)
    )
    totals = np.array([year.sum() for year in years], dtype=float)
    pairs = list(zip(years, earlier, strict=True))
    estimates = {
        "each death by itself": interval_of(rate(totals, 1)),
        "fay-feuer": limits(clustered_total(year) for year in years),
        "dobson-byar": limits(clustered_total(year, method="dobson-byar") for year in years),
        "fay-feuer, longer ledger": limits(clustered_total(year, reference=other) for year, other in pairs),
    }
    # What clustered_total does by its scaled methods, list by list, in one go.
    factors = np.array([variance_factor(np.concatenate(pair)) for pair in pairs])
    for method in ("garwood", "mid-p"):
        lower, upper = interval_of(rate(totals / factors, 1, method=method))
        estimates[f"scaled-{method}, longer ledger"] = (lower * factors, upper * factors)
    held = {name: float(np.mean((lower <= truth) & (truth <= upper))) for name, (lower, upper) in estimates.items()}
    ratios = limits(compare_clustered(*pair) for pair in zip(years[::3], years[1::3], strict=False))
    return held | {"compare_clustered, ratio 1": float(np.mean((ratios[0] <= 1) & (ratios[1] >= 1)))}


def chained() -> dict[str, Any]:
    """Return the coverage of the effects of a chain; accidents fall by 30 %, vehicles grow by 10 %."""
    random, chain, sizes = np.random.default_rng(SEED), ["deaths", "accidents", "vehicles"], np.arange(5)
    shares = np.array([0.5, 0.4, 0.05, 0.03, 0.02])
    factor = float(sizes**2 @ shares / (sizes @ shares))
    result: dict[str, Any] = {}
    for mean in CHAIN_MEANS:
        means, vehicles = (mean, 0.7 * mean), (100.0, 110.0)
        exact = [{"deaths": n * float(sizes @ shares), "accidents": n, "vehicles": v}
                 for n, v in zip(means, vehicles, strict=True)]  # fmt: skip
        truth, held = decompose_chain(*exact, chain), []
        for _ in range(SIMULATED_CHAINS):
            counted = [random.poisson(n) for n in means]
            drawn = [{"deaths": random.choice(sizes, n, p=shares).sum(), "accidents": n, "vehicles": v}
                     for n, v in zip(counted, vehicles, strict=True)]  # fmt: skip
            got = decompose_chain(*drawn, chain, counts=chain[:2], variance_factors={"deaths": factor}, draws=1000)
            held.append((got["lower"] <= truth["effect"]) & (truth["effect"] <= got["upper"]))
        for name, share in zip(truth["factor"], np.mean(held, axis=0), strict=True):
            result.setdefault(name, {})[str(mean)] = {"at": round(float(share), 4)}
    return result


def variance_factor(deaths: np.ndarray) -> float:
    return float(np.sum(deaths**2) / deaths.sum()) if deaths.size else 1.0


def limits(results: Iterable[Any]) -> tuple[np.ndarray, np.ndarray]:
    both = np.array([[result.lower, result.upper] for result in results])
    return both[:, 0], both[:, 1]


def interval_of(result: Any) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(result.lower), np.asarray(result.upper)


def page(report: dict[str, Any]) -> str:
    """Return nothing for the page of benchmarks but a hint: coverage has a page of its own."""
    return (
        f"Coverage of {sum(len(family) for family in report['figures'].values())} intervals: docs/methods/coverage.md"
    )


def methods_page(report: dict[str, Any]) -> str:
    families = report["figures"]
    parts = [
        "# Coverage of nominal 95 % intervals\n", MADE,
        said(report) + " The figures are percent of the time the interval holds the truth.\n",
        INTRODUCTION,
        "## Counts and ratios of counts to what was expected\n",
        "Exact; average over the means from 1/1.25 to 1.25 times the one named.\n",
        _table("method", families["counts"], "around"),
        "The least over the same means:\n", _table("method", families["counts"], "least"),
        "## Ratio of two counts\n", "Exact; the second mean is 1.5 times the first, which heads the column.\n",
        _table("method", families["two counts"], "around"),
        "## Proportions\n", "Exact; trials × chance.\n", _table("method", families["proportions"], "around"),
        "## Directly standardised rates\n",
        f"{SIMULATED:,} simulations; three strata with 60, 30 and 10 % of the events and the weights 1, 2 and 5.\n",
        _table("method", families["standardised rates"], "at"),
        "## Deaths in clusters\n", CLUSTERS, _table("ledger: method", families["clustered totals"], "at"),
        "## Effects of a chain of counts (`models.decompose_chain`)\n",
        f"{SIMULATED_CHAINS:,} simulations; accidents of 0 to 4 deaths, their mean number in the first period as the column, 0.7 "
        "times that in the second.\n",
        _table("effect", families["effects of a chain"], "at"),
    ]  # fmt: skip
    return "\n".join(parts)


INTRODUCTION = """Exact methods (`garwood`, `clopper-pearson`, `conditional` central) promise at least 95 % at every mean and so give more
with few events. `mid-p`, `byar-half` and `wilson` aim at 95 % on average. With a mean of 0.5 or 1 every sensible interval
holds more: the count is mostly 0, and no upper limit of 0 lies below 1.
"""
CLUSTERS = f"""{SIMULATED_LISTS:,} simulations each (standard error about 0.6); the column is the mean number of fatal accidents. *Each death by
itself* takes the deaths as a Poisson count. The *longer ledger* is {YEARS} earlier years of the same accidents
(`reference=`). Alone, a year of a handful of accidents cannot show how grave they may be: when none but small ones
happened, the upper limit is too low, whatever the method. So give `reference=` (or at least `largest=`) where there is
one, and read intervals of fewer than about ten fatal accidents without it as lower bounds of the uncertainty.
"""


def _table(head: str, family: dict[str, Any], figure: str) -> str:
    columns = list(next(iter(family.values())))
    rows = [
        [name, *(f"{100 * cells[column][figure]:.1f}" if column in cells else "–" for column in columns)]
        for name, cells in family.items()
    ]
    return table([head, *columns], rows)


if __name__ == "__main__":
    print(page(measure()))
