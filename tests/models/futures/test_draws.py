import numpy as np
import pytest
from scipy import stats

from safetystats.models.futures import draws as module
from safetystats.models.futures.draws import normal_draws, poisson_draws

COVARIANCE = np.array([[4.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]])


def test_normal_draws_do_not_hang_on_the_signs_of_eigenvectors(monkeypatch: pytest.MonkeyPatch) -> None:
    first = normal_draws(COVARIANCE, 40_000, np.random.default_rng(1))
    assert np.cov(first.T) == pytest.approx(COVARIANCE, abs=0.08)
    values, vectors = np.linalg.eigh(COVARIANCE)
    monkeypatch.setattr(module.np.linalg, "eigh", lambda _: (values, vectors * np.array([-1.0, 1.0, -1.0])))
    assert normal_draws(COVARIANCE, 40_000, np.random.default_rng(1)) == pytest.approx(first, abs=1e-12)


def test_a_singular_covariance_is_drawn() -> None:
    drawn = normal_draws(np.ones((2, 2)), 100, np.random.default_rng(1))
    assert drawn[:, 0] == pytest.approx(drawn[:, 1])


@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.4, 7.0, 900.0, 20_000.0, 1e9])
def test_poisson_draws_are_the_quantiles_of_their_uniform_numbers(mean: float) -> None:
    means = np.full(2000, mean)
    drawn = poisson_draws(means, np.random.default_rng(3))
    wanted = stats.poisson.ppf(np.random.default_rng(3).random(2000), mean)
    assert np.mean(drawn != wanted) < 0.002
    assert np.abs(drawn - wanted).max() <= 1
    moved = poisson_draws(means * (1 + 1e-13), np.random.default_rng(3))
    assert np.mean(moved != drawn) < 0.001
