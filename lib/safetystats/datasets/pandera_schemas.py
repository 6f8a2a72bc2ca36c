"""The tables as pandera schemas, by which :mod:`checks` validates data frames."""

from functools import cache

import pandera.pandas as pa

from safetystats.datasets.schemas import TABLES, Column

#: The pandas type of a kind of column; every other kind is text.
PANDAS_TYPES = {"count": "Int64", "number": "float64", "percent": "float64"}


@cache
def pandera_schema(name: str) -> pa.DataFrameSchema:
    """Return the schema of the table `name`; its checks are called ``option`` and ``minimum``."""
    columns = {column_name: _column(column) for column_name, column in TABLES[name].columns.items()}
    return pa.DataFrameSchema(columns, name=name, strict=False)


def _column(column: Column) -> pa.Column:
    checks = []
    if column.options:
        checks.append(pa.Check.isin(column.options, error="option"))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum, error="minimum"))
    return pa.Column(
        PANDAS_TYPES.get(column.kind, "str"), checks=checks, nullable=not column.needed, required=column.needed
    )
