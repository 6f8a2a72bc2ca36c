"""The areas a dataset speaks of: those of GB/T 2260, and its own (states of another country, wards, parks) from its card.

An own code of the form of ISO 3166-2, such as ``BR-SP``, lies in its country, ``BR``; any other in what stands before its last
hyphen where the card has a code for that. Every own area lies in ``ALL``, the whole of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from safetystats.codes import areas
from safetystats.codes.areas import Area
from safetystats.datasets.descriptor import Descriptor
from safetystats.errors import InputError, did_you_mean
from safetystats.words import Text

ALL = "ALL"
#: The level of a dataset's own areas, beside those of GB/T 2260.
OWN = "own"
#: A country's code and that of its part, ISO 3166-2.
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ALL_NAME = Text("全部地区", "All areas")


def area_book_of(card: Descriptor) -> "AreaBook":
    """Return the areas that a dataset's card speaks of."""
    return AreaBook({code: name.text for code, name in card.safetystats.codes.get("area", {}).items()})


@dataclass(frozen=True)
class AreaBook:
    """The areas of a dataset; `names` are those of its own codes."""

    names: Mapping[str, Text] = field(default_factory=dict)

    def get(self, area: str) -> Area:
        """Return the area that `area` names: an own code or name, or what :func:`safetystats.codes.areas.get` knows.

        Raises :class:`InputError` when neither knows it.
        """
        code = area if area in self._own else self._codes_by_name.get(area.casefold())
        if code is not None:
            return self._own[code]
        try:
            return areas.get(area)
        except InputError:
            if not self.names:
                raise
            hint = did_you_mean(area, [*self._own, *(own.name.en for own in self._own.values())])
            raise InputError(
                f"The area {area!r} is neither one of the {len(self.names)} in the dataset's card{hint} nor known in GB/T 2260; "
                f"give one of them, or {ALL} for the whole."
            ) from None

    def parents(self, area: str) -> tuple[Area, ...]:
        """Return what the area lies in, nearest first."""
        here = self.get(area)
        if here.level != OWN:
            return areas.parents(here)
        return () if here.parent is None else (self._own[here.parent], *self.parents(here.parent))

    def is_within(self, code: object, area: str) -> bool:
        """Say whether the area `code` (missing: no) is `area` or lies in it."""
        if not isinstance(code, str):
            return False
        return code == area or area in {above.code for above in self.parents(code)}

    def is_foreign(self, area: str) -> bool:
        """Whether `area` or a part of it bears the code of another country than China (ISO 3166)."""
        parts = [code for code in self._own if self.is_within(code, area)]
        return any(_COUNTRY.fullmatch(code) is not None and code[:2] != "CN" for code in parts)

    @cached_property
    def _own(self) -> dict[str, Area]:
        if not self.names:
            return {}
        # A country that no row names is known by its states; a hyphen in another name, North-East, makes no whole.
        wholes = {code.partition("-")[0] for code in self.names if _SUBDIVISION.fullmatch(code)}
        known = {**dict.fromkeys(sorted(wholes - set(self.names))), **self.names}
        book = {}
        for code, name in known.items():
            head = code.rpartition("-")[0]
            book[code] = Area(code, name or Text(code, code), OWN, head if head in known else ALL)
        return {ALL: Area(ALL, _ALL_NAME, OWN, None), **book}

    @cached_property
    def _codes_by_name(self) -> dict[str, str]:
        return {text.casefold(): area.code for area in self._own.values() for text in (area.name.zh, area.name.en)}
