"""About the same: shown by many events, never by few."""

import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.measures import compare_counts, equivalence


def test_many_events_show_it_and_few_do_not() -> None:
    many, few = equivalence(2000, 2020), equivalence(33, 29)
    assert many.equivalent is True
    assert few.equivalent is False
    assert few.p_value > 0.05 > many.p_value
    assert repr(few).startswith("<Equivalence equivalent=False")


@pytest.mark.parametrize("counts", [(100, 100), (400, 380), (250, 290), (700, 690)])
def test_it_is_the_interval_inside_the_margin(counts: tuple[int, int]) -> None:
    got = equivalence(*counts, margin=0.25)
    interval = compare_counts(*counts, level=0.9)
    assert got.equivalent == (interval.lower > 1 / 1.25 and interval.upper < 1.25)
    assert got.comparison.lower == pytest.approx(interval.lower)


def test_columns() -> None:
    got = equivalence(pd.Series([2000, 33]), pd.Series([2020, 29]))
    assert got.equivalent.tolist() == [True, False]


@pytest.mark.parametrize(("options", "says"), [({"margin": 0}, "margin is 0"), ({"level": 0.4}, "between 0.5 and 1")])
def test_mistakes_are_told(options: dict[str, float], says: str) -> None:
    with pytest.raises(InputError, match=says):
        equivalence(3, 4, **options)
