"""The runs for one's own dataset, without a batch file: its widest area, its last whole year, the notebooks it can feed.

Outputs go to a folder of the dataset's name, and so never over those of a batch.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from safetystats.analyses.needs import unmet
from safetystats.analyses.parameters import Parameters, check
from safetystats.analyses.study import study_of
from safetystats.batch.batch_file import read_batch_file
from safetystats.batch.notebook_file import SUFFIX, NotebookFile
from safetystats.batch.plan import Plan, Run, Selection, find_batch, open_notebook
from safetystats.datasets import Dataset, open_dataset
from safetystats.datasets.descriptor import FILE_NAME
from safetystats.datasets.scope import Scope, scope_of
from safetystats.errors import InputError


def plan_own_dataset(wanted: Selection) -> Plan:
    """Return the runs for the dataset that ``wanted.parameters`` name, for each area and period wanted.

    Without an area it is the widest the dataset holds, without a period the last whole year of the area, without notebooks
    those of the default batch which the dataset can feed; ``Plan.notes`` say what was chosen and what was left out, and why.
    Raises :class:`InputError` when a parameter is wrong, when the dataset has errors, or when it holds nothing for an area
    and period.
    """
    given = dict(wanted.parameters or {})
    if "output_dir" in given:
        raise InputError("The parameter 'output_dir' cannot be set with -p; use --output-dir.")
    check(given)
    default = read_batch_file(find_batch(None))
    notebooks = [open_notebook(_notebook_name(name)) for name in wanted.notebooks or default.notebooks]
    languages = [given["language"]] if "language" in given else default.languages
    data = open_dataset(given["dataset"])
    runs: dict[str, Run] = {}
    notes: list[str] = []
    for place in _places(data, given, wanted, notes):
        left_out = {} if wanted.notebooks else _left_out(data, place, notebooks, notes)
        for language in languages:
            parameters = check({**place, "language": language})
            made = [Run(notebook, parameters) for notebook in notebooks if notebook.name not in left_out]
            runs |= {run.id: run for run in made}
    card = data.folder / FILE_NAME
    return Plan(data.name, data.title, card, default.limits, tuple(runs.values()), tuple(runs), tuple(notes))


def _places(data: Dataset, given: Mapping[str, str], wanted: Selection, notes: list[str]) -> list[dict[str, str]]:
    """Return dataset, area and period of each run; what nobody asked for is chosen, and told in `notes`."""
    areas: list[str | None] = [*wanted.areas, *([given["area"]] if "area" in given else [])]
    periods = [*wanted.periods, *([given["period"]] if "period" in given else [])]
    places = []
    for area in areas or [None]:
        code, when = area and data.areas.get(area).code, periods
        if code is None or not periods:
            scope = _scope(data, given["dataset"], code)
            notes.append(_chosen(data, scope, bool(periods)))
            code, when = scope.area.code, periods or [scope.period.report_name]
        places += [{"dataset": given["dataset"], "area": code, "period": period} for period in when]
    return places


def _scope(data: Dataset, asked: str, area: str | None) -> Scope:
    scope = scope_of(data, area)
    if scope is None:
        where = f" of {area}" if area else ""
        raise InputError(
            f"The dataset {data.name} holds no accident{where} with a day and an area, and no counts{where}; "
            f"`safetystats check {asked}` lists what is wrong."
        )
    return scope


def _chosen(data: Dataset, scope: Scope, period_given: bool) -> str:
    """Say which area and period were chosen, so that a part of a year is never taken for the whole."""
    where = f"{data.name}: area {scope.area.code}"
    if scope.area.name.en != scope.area.code:
        where += f" ({scope.area.name.en})"
    if period_given:
        return f"{where}, the widest of the dataset."
    when = scope.period
    if when.is_year:
        return f"{where}, period {when}, the last whole year it holds."
    return f"{where}, period {when.report_name} ({when.text.en}): it holds no whole year."


def _left_out(
    data: Dataset, place: Mapping[str, str], notebooks: Sequence[NotebookFile], notes: list[str]
) -> Mapping[str, str]:
    """Return the notebooks that the dataset cannot feed, each told in `notes`."""
    parameters: Parameters = check(place)
    reasons = unmet(study_of("", data, parameters), [notebook.name for notebook in notebooks])
    notes += [f"left out: {name} for {parameters.area}, {parameters.period}: {why}" for name, why in reasons.items()]
    return reasons


def _notebook_name(name: str) -> str:
    """Return a bundled notebook's name, which may be typed with its suffix; a file stays a path."""
    return name if Path(name).is_file() else name.removesuffix(SUFFIX)
