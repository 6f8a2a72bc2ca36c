"""How a golden case is compared: tolerance is relative, ``|got − want| <= tolerance·|want| + 1e-12``; labels must be equal."""

import math
from typing import Any

Case = dict[str, Any]


def close(got: float | str, want: float | str, tolerance: float) -> bool:
    if isinstance(got, str):
        return got == want
    expected = math.inf if want == "Inf" else float(want)
    return got == expected or abs(got - expected) <= tolerance * abs(expected) + 1e-12


def wrong(got: Case, want: Case, tolerance: float) -> list[str]:
    found = []
    for name, value in want.items():
        if isinstance(value, dict):
            found += wrong(got[name], value, tolerance)
        elif isinstance(value, list):
            pairs = zip(got[name], value, strict=True)
            found += [
                f"{name}: got {one!r}, want {other!r}" for one, other in pairs if not close(one, other, tolerance)
            ]
        elif value is not None and not close(got[name], value, tolerance):
            found.append(f"{name}: got {got[name]!r}, want {value!r}")
    return found
