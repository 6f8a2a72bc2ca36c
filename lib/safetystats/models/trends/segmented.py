"""Segmented regression: straight pieces that join at dates free to lie between the observations (Muggeo 2003).

The dates are found by a search over a fine grid, then by minimising the misfit over all of them at once; intervals of
dates and slopes come from the model made linear at the estimates (the hinge (t − ψ)⁺ and its derivative in ψ), with
Student's t on n − 2 − 2·breaks degrees of freedom. ``log`` and ``linear`` are least squares; ``poisson`` and ``logistic``
are maximum likelihood for counts with an exposure.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import optimize, special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_counts, check_level, read_columns, refuse
from safetystats.measures.estimate import short
from safetystats.models.trends.joinpoint_search import hinges
from safetystats.models.trends.likelihood import dispersion, fit_counts

SEGMENTED_SCALES = ("log", "linear", "poisson", "logistic")
_MOST_STARTS = 4000


@dataclass(frozen=True, slots=True, repr=False)
class Segmented:
    """Dates `psi` and `slopes` with their limits; `apc` in percent a year (of the odds for logistic, none for linear).

    `rss` is the residual sum of squares, or the deviance of counts. `coefficients`: intercept at t = 0, first slope,
    changes of slope.
    """

    psi: FloatArray
    psi_lower: FloatArray
    psi_upper: FloatArray
    slopes: FloatArray
    slope_lower: FloatArray
    slope_upper: FloatArray
    coefficients: FloatArray
    rss: float
    freedom: int
    fitted: FloatArray
    scale: str
    level: float

    @property
    def apc(self) -> FloatArray:
        """The annual percent changes of the pieces."""
        return np.full_like(self.slopes, np.nan) if self.scale == "linear" else 100 * np.expm1(self.slopes)

    def __repr__(self) -> str:
        dates = ", ".join(
            f"{short(p)} ({short(a)} to {short(b)})"
            for p, a, b in zip(self.psi, self.psi_lower, self.psi_upper, strict=True)
        )
        return f"<Segmented breaks {dates or 'none'}; slopes {', '.join(short(s) for s in self.slopes)}, {self.scale}>"


def segmented(
    t: Column, y: Column, breaks: int = 1, scale: str = "log", *, exposure: Column = None, level: float = 0.95
) -> Segmented:
    """Return the segmented fit of `y` on `t` with so many `breaks`; for counts give `exposure` and their scale.

    At least two observations lie on either side of every break. Missing values are left out.
    """
    one_of(scale, SEGMENTED_SCALES, "scale")
    check_level(level)
    time, value, size = _known(t, y, exposure, scale)
    if not isinstance(breaks, (int, np.integer)) or breaks < 0 or time.size < 2 * breaks + 3:
        raise InputError(
            f"breaks is {breaks}, but {time.size} observations allow 0 to {max(0, (time.size - 3) // 2)} breaks."
        )
    origin = float(time[0])
    psi = _dates(time - origin, value, size, int(breaks), scale)
    return _result(time - origin, value, size, psi, origin, scale, level)


def _known(t: Column, y: Column, exposure: Column, scale: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    (time, value, size), _ = read_columns(t=t, y=y, exposure=1.0 if exposure is None else exposure)
    known = ~np.isnan(time) & ~np.isnan(value) & ~np.isnan(size)
    time, value, size = time[known], value[known], size[known]
    if np.any(np.diff(time) <= 0):
        raise InputError("t must rise from one observation to the next; sort the series and give each time once.")
    if scale == "log":
        refuse(value <= 0, value, "y", "must be greater than 0 on the logarithmic scale")
        value = np.log(value)
    if scale in ("poisson", "logistic"):
        check_counts(value, "y")
        refuse(size <= 0, size, "exposure", "must be greater than 0")
    if scale == "logistic":
        refuse(value > size, value, "y", "must not exceed the exposure")
    return time, value, size


def _misfits(design: FloatArray, y: FloatArray, size: FloatArray, scale: str) -> FloatArray:
    """Return the misfit of each design: deviance of counts, else residual sum of squares."""
    if scale in ("poisson", "logistic"):
        return fit_counts(design, y, size, scale).deviance
    q, _ = np.linalg.qr(design)
    return np.asarray(y @ y - np.sum(np.einsum("bnp,n->bp", q, y) ** 2, axis=1))


def _dates(time: FloatArray, y: FloatArray, size: FloatArray, breaks: int, scale: str) -> FloatArray:
    if breaks == 0:
        return np.empty(0)
    low, high = time[1], time[-2]
    points = max(breaks + 3, int(_MOST_STARTS ** (1 / breaks)))
    grid = np.linspace(low, high, min(points, 8 * time.size) + 2)[1:-1]
    starts = np.array(list(combinations(grid, breaks)))
    apart = np.all(np.diff(np.searchsorted(time, starts), axis=1) >= 2, axis=1)
    starts = starts[apart] if apart.any() else starts
    misfit = _misfits(_designs(time, starts), y, size, scale)
    start = starts[int(np.argmin(misfit))]

    def loss(psi: FloatArray) -> float:
        if np.any(np.diff(psi) <= 0) or psi[0] <= low or psi[-1] >= high:
            return float("inf")
        return float(_misfits(_designs(time, psi[None, :]), y, size, scale)[0])

    width = (high - low) / (grid.size + 1)
    simplex = np.vstack([start, start + np.eye(breaks) * width])
    found = optimize.minimize(
        loss, start, method="Nelder-Mead",
        options={"initial_simplex": simplex, "xatol": 1e-9, "fatol": 1e-14, "maxiter": 2000, "maxfev": 4000},
    )  # fmt: skip
    return np.asarray(found.x, dtype=float)


def _designs(time: FloatArray, dates: FloatArray) -> FloatArray:
    bends = np.maximum(time[None, :, None] - dates[:, None, :], 0.0)
    base = np.broadcast_to(np.column_stack([np.ones_like(time), time]), (dates.shape[0], time.size, 2))
    return np.concatenate([base, bends], axis=2)


def _result(
    time: FloatArray, y: FloatArray, size: FloatArray, psi: FloatArray, origin: float, scale: str, level: float
) -> Segmented:
    k, freedom = psi.size, time.size - 2 - 2 * psi.size
    design = np.column_stack([np.ones_like(time), time, hinges(time, psi)])
    if scale in ("poisson", "logistic"):
        one = fit_counts(design[None], y, size, scale)
        beta, misfit, fitted = one.coefficients[0], float(one.deviance[0]), one.means[0]
        weights = fitted if scale == "poisson" else fitted * (1 - fitted / size)
        variance = dispersion(float(one.pearson[0]), freedom)
    else:
        beta, *_ = np.linalg.lstsq(design, y, rcond=None)
        line = design @ beta
        misfit, fitted, weights = (
            float(np.sum((y - line) ** 2)),
            np.exp(line) if scale == "log" else line,
            np.ones_like(y),
        )
        variance = misfit / freedom if freedom > 0 else np.nan
    # The derivative of the k-th hinge in its date is −(change of slope) after the date.
    tangent = np.column_stack([design, (time[:, None] > psi) * -beta[2:]])
    covariance = np.linalg.pinv(tangent.T @ (tangent * weights[:, None])) * variance
    to_slopes = np.column_stack([np.zeros(k + 1), np.ones(k + 1), np.tri(k + 1)[:, 1:]])
    slopes = to_slopes @ beta
    errors = np.sqrt(np.diag(to_slopes @ covariance[: k + 2, : k + 2] @ to_slopes.T))
    date_errors = np.sqrt(np.diag(covariance)[k + 2 :])
    reach = float(special.stdtrit(freedom, (1 + level) / 2)) if freedom > 0 else np.nan
    at_zero = np.concatenate([[beta[0] - beta[1] * origin], beta[1:]])
    dates = psi + origin
    return Segmented(
        psi=dates, psi_lower=dates - reach * date_errors, psi_upper=dates + reach * date_errors, slopes=slopes,
        slope_lower=slopes - reach * errors, slope_upper=slopes + reach * errors, coefficients=at_zero, rss=misfit,
        freedom=freedom, fitted=fitted, scale=scale, level=level,
    )  # fmt: skip
