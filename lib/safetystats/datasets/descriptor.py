"""A dataset's card, ``datapackage.yaml``: a Frictionless Data Package (v2) with our keys under ``safetystats:``.

Unknown keys are refused, with the nearest known one, because a misspelt key would otherwise switch off what it was meant
to say. Paths must stay inside the dataset's folder.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safetystats.datasets.databases import is_address
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.yaml_file import read_yaml
from safetystats.errors import InputError, did_you_mean
from safetystats.words import Text

FILE_NAME = "datapackage.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True)


class BilingualText(_Part):
    """Text in both languages."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The same as :class:`safetystats.words.Text`."""
        return Text(self.zh, self.en)


class License(_Part):
    """A licence, as the Data Package standard writes it."""

    name: str | None = None
    path: str | None = None
    title: str | None = None


class PackageSource(_Part):
    """Where the package comes from, as the Data Package standard writes it."""

    title: str
    path: str | None = None
    email: str | None = None
    version: str | None = None


class Break(_Part):
    """A change of definition: from `period` on, the named indicators no longer mean what they meant before.

    `kind`: scope (other accidents count), recording (other rules of filing), vintage (revised after a census),
    denominator (another exposure under a similar name; no period). `certainty`: stated by an authority, or suspected.
    """

    id: str
    kind: Literal["scope", "recording", "vintage", "denominator"]
    indicators: tuple[str, ...]
    areas: tuple[str, ...] = Field(default=(), description="the areas it holds for; all when empty")
    except_areas: tuple[str, ...] = ()
    period: str | None = None
    certainty: Literal["stated", "suspected"]
    label: BilingualText
    change: BilingualText
    sources: tuple[str, ...] = ()

    def applies_to(self, area: str | None) -> bool:
        """Whether the break holds for `area` (every break does when no area is asked for)."""
        return area is None or (area not in self.except_areas and (not self.areas or area in self.areas))


class Caveat(_Part):
    """Something a reader must know of the named tables or indicators; printed under what is made from them."""

    id: str
    tables: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = Field(default=(), description="the areas it is about; all when empty")
    text: BilingualText


class Extension(_Part):
    """Our own keys of the package."""

    title: BilingualText
    description: BilingualText
    reference: str | None = Field(
        default=None, description="the dataset that holds the peers: a name or a relative path"
    )
    synthetic: bool = False
    codes: dict[str, dict[str, BilingualText]] = Field(
        default_factory=dict,
        description="the dataset's own codes of a column (area, cause …), beside the national lists",
    )
    caveats: tuple[Caveat, ...] = ()
    breaks: tuple[Break, ...] = ()


class ResourceExtension(_Part):
    """Our own keys of a resource."""

    table: str | None = None
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    query: str | None = Field(default=None, description="one SELECT, when the path is a database")


class Dialect(_Part):
    """How a text file is cut into cells: of the standard's Table Dialect, the delimiter."""

    delimiter: str = Field(default=",", min_length=1, max_length=1)


class TableSchema(BaseModel):
    """A Table Schema (Data Package v2); of its keys only the fields' names are ours to check."""

    model_config = ConfigDict(extra="allow", frozen=True)

    fields: tuple[dict[str, Any], ...] = ()


class Resource(_Part):
    """One file of the dataset. `schema` and `dialect` are the standard's; see the data guide for the keys we use."""

    name: str = Field(pattern=r"^[a-z0-9._-]+$")
    path: str
    title: str | None = None
    description: str | None = None
    type: Literal["table"] | None = None
    format: str | None = None
    mediatype: str | None = None
    encoding: str = "utf-8"
    bytes: int | None = None
    hash: str | None = None
    profile: str | None = None
    dialect: Dialect = Dialect()
    table_schema: TableSchema | None = Field(default=None, alias="schema")
    sources: tuple[PackageSource, ...] = ()
    licenses: tuple[License, ...] = ()
    safetystats: ResourceExtension = ResourceExtension()

    @property
    def table(self) -> str:
        """The table this resource belongs to: named by the extension, else the resource's own name."""
        return self.safetystats.table or self.name

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields in the resource's schema, if it has one."""
        return tuple(str(field.get("name")) for field in self.table_schema.fields) if self.table_schema else ()


class Descriptor(_Part):
    """The whole card."""

    schema_url: str | None = Field(default=None, alias="$schema")
    name: str = Field(pattern=r"^[a-z0-9._-]+$")
    id: str | None = None
    profile: str | None = None
    title: str
    description: str
    homepage: str | None = None
    version: str | None = None
    created: str | None = None
    keywords: tuple[str, ...] = ()
    contributors: tuple[dict[str, Any], ...] = ()
    licenses: tuple[License, ...] = Field(min_length=1)
    sources: tuple[PackageSource, ...] = ()
    resources: tuple[Resource, ...] = Field(min_length=1)
    safetystats: Extension


def read_descriptor(folder: Path) -> Descriptor:
    """Read and check the card of the dataset in `folder`; every mistake raises :class:`InputError`."""
    path = folder / FILE_NAME
    if not folder.is_dir():
        raise InputError(f"There is no dataset folder {folder}; name a bundled dataset or the path of a folder.")
    if not path.is_file():
        raise InputError(f"The folder {folder} has no {FILE_NAME}; `safetystats new {folder}` makes one to fill in.")
    content = read_yaml(path)
    try:
        descriptor = Descriptor.model_validate(content)
    except ValidationError as error:
        raise InputError(_explain(path, error)) from None
    for resource in descriptor.resources:
        _check_resource(path, folder, resource)
    names = [resource.name for resource in descriptor.resources]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise InputError(f"{path}: the resource name {min(repeated)!r} is given twice; names must differ.")
    return descriptor


def _check_resource(path: Path, folder: Path, resource: Resource) -> None:
    place = f"{path}, resource {resource.name!r}"
    if resource.table not in TABLES:
        hint = did_you_mean(resource.table, TABLES)
        raise InputError(f"{place}: there is no table {resource.table!r}{hint}; tables are {', '.join(TABLES)}.")
    if not is_address(resource.path) and not is_inside(folder, resource.path):
        raise InputError(
            f"{place}: the path {resource.path!r} leads out of the dataset's folder; keep the file inside it."
        )
    columns = TABLES[resource.table].columns
    for name in resource.field_names:
        if name not in columns:
            hint = did_you_mean(name, columns)
            raise InputError(f"{place}: the table {resource.table!r} has no field {name!r}{hint}.")


def is_inside(folder: Path, path: str) -> bool:
    """Say whether `path` names a place in `folder`, links followed; a path no system could have is not inside."""
    try:
        return not Path(path).is_absolute() and (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False


def _explain(path: Path, error: ValidationError) -> str:
    """Turn pydantic's first complaint into a sentence; a wrong key comes with the nearest right one."""
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        key = str(first["loc"][-1])
        return f"{path}: the key {where!r} is not known{did_you_mean(key, _keys_at(first['loc'][:-1]))}; correct or remove it."
    if first["type"] == "missing":
        return f"{path}: the key {where!r} is missing; add it."
    return f"{path}: {where!r} is {first['input']!r}, but {first['msg'][0].lower()}{first['msg'][1:]}."


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """Return the keys known where a wrong one stood, by walking the models."""
    names: dict[str, type[BaseModel]] = {
        "resources": Resource,
        "licenses": License,
        "sources": PackageSource,
        "caveats": Caveat,
        "breaks": Break,
    }
    parts = [part for part in location if isinstance(part, str)]
    model: type[BaseModel] = Descriptor
    for part in parts:
        if part == "safetystats":
            model = ResourceExtension if model is Resource else Extension
        else:
            model = names.get(part, BilingualText)
    return [field.alias or name for name, field in model.model_fields.items()]
