"""From a batch file to the list of runs: one notebook with one set of checked parameters each.

Everything a user can get wrong is found here, before the first kernel starts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from safetystats import locate
from safetystats.analyses.parameters import Parameters, check
from safetystats.batch.batch_file import DEFAULT, BatchFile, Limits, place_in, read_batch_file
from safetystats.batch.notebook_file import SUFFIX, NotebookFile, find_notebook, read_notebook
from safetystats.datasets import open_areas, report_period
from safetystats.errors import InputError, did_you_mean
from safetystats.words import Language, Text

#: Given by the batch itself, so no run may set them.
_SET_BY_BATCH = {
    "language": "list the languages under `languages:`",
    "output_dir": "the batch decides where a run writes; move the whole with --output-dir",
}
_NEEDED = ("dataset", "area", "period")


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """One notebook with one set of parameters. `folder` is where it belongs, such as ``500233_2011-10_zh``."""

    notebook: NotebookFile
    parameters: Parameters

    @property
    def folder(self) -> str:
        """The folder of all notebooks of this area, period and language."""
        area = re.sub(r"[^\w.-]+", "-", self.parameters.area)  # an area of a card's own may be called anything
        return f"{area}_{self.parameters.period}_{self.parameters.language}"

    @property
    def id(self) -> str:
        """The run's name within its batch, such as ``500233_2011-10_zh/01_situation``."""
        return f"{self.folder}/{self.notebook.name}"

    @property
    def language(self) -> Language:
        """The language of the run."""
        return self.parameters.language

    def __repr__(self) -> str:
        return f"<Run {self.id}>"


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """The runs wanted of a batch, in the order of its file; `order` names all of its runs, `notes` what was chosen or left out."""

    name: str
    title: Text
    path: Path
    limits: Limits
    runs: tuple[Run, ...]
    order: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Plan {self.name}: {len(self.runs)} runs>"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which runs of a batch are wanted, and parameters that replace those of the file. Empty means all."""

    areas: Sequence[str] = ()
    periods: Sequence[str] = ()
    notebooks: Sequence[str] = ()
    parameters: Mapping[str, str] | None = None


def make_plan(batch: str | Path | None = None, selection: Selection | None = None) -> Plan:
    """Return the runs that the batch file `batch` (the bundled default when None) and `selection` ask for.

    `selection.parameters` replace the file's values in every run; areas, periods and notebooks then select among the
    runs. Raises :class:`InputError` for the first mistake in the file, a notebook, a parameter or the selection.
    """
    wanted = selection or Selection()
    path = find_batch(batch)
    content = read_batch_file(path)
    given = _checked_overrides(wanted.parameters or {})
    notebooks = _notebooks(path, content)
    runs = _unique(_expand(path, content, notebooks, given), path, merge=bool(given))
    title, order = Text(content.title.zh, content.title.en), tuple(run.id for run in runs)
    return Plan(path.stem, title, path, content.limits, _select(runs, wanted), order)


def open_notebook(name: str, beside: Path | None = None) -> NotebookFile:
    """Read a notebook and check that it takes every parameter, and no other.

    papermill would only warn of a parameter that the notebook lacks, and run it on its default. Raises :class:`InputError`.
    """
    notebook = read_notebook(find_notebook(name, beside))
    known = set(Parameters.model_fields)
    for name in sorted(known - set(notebook.defaults)):
        raise InputError(f"The parameters cell of the notebook {notebook.path} lacks {name!r}; add the line.")
    for name in sorted(set(notebook.defaults) - known):
        hint = did_you_mean(name, known)
        raise InputError(
            f"The parameters cell of the notebook {notebook.path} has an unknown parameter {name!r}{hint}."
        )
    return notebook


def find_batch(batch: str | Path | None) -> Path:
    """Return the path of a batch file: one given by path, one bundled (by name), or the default."""
    folder = locate.notebooks_folder() / "batches"
    if batch is None:
        return folder / f"{DEFAULT}.yml"
    path = Path(batch).expanduser()
    if path.is_file():
        return path
    names = sorted(found.stem for found in folder.glob("*.yml"))
    if str(batch) in names:
        return folder / f"{batch}.yml"
    raise InputError(
        f"There is no batch file {str(batch)!r}{did_you_mean(batch, names)}: give the path of a YAML file or one of the "
        f"bundled {', '.join(names)}."
    )


def parse_assignments(assignments: Iterable[str]) -> dict[str, str]:
    """Read ``key=value`` texts as they are typed after ``-p``."""
    parsed: dict[str, str] = {}
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        if not sign or not name:
            raise InputError(f"The parameter {assignment!r} has no value; write name=value, such as -p period=2011.")
        if name in parsed:
            raise InputError(f"The parameter {name!r} is given twice; give it once.")
        parsed[name] = value
    return parsed


def _checked_overrides(given: Mapping[str, str]) -> Mapping[str, str]:
    if "output_dir" in given:
        raise InputError("The parameter 'output_dir' cannot be set with -p; use --output-dir.")
    # Which areas there are depends on the dataset: without one, the area is checked with each run.
    check({name: value for name, value in given.items() if name != "area" or "dataset" in given})
    return given


def _notebooks(path: Path, content: BatchFile) -> list[NotebookFile]:
    notebooks: list[NotebookFile] = []
    for number, name in enumerate(content.notebooks):
        try:
            notebook = open_notebook(name, beside=path.parent)
        except InputError as error:
            raise InputError(f"{place_in(path, 'notebooks', number)}: {error}") from None
        if notebook.name in [other.name for other in notebooks]:
            raise InputError(f"{place_in(path, 'notebooks', number)}: the notebook {name!r} is named twice; keep one.")
        notebooks.append(notebook)
    return notebooks


def _expand(
    path: Path, content: BatchFile, notebooks: Sequence[NotebookFile], given: Mapping[str, str]
) -> Iterable[tuple[int, Run]]:
    """Yield (number of the entry, run); for one entry all languages, for one language all notebooks."""
    languages: Sequence[str] = [given["language"]] if "language" in given else content.languages
    _refuse_reserved(path, content.parameters, "parameters")
    for number, entry in enumerate(content.runs):
        _refuse_reserved(path, entry, "runs", number)
        values = {**content.parameters, **entry, **given}
        for name in _NEEDED:
            if not values.get(name):
                place = place_in(path, "runs", number)
                raise InputError(f"{place}: the run gives no {name}; add it here or under `parameters:`.")
        for language in dict.fromkeys(languages):
            try:
                parameters = check({**values, "language": language})
            except InputError as error:
                raise InputError(f"{place_in(path, 'runs', number)}: {error}") from None
            for notebook in notebooks:
                yield number, Run(notebook, parameters)


def _refuse_reserved(path: Path, values: Mapping[str, str], *place: int | str) -> None:
    for name, remedy in _SET_BY_BATCH.items():
        if name in values:
            raise InputError(f"{place_in(path, *place, name)}: the parameter {name!r} cannot be set here; {remedy}.")


def _unique(numbered: Iterable[tuple[int, Run]], path: Path, merge: bool) -> list[Run]:
    """Refuse two entries that would write the same files; entries made equal by a parameter given with -p are merged."""
    first: dict[str, tuple[int, Run]] = {}
    for number, run in numbered:
        earlier, same = first.setdefault(run.id, (number, run))
        if earlier == number or (merge and same.parameters == run.parameters):
            continue
        place = place_in(path, "runs", number)
        raise InputError(
            f"{place}: run {number + 1} would write to the same folder {run.folder} as run {earlier + 1}; keep one."
        )
    return [run for _, run in first.values()]


def _select(runs: Sequence[Run], wanted: Selection) -> tuple[Run, ...]:
    names = [name.removesuffix(SUFFIX) for name in wanted.notebooks]
    datasets = list(dict.fromkeys(run.parameters.dataset for run in runs))
    codes = [_area_code(area, datasets) for area in wanted.areas]
    periods = [report_period(period).report_name for period in wanted.periods]
    for asked, held, what in (
        (names, [run.notebook.name for run in runs], "notebook"),
        (codes, [run.parameters.area for run in runs], "area"),
        (periods, [run.parameters.period for run in runs], "period"),
    ):
        for value in asked:
            if value not in held:
                hint = did_you_mean(value, held) if what == "notebook" else ""
                remedy = "" if what == "notebook" else f"; to run it all the same, give -p {what}={value}"
                raise InputError(
                    f"The batch has no run of the {what} {value!r}{hint}; it has {', '.join(dict.fromkeys(held))}{remedy}."
                )
    kept = tuple(
        run
        for run in runs
        if (not names or run.notebook.name in names)
        and (not codes or run.parameters.area in codes)
        and (not periods or run.parameters.period in periods)
    )
    if not kept:
        raise InputError(
            "The batch has no run of that area, period and notebook together; `--dry-run` lists what it has."
        )
    return kept


def _area_code(area: str, datasets: Sequence[str]) -> str:
    """Return the code of an area asked for by its code or name, as the first of the batch's datasets that knows it says."""
    for dataset in datasets[:-1]:
        try:
            return open_areas(dataset).get(area).code
        except InputError:
            continue  # it may be an area of the next one's own
    return open_areas(datasets[-1]).get(area).code
