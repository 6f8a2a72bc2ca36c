"""Over-dispersion: found where it is, not where it is not, and fitted as statsmodels fits it."""

import numpy as np
import pytest
from statsmodels.discrete.discrete_model import NegativeBinomial

from safetystats.errors import InputError
from safetystats.measures import (
    dispersion_tests,
    fit_negative_binomial,
    poisson_goodness_of_fit,
    quasi_poisson,
    rate_heterogeneity,
)

RANDOM = np.random.default_rng(7)
POISSON, CLUSTERED = RANDOM.poisson(6, 400), RANDOM.negative_binomial(2, 0.25, 400)


def test_tests_find_it_only_where_it_is() -> None:
    plain, wide = dispersion_tests(POISSON), dispersion_tests(CLUSTERED)
    assert min(plain.p_upper, plain.p_greater, plain.bohning_p) > 0.05
    assert max(wide.p_upper, wide.p_greater, wide.bohning_p) < 1e-6
    assert wide.variance_ratio == pytest.approx(CLUSTERED.var(ddof=1) / CLUSTERED.mean())


def test_a_frequency_table_is_its_counts() -> None:
    values, frequency = np.unique(CLUSTERED, return_counts=True)
    assert dispersion_tests(values, frequency).z == pytest.approx(dispersion_tests(CLUSTERED).z)
    assert fit_negative_binomial(values, frequency).size == pytest.approx(fit_negative_binomial(CLUSTERED).size)


def test_the_negative_binomial_is_statsmodels() -> None:
    model = NegativeBinomial(CLUSTERED, np.ones(CLUSTERED.size)).fit(disp=0)
    got = fit_negative_binomial(CLUSTERED)
    assert got.size == pytest.approx(1 / model.params[1], rel=1e-3)
    assert got.log_likelihood == pytest.approx(model.llf, rel=1e-8)
    assert got.mean == CLUSTERED.mean()


def test_counts_without_excess_have_an_infinite_size() -> None:
    got = fit_negative_binomial([5, 6, 5, 4, 5])
    assert (got.size, got.size_moments) == (np.inf, np.inf)


def test_dispersion_is_about_the_means_of_cells() -> None:
    cells = [RANDOM.poisson(mean, 30) for mean in (2, 20, 200)]
    assert quasi_poisson(cells).dispersion == pytest.approx(1, abs=0.35)
    assert quasi_poisson([np.concatenate(cells)]).dispersion > 10
    assert quasi_poisson([[0, 0], [1, 3]]).degrees == 2


def test_goodness_of_fit_counts_the_values_that_occur() -> None:
    got = poisson_goodness_of_fit(POISSON)
    assert got.degrees == len(np.unique(POISSON)) - 2
    assert got.p_value > 0.01
    assert poisson_goodness_of_fit(CLUSTERED).p_value < 1e-6


def test_heterogeneity_does_not_depend_on_the_scale_of_the_expected() -> None:
    expected = np.linspace(1, 30, 25)
    observed = RANDOM.poisson(expected)
    one, other = rate_heterogeneity(observed, expected), rate_heterogeneity(observed, 7 * expected)
    assert one.chi_square == pytest.approx(other.chi_square)
    assert one.potthoff_whittinghill == pytest.approx(other.potthoff_whittinghill)
    assert one.p_value > 0.01


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: dispersion_tests([0, 0, 0]), "All counts are 0"),
        (lambda: dispersion_tests([3]), "at least two counts"),
        (lambda: dispersion_tests([1, 2], [3]), "2 values but 1 frequencies"),
        (lambda: quasi_poisson([[3], [4]]), "a cell with at least two counts"),
        (lambda: rate_heterogeneity([1, 0], [1, 1]), "Fewer than two events"),
        (lambda: rate_heterogeneity([1, 2], [1]), "not 2 and 1"),
    ],
)
def test_mistakes_are_told(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
