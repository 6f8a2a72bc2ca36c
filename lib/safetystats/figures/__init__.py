"""Figures: charts in one style, drawn from results and never from raw tables. Importing it registers the typeface."""

from safetystats.figures import fonts
from safetystats.figures.calendars import calendar_lines
from safetystats.figures.controls import control_chart
from safetystats.figures.dots import interval_dots
from safetystats.figures.fans import fan_chart
from safetystats.figures.funnels import funnel_plot
from safetystats.figures.heat import heat_table
from safetystats.figures.histograms import histogram_bars
from safetystats.figures.lines import series_lines
from safetystats.figures.multiples import small_multiples
from safetystats.figures.pareto import pareto_bars
from safetystats.figures.quotas import quota_bars
from safetystats.figures.reliabilities import reliability
from safetystats.figures.shares import share_bars
from safetystats.figures.sheet import Caption
from safetystats.figures.trends import trend_segments
from safetystats.figures.upset import upset
from safetystats.figures.waterfall import waterfall
from safetystats.products import MissingGlyphError

fonts.register()

__all__ = [
    "Caption",
    "MissingGlyphError",
    "calendar_lines",
    "control_chart",
    "fan_chart",
    "funnel_plot",
    "heat_table",
    "histogram_bars",
    "interval_dots",
    "pareto_bars",
    "quota_bars",
    "reliability",
    "series_lines",
    "share_bars",
    "small_multiples",
    "trend_segments",
    "upset",
    "waterfall",
]
