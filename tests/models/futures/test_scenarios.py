"""Scenarios differ from the baseline by their ratio and nothing else; what is avoided has its interval."""

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.measures import compare_counts
from safetystats.models import SampledForecast, latent_risk, scenario, structural

RNG = np.random.default_rng(41)
MEANS = RNG.gamma(40, 1.0, (20_000, 3))
BASELINE = SampledForecast(RNG.poisson(MEANS).astype(float), MEANS, True, (50, 80, 95), "test")


def test_thinned_counts_are_poisson_of_the_scaled_mean() -> None:
    got = scenario(BASELINE, effect=(0.8, 0.8, 0.8)).futures["effect"]
    assert got.means == pytest.approx(0.8 * MEANS)
    # A gamma-Poisson of mean 32 and size 40: variance 32 + 32²/40.
    assert got.draws.mean() == pytest.approx(32, rel=0.01)
    assert got.draws.var() == pytest.approx(32 + 32**2 / 40, rel=0.03)
    assert (got.draws <= BASELINE.draws).all()


def test_more_exposure_adds_deaths() -> None:
    got = scenario(BASELINE, [110.0] * 3, baseline_exposure=[100.0] * 3).futures["exposure"]
    assert (got.draws >= BASELINE.draws).all()
    assert got.draws.mean() == pytest.approx(44, rel=0.01)
    assert got.draws.var() == pytest.approx(44 + 44**2 / 40, rel=0.03)


def test_avoided_deaths_carry_the_uncertainty_of_the_effect() -> None:
    certain = np.full((50_000, 2), 100.5)
    got = scenario(certain, effect=(0.85, 0.75, 0.9633)).avoided
    assert got["median"].tolist() == pytest.approx([15.075] * 2, rel=0.02)
    assert got["lower_95"].tolist() == pytest.approx([100.5 * (1 - 0.9633)] * 2, rel=0.1)
    assert got["upper_95"].tolist() == pytest.approx([100.5 * 0.25] * 2, rel=0.03)


def test_a_measure_starts_when_it_starts_and_grows_in() -> None:
    got = scenario(BASELINE, effect=(0.64, 0.64, 0.64), start=2, phase_in=2)
    assert (got.futures["effect"].means / MEANS).mean(axis=0) == pytest.approx([1, 0.8, 0.64])
    assert got.avoided["mean"].tolist() == pytest.approx([0, 8, 14.4], rel=0.02)
    assert got.avoided_so_far["mean"].tolist() == pytest.approx([0, 8, 22.4], rel=0.02)
    assert "22." in repr(got)


def test_frame_has_every_scenario_and_step() -> None:
    frame = scenario(BASELINE, [90.0] * 3, (0.9, 0.8, 1.0), baseline_exposure=[100.0] * 3, level=(80,)).frame
    assert frame["scenario"].tolist() == ["baseline"] * 3 + ["exposure"] * 3 + ["effect"] * 3
    assert list(frame.columns) == ["scenario", "step", "mean", "median", "lower_80", "upper_80"]
    assert frame.loc[8, "mean"] < frame.loc[5, "mean"] < frame.loc[2, "mean"]


def test_latent_risk_knows_its_own_exposure() -> None:
    exposure = 100 * 1.03 ** np.arange(15)
    fit = latent_risk(RNG.poisson(0.5 * exposure), exposure, 2, draws=2000)
    path = [160.0, 165.0]
    got = scenario(fit, path).futures["exposure"]
    assert got.means == pytest.approx(fit.risk.draws * path)


def test_other_forecasts_are_sampled_first() -> None:
    told = structural(np.cumsum(RNG.normal(size=20)) + 50, log=True).forecast(2)
    got = scenario(told, effect=compare_counts(80, 100))
    assert got.futures["effect"].mean == pytest.approx(0.8 * told.mean, rel=0.02)

    class Quantiles:
        def quantiles(self, probabilities: list[float]) -> pd.DataFrame:
            return (
                pd.DataFrame({p: told.quantiles([p])[p] for p in probabilities[::100]})
                .T.reindex(probabilities)
                .ffill()
                .T
            )

    known = scenario(Quantiles(), effect=(0.5, 0.5, 0.5)).futures["baseline"]
    assert known.frame["median"].tolist() == pytest.approx(told.frame["median"].tolist(), rel=0.02)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Neither exposure_path nor effect"),
        ({"exposure_path": [1.0] * 3}, "give baseline_exposure"),
        ({"exposure_path": [1.0] * 2, "baseline_exposure": [1.0] * 3}, "has 2 steps, but the forecast has 3"),
        ({"effect": (0.8, 0.9, 1.0)}, "lower <= ratio <= upper"),
        ({"effect": (0.8, 0.7, 1.0), "start": 4}, "steps 1 to 3"),
        ({"effect": (0.8, 0.7, 1.0), "phase_in": 0}, "phase_in is 0"),
        ({"effect": (0.8, 0.7, 1.0), "effect_level": 95}, "did you mean 0.95"),
    ],
)
def test_bad_input_is_named(options, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=message):
        scenario(BASELINE, **options)


def test_what_is_no_forecast_is_named() -> None:
    with pytest.raises(InputError, match="one future a row"):
        scenario([1.0, 2.0], effect=(1, 1, 1))
