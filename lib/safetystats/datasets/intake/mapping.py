"""The mapping of a foreign ledger: a small YAML that says what each column is, in which unit, and what one row is.

Short where it can be: ``deaths: mortos`` is ``deaths: {from: mortos}``. Alternatives of a heading are a list. What is not
declared is inferred from whole columns and told in the report; what cannot be inferred is a problem.
"""

import re
from collections.abc import Mapping as Map
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from safetystats.datasets.descriptor import BilingualText
from safetystats.datasets.intake.dates import Calendar, DateOrder
from safetystats.datasets.intake.numbers import DecimalMark
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.yaml_file import read_yaml
from safetystats.errors import InputError, did_you_mean

#: What one row of a ledger may be; rows other than accidents are folded to accidents by the key.
GRAINS = ("accidents", "persons", "vehicles", "parties", "victims", "rows")
#: How repeated rows of one accident become one value: the same in all (else a problem), added up, or the greatest.
FOLDS = ("same", "sum", "max")
#: Rows that a mapping may leave out; each kind is counted in the report.
DROPS = ("totals", "notes", "duplicates")
#: Fields that a mapping may fill: the columns of the table, and the cause, which becomes a row of ``accident_causes``.
CAUSE = "cause"
#: A further cause of an accident stands in the import under this and a number.
FURTHER = "cause_also"
_TEXTS: TypeAlias = tuple[str, ...]
#: What a proposal leaves to be filled in.
_PLACE = re.compile(r"<[a-z]+>")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _texts(value: Any) -> Any:
    """Take one text (or number) for a list of one."""
    if isinstance(value, str | int | float):
        return (str(value),)
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else value


class DatedCode(_Part):
    """A translation in force from `since` until `until` (both days included; open when blank)."""

    code: str
    since: str = ""
    until: str = "9999-12-31"


class Column(_Part):
    """Where a field comes from and how its text is read."""

    source: _TEXTS = Field(default=(), alias="from", description="the heading, or alternatives of which one is there")
    add: _TEXTS = Field(default=(), description="columns of counts that are added up; unknown when one of them is")
    also: _TEXTS = Field(default=(), description="for cause: columns of further causes, each a row of accident_causes")
    date: _TEXTS = Field(default=(), description="for occurred_at: the column of dates")
    time: _TEXTS = Field(default=(), description="for occurred_at: the column of times")
    year: _TEXTS = ()
    month: _TEXTS = ()
    day: _TEXTS = ()
    hour: _TEXTS = ()
    minute: _TEXTS = ()
    unit: str | None = Field(default=None, description="a unit of the data guide, or a currency such as USD")
    decimal: DecimalMark | None = None
    order: DateOrder | None = None
    nil: _TEXTS | None = Field(default=None, description="marks that mean zero, in place of the mapping's")
    unknown: _TEXTS | None = Field(
        default=None, description="marks and codes that mean unknown, in place of the mapping's"
    )
    extract: str | None = Field(default=None, description="a regular expression; its first group is what is read")
    template: str | None = Field(default=None, description="for codes: BR-{} puts the text into its place")
    codes: dict[str, str | tuple[DatedCode, ...]] = Field(default_factory=dict, description="text → what it becomes")
    default: str | None = Field(default=None, description="what every text that `codes` does not name becomes")
    fold: Literal["same", "sum", "max"] | None = None

    @field_validator(
        "source",
        "add",
        "also",
        "date",
        "time",
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "nil",
        "unknown",
        mode="before",
    )
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return _texts(value)

    @field_validator("codes", mode="before")
    @classmethod
    def _code_texts(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {str(k): v if isinstance(v, list | tuple) else str(v) for k, v in value.items()}

    @field_validator("default", mode="before")
    @classmethod
    def _default_text(cls, value: Any) -> Any:
        return None if value is None else str(value)

    @field_validator("extract")
    @classmethod
    def _regular(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                groups = re.compile(value).groups
            except re.error as error:
                raise ValueError(f"{value!r} is no regular expression ({error})") from None
            if groups != 1:
                raise ValueError(f"{value!r} needs one group in brackets: what is read")
        return value

    @property
    def pieces(self) -> dict[str, _TEXTS]:
        """Every heading the field needs, by part: ``source`` (with ``also0`` …), or ``add0``, ``add1`` …, or ``date``, ``time``, ``year`` …"""
        names = ("source", "date", "time", "year", "month", "day", "hour", "minute")
        more = {f"add{i}": (heading,) for i, heading in enumerate(self.add)}
        more |= {f"also{i}": (heading,) for i, heading in enumerate(self.also)}
        return {name: getattr(self, name) for name in names if getattr(self, name)} | more

    @property
    def months_only(self) -> bool:
        """Whether the columns tell year and month of an accident, but no day."""
        return bool(self.year and self.month) and not (self.day or self.date or self.source)


class Filter(_Part):
    """Rows to keep or to leave out by the text of one column."""

    column: str
    keep: _TEXTS = ()
    leave_out: _TEXTS = ()

    @field_validator("keep", "leave_out", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return _texts(value)


class Private(_Part):
    """Columns with personal data: dropped, or replaced by a keyed hash, before anything is written."""

    drop: _TEXTS = ()
    hash: _TEXTS = ()


class Mapping(_Part):
    """A whole mapping; see docs/import.md for examples."""

    name: str = Field(pattern=r"^[a-z0-9_]+$")
    title: BilingualText
    publisher: str = ""
    url: str = ""
    licence: str = ""
    table: str = "accidents"
    signature: tuple[_TEXTS, ...] = Field(default=(), description="headings (or alternatives) that tell this ledger")
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    grain: Literal["accidents", "persons", "vehicles", "parties", "victims", "rows"] = "accidents"
    key: _TEXTS = Field(default=(), description="columns that name an accident; none when no column does")
    person: _TEXTS = Field(default=(), description="columns that name a person in the accident, who is counted once")
    decimal: DecimalMark | None = None
    order: DateOrder | None = None
    calendar: Calendar = "gregorian"
    nil: _TEXTS = ()
    unknown: _TEXTS = ()
    drop: tuple[Literal["totals", "notes", "duplicates"], ...] = ("totals", "notes")
    filters: tuple[Filter, ...] = ()
    private: Private = Private()
    columns: dict[str, Column]
    constants: dict[str, str] = Field(default_factory=dict, description="fields that are the same in every row")
    own: tuple[Literal["area", "cause"], ...] = Field(default=(), description="fields whose codes are the ledger's own")
    areas: dict[str, BilingualText] = Field(default_factory=dict, description="codes of areas outside GB/T 2260")
    causes: dict[str, BilingualText] = Field(default_factory=dict, description="names of the ledger's own causes")

    @field_validator("signature", mode="before")
    @classmethod
    def _alternatives(cls, value: Any) -> Any:
        return tuple(_texts(item) for item in value) if isinstance(value, list | tuple) else value

    @field_validator("key", "person", "nil", "unknown", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return _texts(value)

    @field_validator("columns", mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {f: {"from": v} if isinstance(v, str | list | int) else v for f, v in value.items()}

    @model_validator(mode="after")
    def _known_fields(self) -> "Mapping":
        if self.table not in TABLES:
            raise ValueError(f"there is no table {self.table!r}{did_you_mean(self.table, TABLES)}")
        known = [*TABLES[self.table].columns, *([CAUSE] if self.table == "accidents" else [])]
        for name, column in self.columns.items():
            if name not in known:
                raise ValueError(f"the table {self.table} has no field {name!r}{did_you_mean(name, known)}")
            if name in self.constants:
                raise ValueError(f"the field {name!r} is given both as a column and as a constant; keep one")
            details = TABLES[self.table].columns.get(name)
            counts = details is not None and details.kind in ("count", "number")
            if column.add and (column.source or not counts):
                raise ValueError(f"columns can be added up (add) to a count, not to {name!r}, and not beside from")
            if column.also and (name != CAUSE or not column.source):
                raise ValueError(
                    f"further columns (also) go with the cause and its own column (from), not with {name!r}"
                )
            if not column.pieces:
                raise ValueError(f"the field {name!r} names no column; write {name}: HEADING")
        for name in self.constants:
            if name not in known:
                raise ValueError(f"the table {self.table} has no field {name!r}{did_you_mean(name, known)}")
        texts = [*self.constants.values(), *(t for c in self.columns.values() for t in (*c.codes, *c.source))]
        if open_places := [text for text in texts if _PLACE.fullmatch(text)]:
            raise ValueError(
                f"{open_places[0]} stands where the proposal asks for a text of the ledger; write that text"
            )
        if self.grain != "accidents" and not self.key:
            raise ValueError(f"rows are {self.grain}, so the key must name the columns that tell an accident")
        return self

    def __repr__(self) -> str:
        return f"<Mapping {self.name}: {len(self.columns)} fields, rows are {self.grain}>"


def marks_of(mapping: Mapping, column: Column) -> tuple[_TEXTS, _TEXTS]:
    """Return the marks that mean nil and those that mean unknown in a column."""
    nil = mapping.nil if column.nil is None else column.nil
    return nil, mapping.unknown if column.unknown is None else column.unknown


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping from its YAML file; every mistake raises :class:`InputError`."""
    return check_mapping(read_yaml(Path(path)), str(path))


def check_mapping(content: Map[str, Any], place: str) -> Mapping:
    """Return the mapping that `content` holds; `place` is named when it holds a mistake."""
    try:
        return Mapping.model_validate(content)
    except ValidationError as error:
        raise InputError(_explain(place, error)) from None


def write_mapping(mapping: Mapping, path: Path, head: str = "") -> None:
    """Write a mapping to its YAML file, after the comment `head`."""
    path.write_text(mapping_text(mapping, head), encoding="utf-8")


def mapping_text(mapping: Mapping, head: str = "") -> str:
    """Return a mapping as the short YAML that a person would write, after the comment `head`."""
    content = mapping.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True, mode="json")
    content["columns"] = {field: _short(column) for field, column in content["columns"].items()}
    for name in ("key", "person", "nil", "unknown"):
        if name in content:
            content[name] = _single(content[name])
    return head + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def _short(column: dict[str, Any]) -> Any:
    column = {name: _single(value) for name, value in column.items()}
    return column["from"] if list(column) == ["from"] else column


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _explain(place: str, error: ValidationError) -> str:
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        model = Column if "columns" in first["loc"] else Mapping
        known = [field.alias or name for name, field in model.model_fields.items()]
        return f"{place}: the key {where!r} is not known{did_you_mean(first['loc'][-1], known)}; correct or remove it."
    if first["type"] == "missing":
        return f"{place}: the key {where!r} is missing; add it."
    message = first["msg"].removeprefix("Value error, ")
    return f"{place}: {where + ': ' if where else ''}{message[0].lower()}{message[1:]}."
