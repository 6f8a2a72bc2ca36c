"""The parameters of a notebook, declared once: type, choices, default and help in both languages.

The ``parameters`` cell of every notebook repeats these defaults in papermill's form (a test holds the two equal), the
command line lists them, and :func:`check` stops a wrong or unknown one before a kernel starts.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safetystats.datasets import open_areas, report_period
from safetystats.errors import InputError, did_you_mean
from safetystats.words import LANGUAGES, Language


def _field(default: str, zh: str, en: str) -> Any:
    return Field(default=default, description=en, json_schema_extra={"zh": zh})


class Parameters(BaseModel):
    """What every notebook is run with. After :func:`check`, `area` is a code and `period` is canonical."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str = _field(
        "zhongxian", "数据集：自带数据集的名称或文件夹路径", "dataset: a bundled name or the path of a folder"
    )
    area: str = _field("500233", "地区：GB/T 2260 代码或名称", "area: a GB/T 2260 code or a name")
    period: str = _field(
        "2011-10",
        "时期：年（2011），或年初至某月（2011-10 即1—10月）",
        "period: a year (2011), or the last month of a year to date (2011-10 is January to October)",
    )
    language: Language = _field("zh", "语言：zh 或 en", "language: zh or en")
    output_dir: str = _field("outputs/manual", "产品写入的文件夹", "folder the products are written to")


def check(values: Mapping[str, object]) -> Parameters:
    """Return the checked parameters; raise :class:`InputError` with one sentence on the first that is wrong.

    Checked are names, types, choices, that the dataset exists, that the area is known and that the period can be read.
    Whether the dataset holds anything for the two is for the notebook to say.
    """
    names = list(Parameters.model_fields)
    for name in values:
        if name not in names:
            raise InputError(
                f"There is no parameter {name!r}{did_you_mean(name, names)}; parameters are {', '.join(names)}."
            )
    try:
        given = Parameters.model_validate({name: _text(value) for name, value in values.items()})
    except ValidationError as error:
        first = error.errors()[0]
        wrong, value = first["loc"][0], first["input"]
        expected = f"one of {', '.join(LANGUAGES)}" if wrong == "language" else "text"
        raise InputError(f"The parameter {wrong} is {value!r}, but must be {expected}.") from None
    area, period = open_areas(given.dataset).get(given.area).code, report_period(given.period)
    return given.model_copy(update={"area": area, "period": period.report_name})


def describe() -> list[dict[str, str]]:
    """Return name, default and help in both languages of every parameter, in order."""
    fields = Parameters.model_json_schema()["properties"]
    return [
        {"name": name, "default": field["default"], "help_zh": field["zh"], "help_en": field["description"]}
        for name, field in fields.items()
    ]


def _text(value: object) -> object:
    """A year or a code typed without quotes arrives as a number; it means the same text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
