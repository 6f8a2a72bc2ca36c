"""Published numbers: every case of the golden file that is a measure, by a call of the public surface.

``golden_measures.json`` holds the cases with inputs, expected values, tolerance, source (R 4.2.2 and its packages, scipy,
papers) and how each was verified. Tolerance is relative: ``|got − want| <= tolerance·|want| + 1e-12``. When the whole
golden file is beside this checkout it is run too, and a method in it that is neither mapped nor named as another room's
fails the test.
"""

import json
from pathlib import Path

import pytest

from golden_calls_of_measures import CALLS
from golden_checks import Case, wrong

HERE = Path(__file__).resolve()
BUNDLED: list[Case] = json.loads(HERE.with_name("golden_measures.json").read_text("utf-8"))
SHARED = HERE.parents[3] / "shared" / "golden.json"
#: Families of methods that belong to other rooms (decomposition, joinpoint and forecasts to ``models``).
OTHER_FAMILIES = ("DE", "JP", "FC")


def check(case: Case) -> None:
    assert wrong(CALLS[case["method"]](case["inputs"]), case["expected"], case["tolerance"]) == []


@pytest.mark.parametrize("case", BUNDLED, ids=[case["id"] for case in BUNDLED])
def test_bundled_golden_case(case: Case) -> None:
    check(case)


@pytest.mark.skipif(not SHARED.is_file(), reason="the whole golden file is not beside this checkout")
def test_every_method_of_the_golden_file_is_mapped_or_named() -> None:
    content = json.loads(SHARED.read_text("utf-8"))
    for case in content if isinstance(content, list) else content["cases"]:
        if case["method"] in CALLS:
            check(case)
        else:
            assert case["id"].startswith(OTHER_FAMILIES), f"{case['method']} is neither mapped nor named"
