"""Backtests: forecasts made from every earlier year as if it were the last, and judged by what came.

Rolling origins (Tashman 2000): from each origin a method sees the values up to it and nothing later. Skill is 1 minus the
ratio of a method's mean error to the naive one's on the same tasks; its standard error treats each series as one
observation (a ratio estimator with clusters), as the tasks of one series share their years. With few series it is rough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray
from safetystats.measures.estimate import percentage, short
from safetystats.models.forecasts.comparison_methods import COMPARISON_METHODS, PanelForecast, forecast_by
from safetystats.models.forecasts.scores import CRPS_PROBABILITIES, crps, interval_score, mean_change, smape
from safetystats.models.series.reading import MOST_STEPS, Series, are_whole, read_horizon, read_panel, read_series

SHORTEST = 8
_LEVELS = (50, 80, 95)
_TAILS = np.array([(1 - level / 100) / 2 for level in _LEVELS])
_METRICS = ("smape", "mase", "crps")
_SURE = 1.645
"""Standard errors by which a skill must stand away from 0 to be called sure (one-sided, 5 %)."""


@dataclass(frozen=True, slots=True, repr=False)
class Conclusion:
    """What to use: ``naive`` unless the `method` that was asked about has a smaller mean scaled error.

    `skill` and `standard_error` are that method's over the naive forecast; `sure` tells whether they stand apart.
    """

    method: str
    skill: float
    standard_error: float
    sure: bool
    best: str

    @property
    def beats_naive(self) -> bool:
        """Whether the chosen method is not the naive forecast."""
        return self.method != "naive"

    def __repr__(self) -> str:
        sure = "surely" if self.sure else "not surely"
        skill = f"skill {percentage(round(self.skill, 3))} ± {percentage(round(self.standard_error, 3))}"
        return f"<Conclusion: use {self.method}; {skill} over naive, {sure}; best {self.best}>"


@dataclass(frozen=True, slots=True, repr=False)
class Backtest:
    """`scores` by series and method, `summary` by method, and `forecasts`: every forecast with what came.

    Scores: tasks, smape, mase, msis, crps (both in units of the mean yearly change) and coverage_50, _80, _95 in per cent.
    The summary adds skill_smape, skill_mase, skill_crps with standard errors (…_se). In `forecasts`, pit is the chance that
    the forecast gave to figures up to the actual one: even between 0 and 1 when the forecasts are honest.
    """

    scores: pd.DataFrame
    summary: pd.DataFrame
    forecasts: pd.DataFrame
    conclusion: Conclusion

    def pit(self, method: str) -> FloatArray:
        """Return the probability integral transforms of a method's forecasts (randomised for counts, seed fixed)."""
        one_of(method, list(self.summary.index), "method")
        return self.forecasts.loc[self.forecasts["method"] == method, "pit"].to_numpy(float)

    def __repr__(self) -> str:
        series = self.scores["unique_id"].nunique()
        best = self.conclusion
        return f"<Backtest of {series} series, {', '.join(self.summary.index)}; use {best.method}, skill {short(best.skill)}>"


def backtest(
    frame: pd.DataFrame | Column,
    horizon: int,
    methods: str | Sequence[str] = ("combined", "naive", "drift", "mean"),
    *,
    origins: int | None = None,
    step: int = 1,
    shortest: int = SHORTEST,
    counts: bool | None = None,
    seed: int = 1,
) -> Backtest:
    """Forecast from rolling origins and score the forecasts.

    Parameters
    ----------
    frame
        A panel with unique_id, ds and y, or one series.
    methods
        Of :data:`COMPARISON_METHODS`; the first is the one the conclusion is about. ``naive`` is always among them.
    origins, step
        How many origins of each series, the latest first, and how far apart; all by default.
    shortest
        Values a forecast must know.
    seed
        Of the random part of the probability integral transforms of counts.

    Raises
    ------
    InputError
        An unknown method, or no series with `shortest` + `horizon` values.
    """
    ahead = read_horizon(horizon, MOST_STEPS)
    asked = [methods] if isinstance(methods, str) else methods
    names = list(dict.fromkeys([*(one_of(method, COMPARISON_METHODS, "methods") for method in asked), "naive"]))
    panel = read_panel(frame, counts) if isinstance(frame, pd.DataFrame) else [read_series(frame, counts)]
    tasks = _tasks(panel, ahead, origins, step, shortest)
    known = [_known(task, end, counts) for task, end in tasks]
    actual = np.stack([task.values[end : end + ahead] for task, end in tasks], axis=1)
    parts = []
    for name in names:
        made = forecast_by(name, known, ahead)
        parts.append(_judged(made, tasks, known, actual, np.random.default_rng(seed)).assign(method=name))
    forecasts = pd.concat(parts, ignore_index=True)
    summary = _summary(forecasts, names)
    return Backtest(_scores(forecasts, ["unique_id", "method"]), summary, forecasts, _conclude(summary, names[0]))


def choose(series: Column, horizon: int, counts: bool | None = None) -> Conclusion:
    """Return which method to use for one series by its own backtest: ``combined``, or ``naive`` where nothing beats it."""
    return backtest(series, horizon, ("combined", "naive"), counts=counts).conclusion


def _tasks(
    panel: list[Series], horizon: int, origins: int | None, step: int, shortest: int
) -> list[tuple[Series, int]]:
    """Return each series with the number of values known at each of its origins."""
    for name, value in {"origins": origins, "step": step, "shortest": shortest}.items():
        if value is not None and (not isinstance(value, int) or value < 1):
            raise InputError(f"{name} is {value!r}, but must be a whole number of 1 or more.")
    found = []
    for one in panel:
        ends = list(range(one.values.size - horizon, shortest - 1, -step))[:origins]
        # Nothing is forecast from zeros that are not counts.
        found += [(one, end) for end in reversed(ends) if one.counts or one.values[:end].any()]
    if not found:
        longest = max(one.values.size for one in panel)
        raise InputError(
            f"A backtest over {horizon} steps needs {shortest + horizon} values, but the longest series has {longest}."
        )
    return found


def _known(series: Series, end: int, counts: bool | None) -> Series:
    """Return the first values; whether they are counts is not read off the later ones either."""
    values = series.values[:end]
    labels = None if series.labels is None else series.labels.take(slice(end))
    return Series(values, are_whole(values) if counts is None else counts, labels, series.name)


def _judged(
    made: PanelForecast,
    tasks: list[tuple[Series, int]],
    known: list[Series],
    actual: FloatArray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return one row a task and step: the forecast, what came, and the scores."""
    unit = np.array([mean_change(one.values, min(one.season, one.values.size - 1)) for one in known])
    limits = made.quantiles(np.concatenate([_TAILS, 1 - _TAILS]))
    lower, upper = limits[: len(_LEVELS)], limits[len(_LEVELS) :]
    steps = np.broadcast_to(np.arange(1, len(actual) + 1)[:, None], actual.shape)
    counts = np.array([one.counts for one in known])
    columns = {
        "unique_id": np.broadcast_to(np.array([_name(task) for task, _ in tasks], dtype=object), actual.shape),
        "origin": np.broadcast_to(np.array([_origin(*task) for task in tasks], dtype=object), actual.shape),
        "step": steps,
        "actual": actual,
        "mean": made.mean,
        "pit": _transforms(made, actual, counts, rng),
        "smape": smape(made.mean, actual),
        "mase": np.abs(made.mean - actual) / unit,
        "msis": interval_score(lower[-1], upper[-1], actual) / unit,
        "crps": crps(made.quantiles(CRPS_PROBABILITIES), actual) / unit,
    }
    for place, level in enumerate(_LEVELS):
        columns |= {f"lower_{level}": lower[place], f"upper_{level}": upper[place]}
        inside = (actual >= lower[place]) & (actual <= upper[place])
        columns[f"coverage_{level}"] = np.where(np.isnan(lower[place]), np.nan, 100.0 * inside)
    return pd.DataFrame({name: np.asarray(values).T.ravel() for name, values in columns.items()})


def _transforms(made: PanelForecast, actual: FloatArray, counts: FloatArray, rng: np.random.Generator) -> FloatArray:
    upper = made.cdf(actual)
    lower = np.where(counts, made.cdf(actual - 1), upper)
    return np.asarray(lower + rng.random(actual.shape) * (upper - lower))


def _scores(forecasts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    names = ["smape", "mase", "msis", "crps", *(f"coverage_{level}" for level in _LEVELS)]
    groups = forecasts.groupby(by, sort=False)
    scores = groups[names].mean()
    scores.insert(0, "tasks", groups["mean"].count() // forecasts["step"].max())
    return scores.reset_index()


def _summary(forecasts: pd.DataFrame, methods: list[str]) -> pd.DataFrame:
    summary = _scores(forecasts, ["method"]).set_index("method").loc[methods]
    for metric in _METRICS:
        sums = forecasts.set_index(["unique_id", "origin", "step", "method"])[metric].unstack("method")
        both = [skill_with_error(sums[method], sums["naive"]) for method in methods]
        summary[f"skill_{metric}"], summary[f"skill_{metric}_se"] = zip(*both, strict=True)
    return summary


def skill_with_error(errors: pd.Series, naive: pd.Series) -> tuple[float, float]:
    """Return 1 − Σ errors / Σ naive and its standard error, clustered by the first level of the index."""
    known = errors.notna() & naive.notna()
    errors, naive = errors[known], naive[known]
    if not naive.sum() > 0:
        return np.nan, np.nan
    ratio = float(errors.sum() / naive.sum())
    residuals = (errors - ratio * naive).groupby(level=0).sum()
    count = residuals.size
    if count < 2:
        # One series: its origins stand in for series; they overlap, so this is a lower bound of the uncertainty.
        residuals = (errors - ratio * naive).groupby(level=1).sum()
        count = residuals.size
    if count < 2:
        return 1 - ratio, np.nan
    variance = float((residuals**2).sum()) * count / (count - 1)
    return 1 - ratio, float(np.sqrt(variance) / naive.sum())


def _conclude(summary: pd.DataFrame, method: str) -> Conclusion:
    skill, error = (float(summary[name].to_dict()[method]) for name in ("skill_mase", "skill_mase_se"))
    best = str(summary["mase"].idxmin()) if summary["mase"].notna().any() else "naive"
    used = method if skill > 0 else "naive"
    return Conclusion(used, skill, error, bool(abs(skill) > _SURE * error), best)


def _name(series: Series) -> str:
    return series.name.removeprefix("series ")


def _origin(series: Series, end: int) -> str:
    return str(end) if series.labels is None else series.labels.name(int(series.labels.numbers[end - 1]))
