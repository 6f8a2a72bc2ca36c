"""The exact diffuse likelihood of a structural model, regressors and scale concentrated out, and its maximum.

The Kalman filter (statsmodels' UnobservedComponents, exact diffuse initialisation) is run on the series and on every
regressor with the same variances; regressing the one's standardised innovations on the others' gives the coefficients by
generalised least squares (Harvey 1989, section 3.4; Durbin and Koopman 2012, section 6.2). The likelihood is the same as if
the coefficients were diffuse states. What is left to search is how the variance is shared among the components.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize

from safetystats.measures.columns import FloatArray

_DIFFUSE = 1e-9
"""A period whose diffuse variance is above this only serves to start the model."""
_COLLINEAR = 1e-9
"""What is left of a regressor or of the series, as a share of it, when it is nothing but rounding."""
_WIDEST = 23.0
"""A share of e⁻²³ is none: the search stops there and zero is tried."""
_NEGLIGIBLE = 1e-7
"""What leaving out a variance may cost in likelihood."""


@dataclass(frozen=True, slots=True, eq=False)
class Concentrated:
    """One evaluation: the likelihood at the best coefficients and scale for the given shares of variance."""

    log_likelihood: float
    scale: float
    coefficients: FloatArray
    covariance: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """The system matrices, and the state predicted after the last period: one column for the series, one a regressor."""

    transition: FloatArray
    disturbance: FloatArray
    loading: FloatArray
    irregular: float
    states: FloatArray
    covariance: FloatArray
    errors: FloatArray

    def ahead(self, x: FloatArray, beta: FloatArray, beta_covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and covariance of the values to come under the regressors `x`."""
        horizon = len(x)
        powers = [np.eye(len(self.transition))]
        for _ in range(horizon - 1):
            powers.append(self.transition @ powers[-1])
        loads = np.array([self.loading @ power for power in powers])
        covariance, spread = self.irregular * np.eye(horizon), self.covariance
        for step in range(horizon):
            across = loads[: horizon - step] @ spread @ self.loading
            covariance[step, step:] += across
            covariance[step + 1 :, step] += across[1:]
            spread = self.transition @ spread @ self.transition.T + self.disturbance
        forecasts = loads @ self.states
        # What the states had not taken up of a regressor is what its coefficient still stands for.
        left = x - forecasts[:, 1:]
        return forecasts[:, 0] + left @ beta, covariance + left @ beta_covariance @ left.T


class StructuralLikelihood:
    """The likelihood of a series y − Xβ under one specification of components, for any shares of variance."""

    def __init__(self, y: FloatArray, x: FloatArray, specification: dict[str, Any]) -> None:
        columns = np.column_stack([y, np.where(np.isnan(y)[:, None], np.nan, x)])
        self.models = [_model(column, specification) for column in columns.T]
        self.specification = specification
        self.known = ~np.isnan(y)
        self.names: list[str] = list(self.models[0].param_names)
        self.diffuse = int(self.models[0].k_states) - _idle_states(specification)

    def at(self, shares: FloatArray) -> Concentrated:
        """Return the concentrated likelihood at `shares` of variance (they need not add up to 1)."""
        _, errors, log_likelihood = self._errors(shares)
        target, given = errors[:, 0], errors[:, 1:]
        coefficients = np.asarray(np.linalg.lstsq(given, target, rcond=None)[0] if given.size else np.empty(0))
        rest = target - given @ coefficients
        freedom = target.size - coefficients.size
        scale = float(rest @ rest) / freedom
        # The filter ran with a scale of 1 and without coefficients: both are put right here.
        information = given.T @ given
        exact = log_likelihood + (target @ target - freedom * (1 + np.log(scale))) / 2
        exact -= np.linalg.slogdet(information)[1] / 2 if given.size else 0.0
        return Concentrated(float(exact), scale, coefficients, np.asarray(scale * np.linalg.pinv(information)))

    def best(self) -> tuple[FloatArray, Concentrated]:
        """Return the variances of the greatest likelihood, with boundaries at zero tried, and its evaluation."""
        count = len(self.names)
        shares, best = self._search(np.ones(count, dtype=bool))
        for place in np.argsort(shares):
            active = shares > 0
            active[place] = False
            if shares[place] > 1e-4 * shares.max() or not active.any():
                continue
            fewer, value = self._search(active, shares)
            if value.log_likelihood > best.log_likelihood - _NEGLIGIBLE:
                shares, best = fewer, value
        return shares * best.scale, best

    def collinear(self) -> bool:
        """Return whether the regressors, after the diffuse start, depend on each other or are used up by it."""
        given = self._errors(np.ones(len(self.names)))[1][:, 1:]
        if not given.size:
            return False
        size = np.linalg.norm(np.column_stack([np.nan_to_num(model.endog[:, 0]) for model in self.models[1:]]), axis=0)
        return bool(np.linalg.svd(given / np.where(size > 0, size, 1.0), compute_uv=False)[-1] < _COLLINEAR)

    def perfect(self) -> bool:
        """Return whether the fixed parts alone run through every observation, which leaves no variance."""
        errors = self._errors(np.ones(len(self.names)))[1]
        target, given = errors[:, 0], errors[:, 1:]
        rest = target - given @ np.linalg.lstsq(given, target, rcond=None)[0] if given.size else target
        return float(np.linalg.norm(rest)) <= _COLLINEAR * float(np.nanstd(self.models[0].endog))

    def smooth(self, variances: FloatArray, y: FloatArray) -> dict[str, FloatArray]:
        """Return the smoothed level with its standard error, slope and season of a series freed from its regressors."""
        model = _model(y, self.specification)
        model.update(variances)
        result = model.ssm.smooth()
        states, design = result.smoothed_state, result.design[0, :, 0]
        parts = {"level": states[0], "level_error": np.sqrt(np.maximum(result.smoothed_state_cov[0, 0], 0.0))}
        seasonal = 1
        if model.trend:
            parts["slope"], seasonal = states[1], 2
        if seasonal < len(states):
            parts["season"] = design[seasonal:] @ states[seasonal:]
        return parts

    def at_the_end(self, variances: FloatArray) -> End:
        """Return what forecasting from the last period needs, at the given variances."""
        results, errors, _ = self._errors(variances)
        first = results[0]
        selection, disturbance = first.selection[..., 0], first.state_cov[..., 0]
        return End(
            transition=first.transition[..., 0],
            disturbance=selection @ disturbance @ selection.T,
            loading=first.design[0, :, 0],
            irregular=float(first.obs_cov[0, 0, 0]),
            states=np.column_stack([result.predicted_state[:, -1] for result in results]),
            covariance=first.predicted_state_cov[..., -1],
            errors=errors,
        )

    def _errors(self, variances: FloatArray) -> tuple[list[Any], FloatArray, float]:
        """Return filter results, the standardised prediction errors after the start, and the likelihood of the series."""
        for model in self.models:
            model.update(variances)
        results = [model.ssm.filter() for model in self.models]
        first = results[0]
        use = self.known & ~(first.forecasts_error_diffuse_cov[0, 0] > _DIFFUSE)
        weight = 1 / np.sqrt(first.forecasts_error_cov[0, 0, use])
        return (
            results,
            np.column_stack([result.forecasts_error[0, use] * weight for result in results]),
            first.llf_obs.sum(),
        )

    def _search(self, active: Any, near: FloatArray | None = None) -> tuple[FloatArray, Concentrated]:
        """Return the best shares when only the `active` components vary; the greatest share is about 1."""
        free = int(active.sum())

        def spread(u: FloatArray) -> FloatArray:
            shares = np.zeros(active.size)
            logs = np.concatenate([np.zeros(1), u])
            shares[active] = np.exp(logs - logs.max())
            return shares

        def minus(u: FloatArray) -> float:
            return -self.at(spread(np.clip(u, -_WIDEST, _WIDEST))).log_likelihood

        if free == 1:
            return spread(np.empty(0)), self.at(spread(np.empty(0)))
        u = _minimise(minus, _starts(free) if near is None else [_logs(near[active])])
        shares = spread(np.clip(u, -_WIDEST, _WIDEST))
        return shares, self.at(shares)


def _model(column: FloatArray, specification: dict[str, Any]) -> Any:
    from statsmodels.tsa.statespace.initialization import Initialization
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    model = UnobservedComponents(column, use_exact_diffuse=True, **specification)
    idle = _idle_states(specification)
    if idle:
        start = Initialization(model.k_states)
        start.set((0, model.k_states - idle), "diffuse")
        start.set(model.k_states - idle, "known", constant=[0.0], stationary_cov=[[0.0]])
        model.ssm.initialization = start
    return model


def _idle_states(specification: dict[str, Any]) -> int:
    """Return 1 when the last wave of the season, of two periods, has a sine that is always 0, else 0."""
    return sum(1 - int(season["period"]) % 2 for season in specification.get("freq_seasonal", ()))


def _logs(shares: FloatArray) -> FloatArray:
    logs = np.log(np.maximum(shares, np.exp(-_WIDEST)))
    return np.asarray(logs[1:] - logs[0])


def _starts(free: int) -> list[FloatArray]:
    """Return shares relative to the irregular: all alike small or large, and each component in turn the larger one."""
    starts = [np.full(free - 1, value) for value in (-8.0, -3.0, 0.0, 3.0)]
    return starts + [np.where(np.arange(free - 1) == one, 0.0, -8.0) for one in range(free - 1) if free > 2]


def _minimise(function: Any, starts: list[FloatArray]) -> FloatArray:
    bounds = [(-_WIDEST, _WIDEST)] * starts[0].size
    found = [optimize.minimize(function, start, method="L-BFGS-B", bounds=bounds) for start in starts]
    best = min(found, key=lambda one: one.fun)
    options = {"xatol": 1e-7, "fatol": 1e-11, "maxiter": 400 * best.x.size, "initial_simplex": _simplex(best.x)}
    polished = optimize.minimize(function, best.x, method="Nelder-Mead", options=options)
    return np.asarray(polished.x if polished.fun <= best.fun else best.x)


def _simplex(centre: FloatArray) -> FloatArray:
    return np.vstack([centre, centre + 0.05 * np.eye(centre.size)])
