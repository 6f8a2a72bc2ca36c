"""Time the models of causes on an open ledger of 63,576 accidents (../shared/data/world), the best of three runs.

python benchmarks/causes.py
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from safetystats import models
from safetystats.codes import classify_causes

LEDGER = Path(__file__).resolve().parents[2] / "shared/data/world/prf_brazil_datatran2020.parquet"
FACTORS = ["tipo_pista", "fase_dia", "tracado_via", "condicao_metereologica"]


def main() -> int:
    if not LEDGER.is_file():
        print(f"The ledger {LEDGER.name} is not beside the checkout: there is nothing to time.", file=sys.stderr)
        return 1
    ledger = pd.read_parquet(LEDGER)
    causes = ledger.groupby("causa_acidente")["mortos"].agg(accidents="size", deaths="sum")
    hours, days = ledger["horario"].str[:2].astype(int), ledger["dia_semana"]
    texts = [f"第{n}号事故，驾驶人超速行驶且未系安全带，未发现酒驾" for n in range(10_000)]
    timed("Pareto of 62 causes", lambda: models.pareto(causes, deaths="deaths"))
    timed("hours by weekdays", lambda: models.two_way(hours, days, range(24), list(days.unique())))
    for family in models.SEVERITY_FAMILIES:
        timed(f"{family} model, four factors", lambda f=family: models.severity_model(ledger, "mortos", FACTORS, f))
    timed("10,000 different free texts", lambda: classify_causes(texts))
    return 0


def timed(what: str, call: Callable[[], object]) -> None:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    print(f"{what}: {best:.3f} s")


if __name__ == "__main__":
    sys.exit(main())
