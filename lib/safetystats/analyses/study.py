"""What every recipe is given: the opened data, the area, the period, the language, and where products go."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from safetystats import locate
from safetystats.analyses.parameters import Parameters, check
from safetystats.codes.areas import Area
from safetystats.datasets import Dataset, Period, Source, open_dataset, report_period
from safetystats.datasets.counts import counts_of, periods_of
from safetystats.datasets.dataset import OWN_LEDGER
from safetystats.datasets.ledger import ledger_rows, unplaced_rows
from safetystats.errors import InputError
from safetystats.products import Figure, Statement, Table, save_all
from safetystats.words import Language, Text


@dataclass(frozen=True, slots=True, repr=False)
class Study:
    """One question asked of one area and period. `peers` is the dataset that holds the areas to compare with."""

    notebook: str
    dataset: Dataset
    peers: Dataset
    area: Area
    period: Period
    language: Language
    folder: Path

    def sources(self, ids: "pd.Series | list[str]") -> tuple[Source, ...]:
        """Return the sources with these ids, each once, from the dataset or its peers."""
        found = []
        for source_id in dict.fromkeys(ids):
            own = source_id == OWN_LEDGER or source_id in set(self.dataset.sources["id"])
            holder = self.dataset if own else self.peers
            found.append(holder.source(source_id))
        return tuple(found)

    @property
    def above(self) -> tuple[str, ...]:
        """The codes of the areas that the study's lies in, nearest first."""
        return tuple(area.code for area in self.dataset.areas.parents(self.area.code))

    def area_name(self, code: str) -> Text:
        """Return the name of an area of the dataset or of GB/T 2260."""
        return self.dataset.areas.get(code).name

    def caveats(self, *names: str) -> tuple[Text, ...]:
        """Return the texts of the caveats that the dataset attaches to these tables or indicators.

        Of counts of accidents, that some accidents of the ledger are in none of them is a caveat too.
        """
        texts = tuple(
            caveat.text.text for caveat in self.dataset.caveats_of(*names, areas=(self.area.code, *self.above))
        )
        return (*texts, *self._unplaced()) if {"accidents", "accident_counts"} & set(names) else texts

    def _unplaced(self) -> tuple[Text, ...]:
        rows = unplaced_rows(self.dataset)
        if rows.empty:
            return ()
        return (_UNPLACED.format(accidents=len(rows), deaths=int(rows["deaths"].sum())),)

    def __repr__(self) -> str:
        return f"<Study {self.notebook}: {self.area.name[self.language]}, {self.period.text[self.language]}, {self.dataset.name}>"


@dataclass(frozen=True, slots=True, repr=False)
class HandedOn:
    """The products a notebook has saved; `index` lists them with their hashes and is written last."""

    index: Path
    ids: tuple[str, ...]
    language: Language

    def __repr__(self) -> str:
        said = Text("已保存 {n} 项产品：{ids}", "{n} products saved: {ids}").format(
            n=len(self.ids), ids=", ".join(self.ids)
        )
        return said[self.language]


def open_study(notebook: str, *, dataset: str, area: str, period: str, language: str, output_dir: str) -> Study:
    """Check the parameters, open the dataset and its peers, and return the study.

    Raises :class:`InputError` when a parameter is wrong or when the dataset has errors (figures made from it could be wrong).
    """
    given = check({"dataset": dataset, "area": area, "period": period, "language": language, "output_dir": output_dir})
    return study_of(notebook, open_dataset(given.dataset), given)


def study_of(notebook: str, data: Dataset, given: Parameters) -> Study:
    """Return the study of the opened dataset `data`; raise :class:`InputError` when it has errors."""
    errors = data.problems[data.problems["severity"] == "error"]
    if len(errors):
        raise InputError(
            f"The dataset {data.name} has {len(errors)} errors, the first being: {errors['sentence_en'].iloc[0]} "
            f"`safetystats check {given.dataset}` lists them all; correct them first."
        )
    return Study(
        notebook,
        data,
        data.reference() or data,
        data.areas.get(given.area),
        report_period(given.period),
        given.language,
        _output_folder(given.output_dir),
    )


def hand_on(study: Study, *products: Table | Figure | Statement) -> HandedOn:
    """Save the products under ``<output_dir>/products/<notebook>/``; their index is written last."""
    index = save_all(products, study.folder / "products" / study.notebook)
    return HandedOn(index, tuple(product.id for product in products), study.language)


def require_counts(data: Dataset, area: str, period: Period) -> None:
    """Raise :class:`InputError` unless `data` holds accidents or deaths of the area and period, published or in its ledger."""
    held = periods_of(data, area)
    if str(period) in held or len(counts_of(data, area, period)):
        return
    if not held and len(ledger_rows(data, area)):
        raise InputError(
            f"The ledger of the dataset {data.name} does not cover {period} in {area}; ask for a period it covers."
        )
    if not held:
        names = sorted({*data.accident_counts["area"].dropna(), *data.indicators["area"].dropna()})
        known = ", ".join(f"{code} {data.areas.get(code).name.zh}" for code in names if periods_of(data, code))
        raise InputError(f"The dataset {data.name} holds no accidents or deaths of {area}; it holds them of {known}.")
    raise InputError(
        f"The dataset {data.name} holds no accidents or deaths of {area} for {period}; it holds them for {', '.join(held)}."
    )


def _output_folder(output_dir: str) -> Path:
    """A relative folder counts from the checkout, so that a notebook run by hand writes where the batch does."""
    folder = Path(output_dir).expanduser()
    return folder if folder.is_absolute() else (locate.checkout_folder() or Path.cwd()) / folder


_UNPLACED = Text(
    "台账中有{accidents}起事故（已知死亡{deaths}人）的日期或地区空缺或无法辨认，未计入任何数字；`safetystats check` 逐行列出。",
    "{accidents} accidents of the ledger ({deaths} deaths known) have no readable date or area and are in none of the figures; "
    "`safetystats check` names their rows.",
)
