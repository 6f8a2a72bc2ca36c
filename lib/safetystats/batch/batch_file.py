"""Read a batch file: which notebooks run, for which areas and periods, in which languages.

    title: {zh: 示例, en: Example}
    notebooks: [01_situation, 03_rates]       # bundled names, or paths of files *.ipynb beside the batch file
    languages: [zh]
    parameters: {dataset: china}              # given to every run that does not say otherwise
    runs:
      - {area: "500000", period: 2017}
    limits: {cell_seconds: 600, run_seconds: 1800}

Every value is taken as the text that stands in the file, so that the code 500000 or the year 2017 needs no quotes.
"""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from safetystats.datasets.yaml_file import read_yaml
from safetystats.errors import InputError, did_you_mean
from safetystats.words import LANGUAGES, Language

DEFAULT = "default"
_TYPES = {
    "list_type": "a list such as [a, b]",
    "tuple_type": "a list such as [a, b]",
    "dict_type": "a mapping such as {area: 500000, period: 2017}",
    "model_type": "a mapping of keys to values",
    "string_type": "text",
    "too_short": "a list of at least one",
    "int_parsing": "a whole number",
    "literal_error": f"one of {', '.join(LANGUAGES)}",
    "greater_than_equal": "at least 1",
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Part):
    """The batch's title in both languages; plain text stands for both."""

    zh: str
    en: str


class Limits(_Part):
    """How long one cell and one whole notebook may take, in seconds."""

    cell_seconds: int = Field(default=600, ge=1)
    run_seconds: int = Field(default=1800, ge=1)


class BatchFile(_Part):
    """What a batch file says. The keys of `parameters` and of each run are checked when the plan is made."""

    title: Title
    notebooks: tuple[str, ...] = Field(min_length=1)
    languages: tuple[Language, ...] = Field(default=("zh",), min_length=1)
    parameters: dict[str, str] = Field(default_factory=dict)
    runs: tuple[dict[str, str], ...] = Field(min_length=1)
    limits: Limits = Limits()

    @field_validator("title", mode="before")
    @classmethod
    def _one_title_for_both(cls, title: object) -> object:
        return {"zh": title, "en": title} if isinstance(title, str) else title


def read_batch_file(path: Path) -> BatchFile:
    """Read and check the batch file `path`; every mistake raises :class:`InputError` with the file and the line."""
    read_yaml(path)  # refuses what a batch file may not hold: tags, repeated keys, anything but a mapping
    text = path.read_text(encoding="utf-8-sig")
    content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (builds text, lists and mappings only)
    try:
        return BatchFile.model_validate(content)
    except ValidationError as error:
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        place = place_in(path, *first["loc"])
        raise InputError(f"{place}: {_explain(first)}.") from None


def place_in(path: Path, *location: int | str) -> str:
    """Return ``file, line n`` for the value at `location` in the YAML file, or the nearest one that holds it."""
    node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    line = 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if getattr(key, "value", None) == step]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return f"{path}, line {line}"


def _explain(problem: Any) -> str:
    location = [str(step) for step in problem["loc"]]
    if problem["type"] == "extra_forbidden":
        parts: dict[str, type[BaseModel]] = {"title": Title, "limits": Limits}
        keys = list(parts.get(location[0], BatchFile).model_fields)
        return f"there is no key {location[-1]!r}{did_you_mean(location[-1], keys)}; keys are {', '.join(keys)}"
    name = _name(problem["loc"])
    if problem["type"] == "missing":
        return f"the key {name} is needed but missing; add it"
    expected = _TYPES.get(problem["type"], problem["msg"])
    return f"{name} is {problem['input']!r}, but must be {expected}"


def _name(location: tuple[int | str, ...]) -> str:
    """Write a place as its reader counts: ``runs[2].area`` is the area of the second run."""
    name = ""
    for step in location:
        name += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if name else step
    return name
