"""The state space of the latent risk model: its matrices, its posterior, and futures drawn from it.

States: level and slope of log exposure, level and slope of log risk, and one constant a step. Observed: log exposure and
log deaths = log exposure + log risk (+ steps). Levels start diffuse, slopes near zero. Deaths that are counts add their own
Poisson variance 1/λ_t to log deaths; λ_t is found by repeated linearisation, as for any exponential family (Durbin and
Koopman 2012, section 10.6). The standard deviations have log-normal priors as wide as a factor e: eight years cannot tell
five variances apart by themselves.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize

from safetystats.measures.columns import FloatArray
from safetystats.models.futures.draws import normal_draws

DEVIATIONS = {
    "exposure_irregular": 0.005, "deaths_irregular": 0.03, "exposure_level": 0.015, "exposure_slope": 0.01,
    "risk_level": 0.05, "risk_slope": 0.03,
}  # fmt: skip
"""Centres of the priors: relative changes a year that are usual in national and provincial series."""
PRIOR_SPREAD = 1.0
SLOPE_START = 0.1
STEP_START = 1.0
CORRELATION_SPREAD = 0.5
_ROUNDS, _SETTLED = 4, 1e-3
_DEVIATION_BOUNDS, _CORRELATION_BOUNDS = (-12.0, 1.0), (-2.5, 2.5)
"""Of the log of a deviation, and of the inverse hyperbolic tangent of a correlation."""


@dataclass(frozen=True, slots=True, eq=False)
class RiskSpace:
    """Data of a latent risk model: logs of exposure and deaths (NaN is missing), the counts, steps, damping and offset."""

    log_exposure: FloatArray
    log_deaths: FloatArray
    deaths: FloatArray
    steps: FloatArray
    exposure_steps: FloatArray
    damping: tuple[float, float]
    offset: float
    correlated: bool
    counts: bool

    def centre(self) -> FloatArray:
        """Return the centre of the prior."""
        return np.concatenate([np.log(list(DEVIATIONS.values())), np.zeros(2 * self.correlated)])

    def spread(self) -> FloatArray:
        """Return the standard deviations of the prior."""
        return np.concatenate(
            [np.full(len(DEVIATIONS), PRIOR_SPREAD), np.full(2 * self.correlated, CORRELATION_SPREAD)]
        )

    def bounds(self) -> list[tuple[float, float]]:
        """Return the bounds of the search."""
        return [_DEVIATION_BOUNDS] * len(DEVIATIONS) + [_CORRELATION_BOUNDS] * (2 * self.correlated)

    def smoother(self, theta: FloatArray, counting: FloatArray, working: FloatArray) -> Any:
        """Return statsmodels' Kalman smoother at parameters `theta`, deaths standing as `working` logs with extra variance."""
        from statsmodels.tsa.statespace.initialization import Initialization
        from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

        n, k = self.log_exposure.size, 4 + self.steps.shape[1] + self.exposure_steps.shape[1]
        space = KalmanSmoother(k_endog=2, k_states=k, k_posdef=4)
        space.bind(np.ascontiguousarray(np.column_stack([self.log_exposure, working])))
        design = np.zeros((2, k, n))
        design[0, 0], design[1, 0], design[1, 2] = 1, 1, 1
        design[1, 4 : 4 + self.steps.shape[1]] = self.steps.T
        design[0, 4 + self.steps.shape[1] :] = self.exposure_steps.T
        deviation = np.exp(theta[: len(DEVIATIONS)])
        noise = np.zeros((2, 2, n))
        noise[0, 0], noise[1, 1] = deviation[0] ** 2, deviation[1] ** 2 + counting
        space["design"], space["obs_cov"] = design, noise
        space["transition"], space["selection"] = self.transition(k), np.eye(k, 4)
        space["state_cov"] = self.disturbance(theta)
        start = Initialization(k)
        start.set((0, 1), "diffuse")
        start.set((1, 2), "known", constant=[0.0], stationary_cov=[[SLOPE_START**2]])
        start.set((2, 3), "diffuse")
        rest = np.diag([SLOPE_START**2, *np.full(k - 4, STEP_START**2)])
        start.set((3, k), "known", constant=np.zeros(k - 3), stationary_cov=rest)
        space.initialization = start
        return space

    def transition(self, k: int) -> FloatArray:
        """Return how states move on: levels by their damped slopes, risk also against that of exposure, steps not at all."""
        matrix = np.eye(k)
        matrix[2, 1] = -self.offset * self.damping[0]
        for place, kept in zip((0, 2), self.damping, strict=True):
            matrix[place, place + 1] = matrix[place + 1, place + 1] = kept
        return matrix

    def disturbance(self, theta: FloatArray) -> FloatArray:
        """Return the covariance of the disturbances of exposure's and risk's level and slope."""
        deviation = np.exp(theta[2 : len(DEVIATIONS)])
        matrix = np.diag(deviation**2)
        if self.correlated:
            for place, rho in enumerate(np.tanh(theta[len(DEVIATIONS) :])):
                matrix[place, 2 + place] = matrix[2 + place, place] = rho * deviation[place] * deviation[2 + place]
        return matrix


@dataclass(frozen=True, slots=True, eq=False)
class RiskPosterior:
    """The most probable parameters, their covariance, and the linearised deaths that go with them."""

    theta: FloatArray
    covariance: FloatArray
    working: FloatArray
    counting: FloatArray


def fit_risk(space: RiskSpace) -> RiskPosterior:
    """Return the posterior mode; deaths are linearised anew round by round until they no longer move."""
    working, counting = _first_linearisation(space)
    theta = space.centre()
    for _ in range(_ROUNDS if space.counts else 1):
        theta = _mode(space, theta, working, counting)
        before = working
        working, counting = _linearise(space, theta, working, counting)
        if np.nanmax(np.abs(working - before), initial=0.0) < _SETTLED:
            break
    return RiskPosterior(theta, _curvature(space, theta, working, counting), working, counting)


def futures(
    space: RiskSpace, posterior: RiskPosterior, horizon: int, draws: int, parameter_draws: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return draws of log exposure and of log expected deaths over the last `horizon` periods of the space."""
    each = -(-draws // parameter_draws)
    sampled = posterior.theta + normal_draws(posterior.covariance, parameter_draws, rng)
    sampled = np.clip(sampled, *np.transpose(space.bounds()))
    parts = [_paths(space, theta, posterior, horizon, each, rng) for theta in sampled]
    exposure, deaths = (np.concatenate(part)[:draws] for part in zip(*parts, strict=True))
    return exposure, deaths


def _paths(
    space: RiskSpace, theta: FloatArray, posterior: RiskPosterior, horizon: int, draws: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    smoother = space.smoother(theta, posterior.counting, posterior.working)
    states = _draw_backwards(smoother.filter(), horizon, draws, rng)
    signal = np.einsum("ijt,dtj->idt", smoother["design"][:, :, -horizon:], states)
    deviation = np.exp(theta[:2])
    noise = rng.standard_normal((2, draws, horizon)) * deviation[:, None, None]
    exposure, deaths = signal + noise
    return exposure, deaths


def _draw_backwards(result: Any, horizon: int, draws: int, rng: np.random.Generator) -> FloatArray:
    """Return the last `horizon` states, drawn from the last one backwards (Carter and Kohn 1994; Frühwirth-Schnatter 1994)."""
    transition = result.transition[..., 0]
    selection = result.selection[..., 0]
    disturbance = selection @ result.state_cov[..., 0] @ selection.T
    k, last = len(transition), result.nobs - 1
    states = np.empty((draws, horizon, k))
    states[:, -1] = result.filtered_state[:, last] + normal_draws(result.filtered_state_cov[..., last], draws, rng)
    for back in range(2, horizon + 1):
        at = result.nobs - back
        mean, covariance = result.filtered_state[:, at], result.filtered_state_cov[..., at]
        gain = covariance @ transition.T @ np.linalg.pinv(transition @ covariance @ transition.T + disturbance)
        rest = covariance - gain @ transition @ covariance
        ahead = states[:, horizon - back + 1] - transition @ mean
        states[:, horizon - back] = mean + ahead @ gain.T + normal_draws(rest, draws, rng)
    return states


def _first_linearisation(space: RiskSpace) -> tuple[FloatArray, FloatArray]:
    if not space.counts:
        return space.log_deaths, np.zeros_like(space.deaths)
    return np.log(space.deaths + 0.5), np.nan_to_num(1 / (space.deaths + 0.5))


def _linearise(
    space: RiskSpace, theta: FloatArray, working: FloatArray, counting: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return log λ + (deaths − λ)/λ and 1/λ at the smoothed λ, itself iterated to rest."""
    if not space.counts:
        return working, counting
    for _ in range(50):
        signal = _smoothed_log_mean(space, theta, working, counting)
        # Far below one death the linearisation overshoots; a step of two logs is enough.
        signal = np.clip(signal, working - 2, working + 2)
        mean = np.exp(signal)
        renewed = np.where(np.isnan(space.deaths), np.nan, signal + space.deaths / mean - 1)
        moved = np.nanmax(np.abs(renewed - working), initial=0.0)
        working, counting = renewed, np.where(np.isnan(space.deaths), 0.0, 1 / mean)
        if moved < _SETTLED / 10:
            break
    return working, counting


def _smoothed_log_mean(space: RiskSpace, theta: FloatArray, working: FloatArray, counting: FloatArray) -> FloatArray:
    """Return the smoothed log of expected deaths, their own irregular included."""
    smoother = space.smoother(theta, counting, working)
    result = smoother.smooth()
    signal = np.einsum("jt,jt->t", smoother["design"][1], result.smoothed_state)
    own = np.exp(2 * theta[1])
    return np.asarray(signal + own / (own + counting) * np.nan_to_num(working - signal))


def _minus_posterior(space: RiskSpace, theta: FloatArray, working: FloatArray, counting: FloatArray) -> float:
    away = (theta - space.centre()) / space.spread()
    return float(away @ away / 2 - space.smoother(theta, counting, working).loglike())


def _mode(space: RiskSpace, start: FloatArray, working: FloatArray, counting: FloatArray) -> FloatArray:
    found = optimize.minimize(
        lambda theta: _minus_posterior(space, theta, working, counting), start, method="L-BFGS-B", bounds=space.bounds(),
        options={"ftol": 1e-8, "maxiter": 60},
    )  # fmt: skip
    return np.asarray(found.x)


def _curvature(space: RiskSpace, theta: FloatArray, working: FloatArray, counting: FloatArray) -> FloatArray:
    """Return the inverse of the posterior's curvature; nowhere wider than the prior."""
    step, size = 0.1, theta.size
    hessian = np.empty((size, size))
    moves = step * np.eye(size)

    def at(shift: FloatArray) -> float:
        return _minus_posterior(space, theta + shift, working, counting)

    middle = at(np.zeros(size))
    single = [(at(move), at(-move)) for move in moves]
    for i in range(size):
        hessian[i, i] = (single[i][0] + single[i][1] - 2 * middle) / step**2
        for j in range(i):
            both = at(moves[i] + moves[j]) + at(-moves[i] - moves[j])
            hessian[i, j] = hessian[j, i] = (both - sum(single[i]) - sum(single[j]) + 2 * middle) / (2 * step**2)
    scale = space.spread()
    values, vectors = np.linalg.eigh(hessian * np.outer(scale, scale))
    inverse = vectors / np.maximum(values, 1.0) @ vectors.T
    return np.asarray(inverse * np.outer(scale, scale))
