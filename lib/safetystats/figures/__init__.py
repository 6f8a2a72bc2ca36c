"""Figures: charts in one style, drawn from results and never from raw tables. Importing it registers the typeface."""

from safetystats.figures import fonts
from safetystats.figures.dots import interval_dots
from safetystats.figures.heat import heat_table
from safetystats.figures.lines import series_lines
from safetystats.figures.pareto import pareto_bars
from safetystats.figures.quotas import quota_bars
from safetystats.figures.shares import share_bars
from safetystats.figures.sheet import Caption
from safetystats.figures.upset import upset
from safetystats.products import MissingGlyphError

fonts.register()

__all__ = [
    "Caption", "MissingGlyphError", "heat_table", "interval_dots", "pareto_bars", "quota_bars", "series_lines", "share_bars",
    "upset",
]  # fmt: skip
