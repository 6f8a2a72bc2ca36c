"""Models: series and tables in; trends, decompositions and forecasts out. Numbers only; no language, no output."""

from safetystats.models.catching_up import CatchUp, years_to_reach

__all__ = ["CatchUp", "years_to_reach"]
