"""What an import brought: counts, sums before and after folding, problems by kind, and where everything stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetystats.datasets.intake.field_names import field_name
from safetystats.datasets.intake.fold import SumCheck
from safetystats.datasets.intake.history import Changes
from safetystats.datasets.intake.mapping import Mapping
from safetystats.datasets.problems import KINDS, TITLES, Problem
from safetystats.words import Language, Text

_SHOWN = 12
_NOTHING = Text(
    "没有导入：请补全映射，再用 --mapping 导入。",
    "Nothing was imported: complete the mapping, then run the command again with --mapping.",
)
_LEADS = {
    "error": Text("错误：{title} ×{count}{shares}：", "error: {title} [{kind}] ×{count}{shares}: "),
    "warning": Text("警告：{title} ×{count}{shares}：", "warning: {title} [{kind}] ×{count}{shares}: "),
}
_ROWS = Text("（行数的 {rows}）", " ({rows} of rows)")
_ROWS_AND_DEATHS = Text("（行数的 {rows}，死亡人数的 {deaths}）", " ({rows} of rows, {deaths} of deaths)")
_SUMS = Text(
    "  {field}：逐行相加 {naive}，按事故 {folded}", "  {field}: {naive} if rows were added up, {folded} over accidents"
)
#: What is inferred from a whole column, as the mapping would declare it.
_INFERRED = {
    "order: ymd": Text("年—月—日", "year, month, day [order: ymd]"),
    "order: dmy": Text("先日后月", "the day before the month [order: dmy]"),
    "order: mdy": Text("先月后日", "the month before the day [order: mdy]"),
    "decimal: ','": Text("以逗号为小数点", "a comma as decimal mark [decimal: ',']"),
    "two-digit years": Text("两位数的年份（1970—2069 年）", "years of two digits (1970 to 2069)"),
}
#: The year that dates such as 3月5日 lack.
_YEAR = "year: "


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """All problems of one kind in one column: how many, which share of rows and of deaths they touch, the first of them."""

    kind: str
    column: str
    count: int
    share_of_rows: float
    share_of_deaths: float | None
    examples: tuple[Problem, ...]

    @property
    def severity(self) -> str:
        """``error`` or ``warning``."""
        return KINDS[self.kind][0]

    def line(self, language: Language = "en") -> str:
        """Return the kind as one line: severity, count, shares, the first example as a sentence."""
        rows, deaths = _percent(self.share_of_rows), _percent(self.share_of_deaths or 0)
        shares = _ROWS.format(rows=rows) if rows else Text("", "")
        if rows and deaths:
            shares = _ROWS_AND_DEATHS.format(rows=rows, deaths=deaths)
        lead = _LEADS[self.severity].format(
            title=TITLES[self.kind], kind=self.kind, count=f"{self.count:,}", shares=shares
        )
        return f"{lead[language]}{self.examples[0].sentence[language]}{self._also()[language]}"

    def _also(self) -> Text:
        """Return where the further examples are: rows, each with its sheet or file where that is not the first one's."""
        first, places = self.examples[0], dict[tuple[str, str], list[str]]()
        for problem in self.examples[1:]:
            rows = places.setdefault((problem.file, problem.sheet), [])
            rows += [str(problem.row)] if problem.row else []
        if not any(rows or place != (first.file, first.sheet) for place, rows in places.items()):
            return Text("", "")
        zh, en = [], []
        for (file, sheet), rows in places.items():
            where = _place(first, file, sheet)
            zh.append(where.zh + (f"第 {'、'.join(rows)} 行" if rows else ""))
            counted = f"row{'s' if len(rows) > 1 else ''} {', '.join(rows)}" if rows else ""
            en.append(" ".join(part for part in (where.en, counted) if part))
        return Text(f"另见{'；'.join(zh)}。", f" Also {'; '.join(en)}.")


def _inferred(what: str) -> Text:
    years = what.removeprefix(_YEAR)
    if years != what:
        return Text(
            f"{years} 年（按工作表、标题或文件名）", f"of {years}, by the name of the sheet, its title or the file"
        )
    return _INFERRED.get(what, Text(what, what))


def _percent(share: float) -> str:
    """Return a share in words; nothing for none, and never nought for a few."""
    if not share:
        return ""
    return f"{share:.1%}" if share >= 0.0005 else "< 0.1%"


def _place(first: Problem, file: str, sheet: str) -> Text:
    """Return the sheet of a file, or the file and its sheet, as far as they are not those of the first example."""
    if (file, sheet) == (first.file, first.sheet):
        return Text("", "")
    inner = file.removeprefix(first.file.rpartition("/")[0] + "/")
    there = Text(f"工作表“{sheet}”", f"sheet {sheet!r}") if sheet else Text("", "")
    if file == first.file:
        return there
    return Text(f"{inner}{there.zh}", f"{inner} {there.en}".strip())


@dataclass(frozen=True, slots=True, repr=False)
class ImportResult:
    """The result of :func:`import_file`. `proposed` says that the mapping was proposed; `dataset` is None when nothing was written."""

    file: str
    dataset: Path | None
    mapping: Mapping
    mapping_path: Path | None
    proposed: bool
    notes: tuple[Text, ...]
    rows: int
    left_out: int
    accidents: int
    deaths: float | None
    sums: tuple[SumCheck, ...]
    inferred: dict[str, str]
    not_placed: tuple[str, ...]
    problems: tuple[ProblemKind, ...]
    changes: Changes | None
    written: tuple[Path, ...]

    @property
    def errors(self) -> int:
        """How many problems are errors."""
        return sum(kind.count for kind in self.problems if kind.severity == "error")

    @property
    def warnings(self) -> int:
        """How many problems are warnings."""
        return sum(kind.count for kind in self.problems if kind.severity == "warning")

    def lines(self, language: Language = "en") -> list[str]:
        """Return the report for a terminal."""
        texts = [*self._about_mapping(), *self._about_rows()] if self.dataset else [*self._about_mapping(), _NOTHING]
        lines = [text[language] for text in texts]
        lines += [kind.line(language) for kind in self.problems]
        return [*lines, *(text[language] for text in self._about_files())] if self.dataset else lines

    def _about_mapping(self) -> list[Text]:
        name = self.mapping.name
        proposed = (
            Text(f"（推测所得，可修改 {self.mapping_path}）", f" (proposed; edit {self.mapping_path})")
            if self.proposed
            else Text("", "")
        )
        texts = [Text(f"{self.file}：映射 {name}{proposed.zh}", f"{self.file}: mapping {name}{proposed.en}")]
        texts += [Text(f"  {note.zh}", f"  {note.en}") for note in self.notes]
        for heading, what in self.inferred.items():
            meaning = _inferred(what)
            texts.append(Text(f"  列“{heading}”推断为{meaning.zh}", f"  inferred for {heading!r}: {meaning.en}"))
        if self.not_placed:
            shown, more = ", ".join(self.not_placed[:_SHOWN]), len(self.not_placed) - _SHOWN
            texts.append(
                Text(
                    f"  未读入的列：{shown}" + (f" 等，另有 {more} 列" if more > 0 else ""),
                    f"  not read: {shown}" + (f" … and {more} more" if more > 0 else ""),
                )
            )
        return texts

    def _about_rows(self) -> list[Text]:
        deaths = (
            Text("", "")
            if self.deaths is None
            else Text(f"，死亡 {self.deaths:,.0f} 人", f", {self.deaths:,.0f} deaths")
        )
        texts = [
            Text(f"{self.rows:,} 行，未计入 {self.left_out:,} 行，事故 {self.accidents:,} 起{deaths.zh}",
                 f"{self.rows:,} rows, {self.left_out:,} left out, {self.accidents:,} accidents{deaths.en}")
        ]  # fmt: skip
        folded = [check for check in self.sums if check.naive != check.folded]
        texts += [
            _SUMS.format(field=field_name(c.field), naive=f"{c.naive:,.0f}", folded=f"{c.folded:,.0f}") for c in folded
        ]
        return texts

    def _about_files(self) -> list[Text]:
        texts = []
        if c := self.changes:
            texts.append(Text(f"新增 {c.new:,}，修订 {c.changed:,}，未变 {c.unchanged:,}，文件中已没有（保留）{c.absent:,}",
                              f"{c.new:,} new, {c.changed:,} changed, {c.unchanged:,} unchanged, {c.absent:,} no longer in the file (kept)"))  # fmt: skip
        texts += [Text(f"已写入 {path}", f"wrote {path}") for path in self.written]
        return [
            *texts,
            Text(
                f"错误 {self.errors:,} 个，警告 {self.warnings:,} 个",
                f"{self.errors:,} errors, {self.warnings:,} warnings",
            ),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the result for ``--json``."""
        return {
            "file": self.file, "dataset": str(self.dataset) if self.dataset else None, "mapping": self.mapping.name,
            "mapping_path": str(self.mapping_path) if self.mapping_path else None, "proposed": self.proposed,
            "notes": [note.en for note in self.notes], "notes_zh": [note.zh for note in self.notes],
            "rows": self.rows, "left_out": self.left_out, "accidents": self.accidents,
            "deaths": self.deaths, "sums": {s.field: {"naive": s.naive, "folded": s.folded} for s in self.sums},
            "inferred": self.inferred, "not_placed": list(self.not_placed), "errors": self.errors, "warnings": self.warnings,
            "problems": [
                {"kind": k.kind, "severity": k.severity, "column": k.column, "count": k.count, "share_of_rows": k.share_of_rows,
                 "share_of_deaths": k.share_of_deaths, "rows": [p.row for p in k.examples],
                 "title_zh": TITLES[k.kind].zh, "title_en": TITLES[k.kind].en, "places": [p.place.en for p in k.examples],
                 "sentence_zh": k.examples[0].sentence.zh, "sentence_en": k.examples[0].sentence.en} for k in self.problems],
            "changes": {n: getattr(self.changes, n) for n in ("new", "changed", "unchanged", "absent")} if self.changes else None,
            "written": [str(path) for path in self.written],
        }  # fmt: skip

    def __repr__(self) -> str:
        where = f" into {self.dataset}" if self.dataset else ", nothing imported"
        return f"<ImportResult {self.file}{where}: {self.accidents:,} accidents, {self.errors} errors, {self.warnings} warnings>"
