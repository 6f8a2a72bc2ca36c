"""Is the chance of breaking a quota right as often as it says? Simulated years, and real monthly ledgers where they lie.

    python benchmarks/quota_risk.py

Writes docs/benchmarks/quota_risk.json and the table in docs/methods/targets.md. Each case asks ``quota_risk`` at the end of
every month from January to November and looks at the year's end. Brier score: mean squared error of the chance; beside it
those of the base rate (always the share of years that broke the quota), of the pro-rata rule (broken if and only if ahead of
the quota times the share of the year) and of a Poisson forecast that takes the rate of the year so far as known. The seed
is fixed; the real ledgers are for checking only and are no part of the project.
"""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from safetystats import figures, measures, targets
from safetystats.words import Text

ROOT = Path(__file__).resolve().parents[1]
JSON = ROOT / "docs" / "benchmarks" / "quota_risk.json"
PAGE = ROOT / "docs" / "methods" / "targets.md"
IMAGE = ROOT / "docs" / "images" / "quota_risk.png"
WORLD = ROOT.parent / "shared" / "data" / "world"
BEGIN, END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"
SEED, YEARS, MONTHS = 20_260_701, 20_000, np.arange(1, 12)
BINS = np.linspace(0, 1, 11)
SIZES = [1] * 40 + [2] * 4 + [3, 6, 7]
Asked = pd.DataFrame


def main() -> None:
    cases = {name: score(pd.concat(list(make(np.random.default_rng(SEED))))) for name, make in SIMULATED.items()}
    held = [path for path in LEDGERS if (WORLD / path.split("#")[0]).is_file()]
    for name, dispersed in ({"": False, ", dispersion": True} if held else {}).items():
        real = pd.concat([asked for path in held for asked in ledger(path, dispersed)])
        cases[f"real monthly ledgers, history, season{name} from earlier years"] = score(real)
    report = {
        "measured": datetime.now(UTC).date().isoformat(),
        "command": "python benchmarks/quota_risk.py",
        "machine": f"{os.cpu_count()} cores",
        "seed": SEED,
        "cases": cases,
    }
    JSON.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    text = PAGE.read_text("utf-8")
    PAGE.write_text(text[: text.index(BEGIN)] + page(report) + text[text.index(END) :], "utf-8")
    print(page(report))
    draw(cases)


def draw(cases: dict[str, Any]) -> None:
    """Draw the reliability of the real ledgers, or of the first simulated case where those are not at hand."""
    name = next((one for one in cases if one.startswith("real") and "dispersion" in one), next(iter(cases)))
    bins = pd.DataFrame(cases[name]["reliability"])
    # The months of a year hang together, so that these intervals, of independent questions, are rather too short.
    share = measures.proportion((bins["happened"] * bins["asked"]).round(), bins["asked"])
    frame = pd.DataFrame(
        {"predicted": bins["said"], "observed": share.value, "lower": share.lower, "upper": share.upper, "count": bins["asked"]}
    )  # fmt: skip
    title = Text(f"突破指标的概率与实际（{name}）", f"Chance of breaking the quota, said and happened ({name})")
    figures.reliability(frame, caption=figures.Caption(title), language="en").savefig(
        IMAGE, dpi=150, metadata={"Software": None}
    )


def known_prior(random: np.random.Generator) -> Iterator[Asked]:
    """Years whose mean is drawn from the very prior that is told: the chances must be exact."""
    monthly = random.poisson(random.gamma(25, 38 / 25, YEARS)[:, None] / 12, (YEARS, 12))
    yield from asked(monthly, random.choice([30, 36, 42, 48], YEARS), prior=(25, 25 / 38))


def known_history(random: np.random.Generator) -> Iterator[Asked]:
    """Five earlier years of areas of 5 to 200 events whose risk wanders by 6 % a year; nothing else is told."""
    level = np.exp(random.uniform(np.log(5), np.log(200), YEARS))[:, None]
    risk = level * np.exp(np.cumsum(random.normal(0, 0.06, (YEARS, 6)), axis=1))
    monthly = random.poisson(risk[:, 5:] / 12, (YEARS, 12))
    history = random.poisson(risk[:, :5])
    quotas = np.round(history[:, -1] * random.choice([0.9, 1.0, 1.1], YEARS))
    yield from asked(monthly, quotas, history=history)


def clustered(random: np.random.Generator, told: bool) -> Iterator[Asked]:
    """Deaths in accidents of 1 to 7; the sizes are told, or each death is taken for an accident of its own."""
    some = YEARS // 20
    accidents = random.poisson(random.gamma(25, 38 / 25 / np.mean(SIZES), some)[:, None] / 12, (some, 12))
    monthly = np.array([[random.choice(SIZES, count).sum() for count in row] for row in accidents])
    options = {"deaths_per_accident": SIZES} if told else {}
    yield from asked(monthly, random.choice([30, 36, 42, 48], some), prior=(25, 25 / 38), **options)


SIMULATED: dict[str, Callable[[np.random.Generator], Iterator[Asked]]] = {
    "simulated, prior told": known_prior,
    "simulated, five earlier years told": known_history,
    "simulated clusters, sizes told": lambda random: clustered(random, True),
    "simulated clusters, sizes not told": lambda random: clustered(random, False),
}
LEDGERS = {
    "spain_monthly_road_deaths_1993_2008.csv": "Victimes",
    "uk_seatbelts_monthly_1969_1984.csv": "DriversKilled",
    "california_traffic2_monthly_1981_1989.csv": "fatacc",
    "uk_seatbelts_monthly_1969_1984.csv#van": "VanKilled",
}


def ledger(path: str, dispersed: bool) -> Iterator[Asked]:
    """Every year that has three earlier ones; the quota is the year before, 5 % less, and 10 % more."""
    values = pd.read_csv(WORLD / path.split("#")[0])[LEDGERS[path]].to_numpy()
    years = values[: len(values) // 12 * 12].reshape(-1, 12).round().astype(int)
    for place in range(3, len(years)):
        before = years[:place]
        for factor in (0.95, 1.0, 1.1):
            quota = np.array([np.round(before[-1].sum() * factor)])
            profile = targets.month_profile(before)
            options = {"dispersion": targets.monthly_dispersion(before)} if dispersed else {}
            yield from asked(
                years[place : place + 1], quota, history=before.sum(axis=1)[None, :], profile=profile, **options
            )


def asked(monthly: np.ndarray, quotas: np.ndarray, *, profile: Any = None, **known: Any) -> Iterator[Asked]:
    total = monthly.sum(axis=1)
    for month in MONTHS:
        so_far = monthly[:, :month].sum(axis=1)
        share = month / 12 if profile is None else float(targets.elapsed_share(month, profile))
        elapsed = share if profile is None else float(month)
        risk = targets.quota_risk(so_far, elapsed, quotas, profile=profile, **known)
        yield pd.DataFrame(
            {
                "chance": risk.probability_exceeded, "broken": total > quotas,
                "held": (total >= risk.lower) & (total <= risk.upper), "pro_rata": so_far > quotas * share,
                "plug_in": stats.poisson.sf(quotas - so_far, so_far / share * (1 - share)),
            }
        )  # fmt: skip


def score(frame: Asked) -> dict[str, Any]:
    broken = frame["broken"].astype(float)
    brier = {
        name: float(((frame[name].astype(float) - broken) ** 2).mean()) for name in ("chance", "plug_in", "pro_rata")
    }
    cut = pd.cut(frame["chance"], BINS, include_lowest=True)
    table = frame.assign(broken=broken).groupby(cut, observed=True).agg(
        asked=("chance", "size"), said=("chance", "mean"), happened=("broken", "mean")
    )  # fmt: skip
    gap = float(((table["said"] - table["happened"]).abs() * table["asked"]).sum() / table["asked"].sum())
    return {
        "asked": len(frame),
        "brier": round(brier["chance"], 4),
        "brier_base_rate": round(float(broken.mean() * (1 - broken.mean())), 4),
        "brier_pro_rata": round(brier["pro_rata"], 4),
        "brier_poisson_of_so_far": round(brier["plug_in"], 4),
        "mean_gap": round(gap, 4),
        "coverage_95": round(float(frame["held"].mean()), 4),
        "reliability": [
            {
                "asked": int(row["asked"]),
                "said": round(float(row["said"]), 3),
                "happened": round(float(row["happened"]), 3),
            }
            for _, row in table.iterrows()
        ],
    }


def page(report: dict[str, Any]) -> str:
    """Return the tables as Markdown."""
    lines = [
        BEGIN,
        f"Measured {report['measured']} by `{report['command']}` on {report['machine']}, seed {report['seed']}.\n",
        "| case | asked | Brier | base rate | pro-rata rule | Poisson of so far | mean gap said–happened | 95 % interval holds |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, case in report["cases"].items():
        numbers = (
            case[key] for key in ("brier", "brier_base_rate", "brier_pro_rata", "brier_poisson_of_so_far", "mean_gap")
        )
        shown = " | ".join(f"{number:.3f}" for number in numbers)
        lines.append(f"| {name} | {case['asked']} | {shown} | {100 * case['coverage_95']:.1f} % |")
    name = next(iter(report["cases"]))
    rows = report["cases"][name]["reliability"]
    lines += ["", f"Reliability, {name}: said → happened (asked)", ""]
    lines.append(", ".join(f"{row['said']:.2f} → {row['happened']:.2f} ({row['asked']})" for row in rows) + ".")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
