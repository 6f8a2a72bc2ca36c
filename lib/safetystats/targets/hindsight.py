"""Targets judged in hindsight: what was promised, what happened, and whether the two can be compared at all.

A promise is judged on the figures that were published for its base period and its end. A stated change of definition
between the two makes them incomparable, unless somebody published the change on a comparable basis (an indicator
``…_change_5y`` or ``…_yoy`` for exactly that span). Where the end was never published, the last figure before it says
how far things had come. Verdicts and reasons are codes; the sentences belong to the analyses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import pandas as pd

from safetystats.datasets.dataset import Dataset
from safetystats.datasets.periods import Period, parse_period
from safetystats.datasets.units import convert
from safetystats.errors import InputError
from safetystats.targets.published import Published, Record, record_of
from safetystats.targets.trajectories import annual_cut, level_from, total_cut

#: What can be said of a promise, and why.
VERDICTS = ("kept", "missed", "not_comparable", "not_known")
REASONS = (
    "figures", "published_change", "cap_passed_early", "definition_break", "definition_differs", "unit_differs",
    "no_figures", "no_base_figure", "no_end_figure", "no_peer_figure",
)  # fmt: skip
#: How far things had come by the last figure before an end that was never published.
PROGRESS = ("reached_early", "on_course", "behind_course")
#: What a reader of a verdict has to know of the figures behind it.
CAUTIONS = ("derived_figure", "flash_figure", "within_rounding", "suspected_break", "reports_differ")
_CUTS = ("reduce_pct", "reduce_at_least_pct", "reduce_pct_per_year")
_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a promise. Levels are in the unit of the indicator; cuts, in percent, are negative for a rise."""

    verdict: str
    reason: str
    base: float = float("nan")
    required: float = float("nan")
    end: float = float("nan")
    required_cut: float = float("nan")
    achieved_cut: float = float("nan")
    required_annual_cut: float = float("nan")
    achieved_annual_cut: float = float("nan")
    last: float = float("nan")
    last_period: str | None = None
    progress: str | None = None
    base_definition: str | None = None
    end_definition: str | None = None
    breaks: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Promise:
    """One row of the table of targets, with the record of its indicator and, where it needs one, its peer's figure."""

    kind: str
    value: float
    unit: str
    base_period: Period | None
    period: Period
    record: Record
    peer: Published | None

    @property
    def years(self) -> int:
        return max(self.period.year - self.base_period.year, 1) if self.base_period else 1

    @property
    def base(self) -> Published | None:
        return self.record.at(self.base_period) if self.base_period else None


def judge_targets(dataset: Dataset, targets: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the targets of a dataset, one row each, with a verdict, its reason and the figures behind it.

    Parameters
    ----------
    dataset
        Holds the figures; what it lacks (a peer's, say) is looked up in the dataset its card names as reference.
    targets
        Rows of the table of targets; all of the dataset's when not given.

    Returns
    -------
    pandas.DataFrame
        The columns of the targets, then those of :class:`Judgement`. ``verdict`` is one of :data:`VERDICTS`, ``reason``
        of :data:`REASONS`, ``progress`` of :data:`PROGRESS`; ``cautions`` holds some of :data:`CAUTIONS`.
    """
    rows = dataset.targets if targets is None else targets
    reference = dataset.reference()
    held = (dataset,) if reference is None else (dataset, reference)
    judged = [_judge(_read_promise(row, held)) for _, row in rows.iterrows()]
    columns = {field.name: [getattr(one, field.name) for one in judged] for field in fields(Judgement)}
    return pd.concat([rows, pd.DataFrame(columns, index=rows.index)], axis=1)


def _read_promise(row: pd.Series, held: Sequence[Dataset]) -> _Promise:
    sector = row["sector"] if pd.notna(row["sector"]) else "all"
    period = parse_period(row["period"])
    peer = record_of(held, row["indicator"], row["peer"], sector).at(period) if pd.notna(row["peer"]) else None
    return _Promise(
        row["kind"], float(row["value"]), row["unit"], parse_period(row["base_period"]) if pd.notna(row["base_period"]) else None,
        period, record_of(held, row["indicator"], row["area"], sector), peer,
    )  # fmt: skip


def _judge(promise: _Promise) -> Judgement:
    """Judge on figures where they can be compared, else on a published change, else say why not and how far it had come."""
    base, end = promise.base, promise.record.at(promise.period)
    known = _describe(promise, base, end)
    between = promise.record.breaks_between(promise.base_period, promise.period) if promise.base_period else ()
    broken = tuple(one.id for one in between if one.certainty == "stated")
    known = replace(known, breaks=tuple(one.id for one in between))
    early = [part for part in promise.record.parts_of(promise.period) if part.value > promise.value]
    if promise.kind == "cap" and end is None and early:
        return replace(
            known, verdict="missed", reason="cap_passed_early", last=early[-1].value, last_period=str(early[-1].period)
        )
    reason = _obstacle(promise, base, end, broken)
    if reason is None:
        assert end is not None  # without an end there is an obstacle
        kept = _keeps(promise.kind, end.value, known.required)
        return replace(known, verdict="kept" if kept else "missed", reason="figures")
    change = promise.record.change(promise.base_period, promise.period) if promise.base_period else None
    if change is not None and promise.kind in _CUTS:
        return _by_change(promise, known, change)
    if reason in ("definition_break", "definition_differs", "unit_differs"):
        return replace(known, verdict="not_comparable", reason=reason)
    return _progress(promise, replace(known, verdict="not_known", reason=reason))


def _obstacle(promise: _Promise, base: Published | None, end: Published | None, broken: tuple[str, ...]) -> str | None:
    """Return the first reason why the figures do not decide, or None."""
    if promise.kind == "below_peer" and promise.peer is None:
        return "no_peer_figure"
    if end is None:
        return "no_end_figure" if promise.record.figures else "no_figures"
    if promise.kind in _CUTS and base is None:
        return "no_base_figure"
    if broken:
        return "definition_break"
    if base and base.definition and end.definition and base.definition != end.definition:
        return "definition_differs"
    return "unit_differs" if promise.kind not in _CUTS and _converted(promise, end.unit) is None else None


def _describe(promise: _Promise, base: Published | None, end: Published | None) -> Judgement:
    """Fill in the figures, what was required and what was achieved, as far as they are known."""
    used = [figure for figure in (base, end, promise.peer) if figure]
    unit = end.unit if end else base.unit if base else promise.unit
    required = _required(promise, base, unit)
    achieved = _cut(base.value, end.value) if base and end else float("nan")
    wanted = _cut(base.value, required) if base else _promised_cut(promise)
    return Judgement(
        "", "", base=base.value if base else float("nan"), required=required, end=end.value if end else float("nan"),
        required_cut=wanted, achieved_cut=achieved,
        required_annual_cut=annual_cut(wanted, promise.years), achieved_annual_cut=annual_cut(achieved, promise.years),
        base_definition=base.definition if base else None, end_definition=end.definition if end else None,
        cautions=_cautions(promise, base, end, required), sources=tuple(dict.fromkeys(one.source for one in used)),
        origins=tuple(dict.fromkeys(one.origin for one in used)),
    )  # fmt: skip


def _required(promise: _Promise, base: Published | None, unit: str) -> float:
    """Return the level promised for the end: below a peer, its figure; of a cut, the base less the cut."""
    if promise.kind == "below_peer":
        return promise.peer.value if promise.peer else float("nan")
    if promise.kind in _CUTS:
        return float(level_from(base.value, promise.kind, promise.value, promise.years)) if base else float("nan")
    converted = _converted(promise, unit)
    return promise.value if converted is None else converted


def _promised_cut(promise: _Promise) -> float:
    """Return the cut over the whole period that a promise in percent names by itself."""
    if promise.kind == "reduce_pct_per_year":
        return float(total_cut(promise.value, promise.years))
    return promise.value if promise.kind in _CUTS else float("nan")


def _converted(promise: _Promise, unit: str) -> float | None:
    try:
        return convert(promise.value, promise.unit, unit)
    except InputError:
        return None


def _by_change(promise: _Promise, known: Judgement, change: Published) -> Judgement:
    achieved, wanted = -change.value, _promised_cut(promise)
    return replace(
        known, verdict="kept" if achieved >= wanted else "missed", reason="published_change",
        achieved_cut=achieved, required_cut=wanted, achieved_annual_cut=annual_cut(achieved, promise.years),
        required_annual_cut=annual_cut(wanted, promise.years), end_definition=change.definition,
        sources=(*known.sources, change.source), origins=(*known.origins, change.origin),
    )  # fmt: skip


def _progress(promise: _Promise, known: Judgement) -> Judgement:
    """Say how far things had come by the last whole year before an end that is not known."""
    last = promise.record.last_before(promise.period, promise.base_period)
    if last is None or known.reason != "no_end_figure" or pd.isna(known.required) or known.breaks:
        return known
    if _keeps(promise.kind, last.value, known.required):
        progress = "reached_early"
    elif known.base > 0 and promise.base_period and promise.kind != "at_least":
        gone = (last.period.year - promise.base_period.year) / promise.years
        course = known.base * (known.required / known.base) ** gone
        progress = "on_course" if last.value <= course else "behind_course"
    else:
        progress = None
    return replace(known, last=last.value, last_period=str(last.period), progress=progress)


def _cautions(promise: _Promise, base: Published | None, end: Published | None, required: float) -> tuple[str, ...]:
    used = [figure for figure in (base if promise.kind in _CUTS else None, end) if figure]
    between = promise.record.breaks_between(promise.base_period, promise.period) if promise.base_period else ()
    slack = (end.precision / 2 if end else 0.0) + (
        base.precision / 2 * required / base.value if base and base.value and promise.kind in _CUTS else 0.0
    )
    found = {
        "derived_figure": any(figure.kind == "derived" for figure in used),
        "flash_figure": any(figure.kind == "flash" for figure in used),
        "within_rounding": end is not None and abs(end.value - required) < slack,
        "suspected_break": any(one.certainty == "suspected" for one in between),
        "reports_differ": any(figure.differs for figure in used),
    }
    return tuple(code for code, holds in found.items() if holds)


def _keeps(kind: str, value: float, required: float) -> bool:
    if kind == "at_least":
        return value >= required
    return value < required if kind == "below_peer" else value <= required


def _cut(base: float, end: float) -> float:
    return _WHOLE * (1 - end / base) if base > 0 else float("nan")
