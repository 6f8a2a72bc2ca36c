"""What the notebooks need of a dataset, so that one's own data need not be run through a notebook they cannot feed.

Trends and outlook need nothing: they say what they cannot make. Of the others, what they raise when they are run is asked first.
"""

from collections.abc import Callable, Iterable, Mapping

from safetystats.analyses.causes import require_accidents
from safetystats.analyses.rate_panel import RATES, rate_panel
from safetystats.analyses.study import Study, require_counts
from safetystats.errors import InputError


def unmet(study: Study, notebooks: Iterable[str]) -> dict[str, str]:
    """Return why the data of the study cannot feed them, by notebook; those that can be made are not in it.

    Raises :class:`InputError` with the first reason when none of those that need something can be made.
    """
    asked = [name for name in notebooks if name in _NEEDS]
    reasons = {name: reason for name in asked if (reason := _refusal(_NEEDS[name], study))}
    if asked and len(reasons) == len(asked):
        raise InputError(reasons[asked[0]])
    return reasons


def _refusal(need: Callable[[Study], object], study: Study) -> str | None:
    try:
        need(study)
    except InputError as error:
        return str(error)
    return None


def _counts(study: Study) -> None:
    require_counts(study.dataset, study.area.code, study.period)


def _rates(study: Study) -> None:
    for rate in RATES:
        rate_panel(study, rate)


_NEEDS: Mapping[str, Callable[[Study], object]] = {
    "01_situation": _counts,
    "02_causes": require_accidents,
    "03_rates": _rates,
}
