"""The joinpoint models of a series, one for each definition that holds enough years."""

from dataclasses import dataclass

import pandas as pd

from safetystats import models
from safetystats.analyses.trend_series import TrendSeries
from safetystats.models import Joinpoint

#: The rule that chooses the number of bends (Kim et al. 2022): between BIC, which finds too many, and BIC3, which finds too few.
RULE = "weighted-bic"


@dataclass(frozen=True, slots=True, repr=False)
class RunFit:
    """The years on one definition and their joinpoint model."""

    frame: pd.DataFrame
    model: Joinpoint

    @property
    def years(self) -> str:
        """The first and the last year, as they are printed."""
        return f"{self.frame['year'].iloc[0]}–{self.frame['year'].iloc[-1]}"

    def __repr__(self) -> str:
        return f"<RunFit {self.years}: {self.model!r}>"


def fit_runs(series: TrendSeries) -> list[RunFit]:
    """Fit each definition of the series apart, weighted by the counts behind its values (Poisson)."""
    return [
        RunFit(
            run,
            models.joinpoint(run["year"], counts=run["events"], exposure=run["exposure"], selection=RULE),
        )
        for run in series.runs()
    ]
