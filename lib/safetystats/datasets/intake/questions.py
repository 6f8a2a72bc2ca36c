"""What a proposal leaves to the user, each as a question with the lines of the mapping that answer it.

A class or code of harm is not turned into deaths in silence: of an accident it tells that somebody died, not how many,
and which code means death is the publisher's to say.
"""

import re
from collections.abc import Mapping as Map

import duckdb

from safetystats.datasets.intake.fits import name_fits
from safetystats.datasets.intake.headers import heading_key
from safetystats.datasets.intake.mapping import Column
from safetystats.datasets.intake.readings import label_key
from safetystats.datasets.intake.sources import SourceTable
from safetystats.datasets.intake.vocabulary import CONDITIONS, COUNTED_DEAD, DEAD, HEADINGS
from safetystats.words import Text

_MOST_CODES, _SHOWN = 30, 8
_PART_OF_NAME = 0.6


def ask(connection: duckdb.DuckDBPyConnection, table: SourceTable, columns: Map[str, Column], grain: str) -> list[Text]:
    """Return the questions that a proposal leaves open: no deaths, no day, no area."""
    asked = []
    if "deaths" not in columns:
        asked += _about_deaths(connection, table, columns, grain)
    when = columns.get("occurred_at")
    if when is None:
        asked.append(_about_day(table))
    elif when.months_only:
        asked.append(_MONTHS_ONLY)
        if "accident_id" not in columns:
            asked.append(_COUNTS_BY_MONTH)
    if "area" not in columns:
        asked.append(_NO_AREA)
    return asked


def says_dead(text: str) -> bool:
    """Say whether a word of a person's condition means death, a code in brackets aside: Fatal Injury (K)."""
    known = {label_key(word) for word in DEAD}
    return label_key(re.sub(r"[(（].*?[)）]", "", text)) in known or label_key(text) in known


def _about_deaths(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, columns: Map[str, Column], grain: str
) -> list[Text]:
    """Name the columns that tell of death without counting the dead, with their texts and the line that would use them."""
    asked = []
    parts = [heading for heading in table.headings if _counts_some_dead(heading)]
    if len(parts) > 1:
        return [_PARTS.format(line=f"deaths: {{add: [{', '.join(map(repr, parts))}]}}")]
    for position, heading in enumerate(table.headings):
        if not _tells_harm(heading):
            continue
        found = connection.execute(
            f"SELECT CAST(c{position} AS VARCHAR), count(*) FROM {table.view} WHERE c{position} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_CODES + 1}"
        ).fetchall()
        if not 1 < len(found) <= _MOST_CODES:
            continue
        dead = next((text for text, _ in found if says_dead(text)), None)
        texts = ", ".join(f"{text} ×{count:,}" for text, count in found[:_SHOWN]) + (
            " …" if len(found) > _SHOWN else ""
        )
        line = f"deaths: {{from: {heading!r}, codes: {{{dead or '<code>'!r}: 1}}, default: 0, fold: {'max' if _of_accident(heading) else 'sum'}}}"
        asked.append(
            (_OF_ACCIDENTS if _of_accident(heading) or grain == "accidents" else _OF_ROWS).format(
                heading=heading, texts=texts, line=line
            )
        )
    if not asked:
        key = columns["accident_id"].source[0] if "accident_id" in columns else None
        line = f"deaths: {{from: {key or '<id>'!r}, default: 1, fold: sum}}"
        asked = [_NO_DEATHS.format(line=line)]
    return asked


def _counts_some_dead(heading: str) -> bool:
    """Say whether a heading counts the dead of one kind, as in PEDESTRIANS KILLED, CONDMUERTO, 行人死亡."""
    key = heading_key(heading)
    return any(key != word and (key.endswith(word) or key.startswith(word)) for word in COUNTED_DEAD)


def _tells_harm(heading: str) -> bool:
    names = [*CONDITIONS.split("|"), *HEADINGS["severity", "source"].split("|")]
    return any(name_fits(heading, wanted, 0) > _PART_OF_NAME for wanted in names)


def _of_accident(heading: str) -> bool:
    return not any(name_fits(heading, wanted, 0) > _PART_OF_NAME for wanted in CONDITIONS.split("|"))


def _about_day(table: SourceTable) -> Text:
    """Say whether the ledger has a year and a month that cannot be read, or no date at all."""
    parts = {
        part: next(
            (
                h
                for h in table.headings
                if h
                and any(name_fits(h, wanted, 0) > _PART_OF_NAME for wanted in HEADINGS["occurred_at", part].split("|"))
            ),
            None,
        )
        for part in ("year", "month")
    }
    if all(parts.values()):
        return _NO_DAY.format(headings=", ".join(f"'{h}'" for h in parts.values()))
    return _NO_DATE


_OF_ACCIDENTS = Text(
    "“{heading}”（{texts}）只说明有无死亡，不是死亡人数；若愿按每起至少一人计（下限，会少算），请把表示死亡的代码写入 columns：{line}",
    "'{heading}' ({texts}) tells whether somebody died, not how many; to count at least one a fatal accident, a lower bound, put the code that means death into columns: {line}",
)
_OF_ROWS = Text(
    "“{heading}”（{texts}）若说明这一行的人是否死亡，请把表示死亡的代码写入 columns：{line}",
    "if '{heading}' ({texts}) tells whether the person of the row died, put the code that means death into columns: {line}",
)
_PARTS = Text(
    "没有一列是死亡总人数；若这几列相加就是，请在 columns 写：{line}",
    "no column counts all the dead; if these together do, put into columns: {line}",
)
_NO_DEATHS = Text(
    "没有列说明死亡人数；若每一行就是一名死者，请在 columns 写 {line}，并写 grain: persons；若死亡记在另一文件，请先按事故编号合并",
    "no column tells deaths; if each row is one person who died, put into columns: {line} and write grain: persons; if another file holds them, join it by the accident's id first",
)
_MONTHS_ONLY = Text(
    "日期只到月：星期、节假日和某日的时刻无从得知；若有日一列，请在 occurred_at 里写 day: <列名>",
    "known to the month only: weekdays, hours of a date and holidays cannot be told; if a column holds the day, add day: <heading> to occurred_at",
)
_COUNTS_BY_MONTH = Text(
    "没有事故编号，也没有日，与按月的汇总表无从区分；若每一行确是一起事故，请用 --mapping 导入",
    "there is neither an id nor a day, so this may be a table of counts by month; if each row is one accident, import with --mapping",
)
_NO_DAY = Text(
    "没有日期一列，年和月（{headings}）也读不成数字；请把年和月改成数字，或另给日期一列",
    "no column tells the day, and year and month ({headings}) cannot both be read as numbers; write them as numbers, or give a column of dates",
)
_NO_DATE = Text(
    "没有日期一列；若日期在另一文件，请先按事故编号合并",
    "no column tells the day; if another file of the publisher holds it, join it by the accident's id first",
)
_NO_AREA = Text(
    "没有地区一列；若全表是一个地区，请在映射里写 constants: {area: <code>}",
    "no column tells the area; if the whole ledger is of one, write constants: {area: <code>} in the mapping",
)
