from collections import Counter
from datetime import date

import pytest

from safetystats.codes import DAY_KINDS, day_kinds
from safetystats.codes.day_kinds import calendar_years, days_between
from safetystats.errors import InputError


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2011, 10, 1), "holiday"),  # National Day, a Saturday
        (date(2011, 10, 4), "holiday"),  # Tuesday of the same week off
        (date(2011, 10, 8), "worked_weekend"),  # Saturday worked for it
        (date(2011, 10, 15), "weekend"),
        (date(2011, 10, 17), "working"),
        (date(2011, 2, 3), "holiday"),  # Spring Festival
    ],
)
def test_known_days_of_2011(day, kind):
    assert day_kinds([day]) == [kind]


def test_every_day_of_a_year_is_of_one_kind():
    days = days_between(date(2011, 1, 1), date(2011, 12, 31))
    counted = Counter(day_kinds(days))
    assert sum(counted.values()) == len(days) == 365
    assert set(counted) == set(DAY_KINDS)


def test_a_year_without_a_notice_is_refused():
    first, last = calendar_years()
    assert first <= 2004
    with pytest.raises(InputError, match=f"The public holidays of 1999 are not known; they are from {first} to {last}"):
        day_kinds([date(1999, 1, 1)])
