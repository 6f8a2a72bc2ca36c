"""What an import brought: counts, sums before and after folding, problems by kind, and where everything stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetystats.datasets.intake.fold import SumCheck
from safetystats.datasets.intake.history import Changes
from safetystats.datasets.intake.mapping import Mapping
from safetystats.datasets.problems import KINDS, Problem
from safetystats.words import Language


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
        deaths = f", {self.share_of_deaths:.1%} of deaths" if self.share_of_deaths else ""
        shares = f" ({self.share_of_rows:.1%} of rows{deaths})" if self.share_of_rows else ""
        if language == "zh":
            deaths = f"，死亡人数的 {self.share_of_deaths:.1%}" if self.share_of_deaths else ""
            shares = f"（行数的 {self.share_of_rows:.1%}{deaths}）" if self.share_of_rows else ""
        more = [str(p.row) for p in self.examples[1:] if p.row]
        also = (
            {"en": f" Also rows {', '.join(more)}.", "zh": f"另见第 {'、'.join(more)} 行。"}[language] if more else ""
        )
        return f"{self.severity}: {self.kind} ×{self.count}{shares}: {self.examples[0].sentence[language]}{also}"


@dataclass(frozen=True, slots=True, repr=False)
class ImportResult:
    """The result of :func:`import_file`. `proposed` says that the mapping was proposed; `dataset` is None when nothing was written."""

    file: str
    dataset: Path | None
    mapping: Mapping
    mapping_path: Path | None
    proposed: bool
    notes: tuple[str, ...]
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
        lines = [
            f"{self.file}: mapping {self.mapping.name}"
            + (f" (proposed; edit {self.mapping_path})" if self.proposed else "")
        ]
        lines += [f"  {note}" for note in self.notes]
        lines += [f"  inferred for {heading!r}: {what}" for heading, what in self.inferred.items()]
        if self.not_placed:
            shown = ", ".join(self.not_placed[:12]) + (
                f" … and {len(self.not_placed) - 12} more" if len(self.not_placed) > 12 else ""
            )
            lines.append(f"  not read: {shown}")
        if self.dataset is None:
            return [*lines, "Nothing was imported: complete the mapping, then run the command again with --mapping."]
        deaths = f", {self.deaths:,.0f} deaths" if self.deaths is not None else ""
        lines.append(f"{self.rows:,} rows, {self.left_out:,} left out, {self.accidents:,} accidents{deaths}")
        for check in self.sums:
            if check.naive != check.folded:
                lines.append(
                    f"  {check.field}: {check.naive:,.0f} if rows were added up, {check.folded:,.0f} over accidents"
                )
        lines += [kind.line(language) for kind in self.problems]
        if self.changes:
            c = self.changes
            lines.append(
                f"{c.new:,} new, {c.changed:,} changed, {c.unchanged:,} unchanged, {c.absent:,} no longer in the file (kept)"
            )
        lines += [f"wrote {path}" for path in self.written]
        return [*lines, f"{self.errors:,} errors, {self.warnings:,} warnings"]

    def as_json(self) -> dict[str, Any]:
        """Return the result for ``--json``."""
        return {
            "file": self.file, "dataset": str(self.dataset) if self.dataset else None, "mapping": self.mapping.name,
            "mapping_path": str(self.mapping_path) if self.mapping_path else None, "proposed": self.proposed,
            "notes": list(self.notes), "rows": self.rows, "left_out": self.left_out, "accidents": self.accidents,
            "deaths": self.deaths, "sums": {s.field: {"naive": s.naive, "folded": s.folded} for s in self.sums},
            "inferred": self.inferred, "not_placed": list(self.not_placed), "errors": self.errors, "warnings": self.warnings,
            "problems": [
                {"kind": k.kind, "severity": k.severity, "column": k.column, "count": k.count, "share_of_rows": k.share_of_rows,
                 "share_of_deaths": k.share_of_deaths, "rows": [p.row for p in k.examples],
                 "sentence_zh": k.examples[0].sentence.zh, "sentence_en": k.examples[0].sentence.en} for k in self.problems],
            "changes": {n: getattr(self.changes, n) for n in ("new", "changed", "unchanged", "absent")} if self.changes else None,
            "written": [str(path) for path in self.written],
        }  # fmt: skip

    def __repr__(self) -> str:
        where = f" into {self.dataset}" if self.dataset else ", nothing imported"
        return f"<ImportResult {self.file}{where}: {self.accidents:,} accidents, {self.errors} errors, {self.warnings} warnings>"
