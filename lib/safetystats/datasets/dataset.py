"""Open a dataset: a folder with its card, ``datapackage.yaml``, and its tables.

What comes back is a plain object of data frames. Each frame has all columns of its table (those a file does not hold are
missing throughout) and ``origin``, the file and row a value was read from, so that every number can be walked back.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd

from safetystats import locate
from safetystats.datasets.area_book import AreaBook, area_book_of
from safetystats.datasets.checks import check_sources, check_table
from safetystats.datasets.choice import choose
from safetystats.datasets.descriptor import FILE_NAME, Break, Caveat, Descriptor, is_inside, read_descriptor
from safetystats.datasets.frames import problems_frame
from safetystats.datasets.own_headings import with_own_headings
from safetystats.datasets.problems import Problem
from safetystats.datasets.reading import read_resource
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.typed_files import TYPED, is_typed, text_cells
from safetystats.errors import InputError, did_you_mean
from safetystats.words import Text

#: Limits of file systems, in characters; a longer text is no path.
_LONGEST_NAME, _LONGEST_PATH = 120, 1000
_PIECE = 1 << 22
#: The id of the source of a ledger whose dataset names none: the ledger itself, and its tier.
OWN_LEDGER, OWN_TIER = "own_ledger", "O"
_FILES_NAMED = 2


@dataclass(frozen=True, slots=True)
class Source:
    """Who published a figure, where and when; `tier` is A official, B copy of it, C press, D weak, X computed here, O own ledger."""

    id: str
    title: str | Text
    publisher: str
    published: str
    tier: str
    url: str


@dataclass(frozen=True, slots=True, repr=False)
class Dataset:
    """An opened dataset. `tables` holds every table by name; the commonest are attributes too."""

    folder: Path
    descriptor: Descriptor
    tables: dict[str, pd.DataFrame]
    problems: pd.DataFrame
    areas: AreaBook = field(default_factory=AreaBook)

    @property
    def name(self) -> str:
        """The dataset's short name."""
        return self.descriptor.name

    @property
    def title(self) -> Text:
        """The dataset's title."""
        return self.descriptor.safetystats.title.text

    @property
    def synthetic(self) -> bool:
        """Whether the figures are invented for demonstration; products made from them say so."""
        return self.descriptor.safetystats.synthetic

    @property
    def accidents(self) -> pd.DataFrame:
        """The ledger: one row an accident."""
        return self.tables["accidents"]

    @property
    def accident_causes(self) -> pd.DataFrame:
        """One row a factor in one accident."""
        return self.tables["accident_causes"]

    @property
    def accident_counts(self) -> pd.DataFrame:
        """One row a published cell of a statistical table."""
        return self.tables["accident_counts"]

    @property
    def indicators(self) -> pd.DataFrame:
        """One row a value of one series in one vintage; a cell may be reported several times, see :meth:`series`."""
        return self.tables["indicators"]

    @property
    def targets(self) -> pd.DataFrame:
        """One row a promise."""
        return self.tables["targets"]

    @property
    def quota_usage(self) -> pd.DataFrame:
        """One row a quota and what was used of it."""
        return self.tables["quota_usage"]

    @property
    def inspections(self) -> pd.DataFrame:
        """One row an area, period and kind of check."""
        return self.tables["inspections"]

    @property
    def reports(self) -> pd.DataFrame:
        """One row a written report."""
        return self.tables["reports"]

    @property
    def sources(self) -> pd.DataFrame:
        """One row a source, with its tier."""
        return self.tables["sources"]

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The changes of definition the dataset knows of."""
        return self.descriptor.safetystats.breaks

    def breaks_of(self, *indicators: str, area: str | None = None) -> tuple[Break, ...]:
        """Return the breaks that touch any of `indicators` (in `area`), in the order of their periods."""
        touching = [b for b in self.breaks if set(b.indicators) & set(indicators) and b.applies_to(area)]
        return tuple(sorted(touching, key=lambda b: b.period or ""))

    def code_name(self, column: str, code: str) -> Text | None:
        """Return the name that the card gives to a code of the dataset's own, None where it gives none."""
        own = self.descriptor.safetystats.codes.get(column, {}).get(code)
        return own.text if own else None

    def caveats_of(self, *names: str, areas: Collection[str] | None = None) -> tuple[Caveat, ...]:
        """Return the caveats attached to any of `names` (tables or indicators); of `areas`, those about any of them."""
        attached = (c for c in self.descriptor.safetystats.caveats if {*c.tables, *c.indicators} & set(names))
        return tuple(c for c in attached if areas is None or not c.areas or set(c.areas) & set(areas))

    def series(self, indicator: str, area: str, *, vintage: str | None = None) -> pd.DataFrame:
        """Return one row a period of `indicator` in `area`: the observation chosen by the rule of ``choice``.

        Sorted by period; the column ``others`` counts the observations of the same cell that were not chosen.
        """
        candidates = self.candidates(indicator, area, vintage=vintage)
        return candidates[candidates["chosen"]].drop(columns="chosen").sort_values("period", ignore_index=True)

    def candidates(self, indicator: str, area: str, *, vintage: str | None = None) -> pd.DataFrame:
        """Return every observation of `indicator` in `area`, with ``chosen``, ``rank`` and the tier of its source."""
        rows = self.indicators[(self.indicators["indicator"] == indicator) & (self.indicators["area"] == area)]
        return choose(rows, self.sources, vintage=vintage)

    def source(self, source_id: str) -> Source:
        """Return the source with the id `source_id`; raise :class:`InputError` when there is none."""
        if source_id == OWN_LEDGER:
            return self._own_ledger()
        rows = self.sources[self.sources["id"] == source_id]
        if rows.empty:
            hint = did_you_mean(source_id, list(self.sources["id"]))
            raise InputError(f"The dataset {self.name} has no source {source_id!r}{hint}.")
        row = rows.iloc[0].fillna("")
        return Source(*(str(row[name]) for name in ("id", "title", "publisher", "published", "tier", "url")))

    def _own_ledger(self) -> Source:
        """Return what the card says of a ledger without a table of sources: its title, its publishers, the files imported."""
        from safetystats.datasets.intake.history import read_history  # intake opens datasets itself

        files = dict.fromkeys(row["file"] for row in read_history(self.folder) if "://" not in row["file"])
        named = ", ".join([*files][:_FILES_NAMED]) + (" …" if len(files) > _FILES_NAMED else "")
        title = Text(f"{self.title.zh}（{named}）", f"{self.title.en} ({named})") if files else self.title
        publishers, path = self.descriptor.sources, next((s.path for s in self.descriptor.sources if s.path), "")
        return Source(OWN_LEDGER, title, ", ".join(s.title for s in publishers), "", OWN_TIER, path)

    def content_hash(self) -> str:
        """Return the SHA-256 of the card and all files it names, in the card's order."""
        digest = hashlib.sha256((self.folder / FILE_NAME).read_bytes())
        for path in self.files():
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
        return digest.hexdigest()

    def files(self) -> list[Path]:
        """Return the files of the dataset: those of its resources, and the reports."""
        reports = [self.folder / path for path in self.reports["path"].dropna()]
        named = [self.folder / resource.path for resource in self.descriptor.resources]
        return [path for path in [*named, *reports] if path.is_file()]

    def reference(self) -> "Dataset | None":
        """Open the dataset that holds the peers of this one's areas, when the card names one."""
        name = self.descriptor.safetystats.reference
        return open_dataset(_reference_folder(self.folder, name)) if name else None

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {len(frame):,}" for name, frame in self.tables.items() if len(frame))
        errors = int((self.problems["severity"] == "error").sum())
        return f"<Dataset {self.name}: {rows}; {errors} errors, {len(self.problems) - errors} warnings>"


def bundled() -> list[str]:
    """Return the names of the datasets that come with the package."""
    return sorted(path.parent.name for path in locate.data_folder().glob(f"*/{FILE_NAME}"))


def open_dataset(path_or_name: str | Path) -> Dataset:
    """Open a dataset by the path of its folder or by the name of a bundled one.

    What is wrong with its cells is listed in ``.problems``, never dropped or guessed; a card that cannot be used raises
    :class:`InputError`.
    """
    folder = find_folder(path_or_name)
    descriptor = read_descriptor(folder)
    if descriptor.safetystats.reference:
        _reference_folder(folder, descriptor.safetystats.reference)  # a misspelt name is told now, not in the notebook
    cells: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    problems: list[Problem] = []
    for resource in descriptor.resources:
        frame, found = read_resource(folder, resource)
        cells[resource.table].append(frame)
        problems.extend(found)
    tables = {}
    own = {column: set(codes) for column, codes in descriptor.safetystats.codes.items()}
    for name, frames in cells.items():
        tables[name], found = check_table(name, _one_frame(frames), own)
        problems.extend(found)
    problems.extend(check_sources(tables))
    problems.extend(_check_reports(folder, tables["reports"]))
    told = problems_frame(with_own_headings(folder, problems))
    return Dataset(folder, descriptor, tables, told, area_book_of(descriptor))


def open_areas(path_or_name: str | Path) -> AreaBook:
    """Return the areas that a dataset speaks of, from its card alone; raise :class:`InputError` as :func:`open_dataset` does."""
    folder = find_folder(path_or_name)
    card = folder / FILE_NAME
    return _areas_of(folder, card.stat().st_mtime_ns if card.is_file() else 0)


@lru_cache(maxsize=64)
def _areas_of(folder: Path, _changed: int) -> AreaBook:
    """Read a card once for the many runs of a batch, and anew when it has changed."""
    return area_book_of(read_descriptor(folder))


def _one_frame(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Join the resources of one table; they stay typed only when all are."""
    if not frames:
        return pd.DataFrame()
    typed = is_typed([frame for frame in frames if len(frame)])
    joined = pd.concat([f if typed or not is_typed([f]) else text_cells(f) for f in frames], ignore_index=True)
    joined.attrs[TYPED] = typed
    return joined


def find_folder(path_or_name: str | Path) -> Path:
    """Return the folder of the dataset; raise :class:`InputError` when there is neither such a folder nor such a name."""
    if not isinstance(path_or_name, str | Path) or "\0" in str(path_or_name) or len(str(path_or_name)) > _LONGEST_PATH:
        raise InputError(f"{str(path_or_name)[:80]!r} names no dataset: give the path of its folder or a bundled name.")
    given = Path(path_or_name).expanduser()
    named = locate.data_folder() / given
    if given.is_dir() or (len(given.parts) != 1):
        return given
    if named.is_dir():
        return named
    names = bundled()
    hint = did_you_mean(path_or_name, names)
    raise InputError(
        f"There is no dataset {str(path_or_name)!r}{hint}: give the path of its folder or one of the bundled "
        f"{', '.join(names)}."
    )


def _reference_folder(folder: Path, name: str) -> Path:
    """Return the folder of the dataset that holds the peers: beside this one, or a bundled one."""
    beside = folder.resolve().parent / name
    try:
        return beside if beside.is_dir() else find_folder(name)
    except InputError as error:
        raise InputError(f"{folder / FILE_NAME}, safetystats.reference: {error}") from None


def _check_reports(folder: Path, reports: pd.DataFrame) -> list[Problem]:
    found = []
    for path, origin in reports[["path", "origin"]].dropna().itertuples(index=False):
        file, _, row = origin.rpartition(":")
        if not is_inside(folder, path) or len(Path(path).name) > _LONGEST_NAME:
            found.append(Problem("path_outside", "reports", file, "", int(row), "path", path[:80]))
        elif not (folder / path).is_file():
            found.append(Problem("missing_report", "reports", file, "", int(row), "path", path))
    return found
