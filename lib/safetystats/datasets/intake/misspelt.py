"""Labels of a ledger's own list that are likely misspelt: rare, and nearly the same as one that is common.

Nothing is changed: a rare cause may be real, so the report asks. A label of many is told from its neighbour by its digits
(class 1, class 2), and long lists, such as those of towns, hold true neighbours; neither is asked about.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from safetystats.datasets.intake.readings import label_key

#: A rare label stands this often at most, a common one at least this often and so many times as often as the rare one.
_RARE, _COMMON, _TIMES = 2, 20, 20
#: The least likeness (Ratcliff and Obershelp): two letters changed in seventeen, one in nine.
_LIKE = 0.88
_MOST_LABELS = 100


def misspelt(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the common label that each likely misspelt one may mean; `counts` says how often each stands in the column."""
    if len(counts) > _MOST_LABELS:
        return {}
    common = {label_key(label): label for label, count in counts.items() if count >= _COMMON}
    found = {}
    for label, count in counts.items():
        key = label_key(label)
        if count > _RARE or key in common:
            continue
        for near in get_close_matches(key, common, n=1, cutoff=_LIKE):
            if counts[common[near]] >= _TIMES * count and re.findall(r"\d", near) == re.findall(r"\d", key):
                found[label] = common[near]
    return found
