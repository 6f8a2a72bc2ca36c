"""Headers and sources for the small datasets that tests write (see tests/conftest.py)."""

from collections.abc import Callable
from pathlib import Path

SOURCES = "id,title,publisher,tier\nbook,Yearbook,Bureau,A\nnews,News,Paper,C\nown,Computed,us,X\n"
INDICATORS = "indicator,area,period,value,unit,kind,source\n"
COUNTS = "area,period,sector,severity,accidents,deaths,kind,source\n"

MakeDataset = Callable[..., Path]
