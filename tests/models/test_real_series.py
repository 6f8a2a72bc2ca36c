"""Real series, read where they lie beside the checkout: accuracy and honesty as docs/methods/forecasts.md tells them."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from safetystats.models.forecasts.comparison_methods import forecast_by
from safetystats.models.forecasts.scores import mean_change, smape
from safetystats.models.series.reading import read_series

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "../shared/data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared series are not beside the checkout")


@pytest.fixture(scope="module")
def tasks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("forecast_tasks", ROOT / "benchmarks" / "forecast_tasks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(tasks, method="combined"):
    made = forecast_by(method, [read_series(task.known) for task in tasks], 6)
    actual = np.stack([task.future for task in tasks], axis=1)
    lower, upper = made.quantiles(np.array([0.025, 0.975]))
    unit = np.array([mean_change(task.known) for task in tasks])
    return {
        "smape": np.mean(smape(made.mean, actual)),
        "mase": np.nanmean(np.abs(made.mean - actual) / unit),
        "coverage": 100 * ((actual >= lower) & (actual <= upper)).mean(),
    }


@pytest.mark.parametrize(("panel", "coverage"), [("countries", 92), ("states", 91)])
def test_never_behind_naive_on_road_deaths_after_the_years_of_fitting(tasks, panel, coverage):
    chosen = tasks.fatality_tests(DATA)[panel]
    ours, naive = judged(chosen), judged(chosen, "naive")
    assert ours["smape"] < naive["smape"]
    assert ours["mase"] < naive["mase"]
    assert coverage < ours["coverage"] < 97


@pytest.mark.parametrize(
    ("name", "naive_smape", "most_smape", "most_mase"), [("m3", 17.88, 15.75, 2.62), ("m1", 22.43, 16.9, 3.42)]
)
def test_competition_series(tasks, name, naive_smape, most_smape, most_mase):
    chosen = tasks.competition(DATA, name)
    ours = judged(chosen)
    assert judged(chosen, "naive")["smape"] == pytest.approx(naive_smape, abs=0.005)
    assert ours["smape"] < most_smape
    assert ours["mase"] < most_mase
    assert 94 < ours["coverage"] < 97


def test_months_are_forecast_better_than_by_the_year_before(tasks):
    chosen = tasks.monthly_tasks(DATA)
    errors = {}
    for method in ("combined", "naive"):
        series = [tasks.as_series(task) for task in chosen]
        made = forecast_by(method, series, 12)
        errors[method] = np.mean(smape(made.mean, np.stack([task.future for task in chosen], axis=1)))
    assert errors["combined"] < 0.9 * errors["naive"]
