"""The areas of a dataset: those of GB/T 2260 and its own, and what lies in what."""

import pytest

from safetystats.datasets.area_book import ALL, AreaBook
from safetystats.errors import InputError
from safetystats.words import Text

BRAZIL = AreaBook({"BR": Text("巴西", "Brazil"), "BR-SP": Text("圣保罗", "São Paulo"), "BR-RJ": Text("里约", "Rio")})


def test_a_state_lies_in_its_country_and_in_the_whole() -> None:
    assert [area.code for area in BRAZIL.parents("BR-SP")] == ["BR", ALL]
    assert BRAZIL.is_within("BR-SP", "BR")
    assert BRAZIL.is_within("BR-SP", ALL)
    assert not BRAZIL.is_within("BR-SP", "BR-RJ")
    assert not BRAZIL.is_within(None, "BR")
    assert BRAZIL.get("são paulo").code == "BR-SP"


def test_a_whole_without_a_name_is_named_by_its_code_and_wards_lie_in_the_whole() -> None:
    wards = AreaBook({"US-CA": Text("加州", "California"), "North ward": Text("北区", "North ward")})
    assert wards.get("US").name == Text("US", "US")
    assert [area.code for area in wards.parents("North ward")] == [ALL]


def test_national_areas_are_known_beside_the_own_ones() -> None:
    for book in (BRAZIL, AreaBook()):
        assert book.get("忠县").code == "500233"
        assert book.is_within("500233", "500000")
        assert book.is_within("500233", "CN")
        assert not book.is_within("500233", "BR")


def test_an_unknown_area_is_told_with_what_the_card_holds() -> None:
    with pytest.raises(InputError, match="'BR-SQ' is neither one of the 3 in the dataset's card .did you mean 'BR-SP'"):
        BRAZIL.get("BR-SQ")
    with pytest.raises(InputError, match="GB/T 2260"):
        AreaBook().get(ALL)


def test_a_hyphen_in_a_name_makes_no_whole() -> None:
    book = AreaBook({"North-East": Text("东北片", "North-East"), "P": Text("园区", "Park"), "P-1": Text("一号", "One")})
    assert [area.code for area in book.parents("North-East")] == [ALL]
    assert [area.code for area in book.parents("P-1")] == ["P", ALL]
    with pytest.raises(InputError, match="'North' is neither"):
        book.get("North")


def test_an_area_with_the_code_of_another_country_is_foreign() -> None:
    name = Text("一", "One")
    mixed = AreaBook({"BR-SP": name, "CN-CQ": name, "Ward 1": name})
    assert [area for area in ("BR-SP", "BR", "CN-CQ", "Ward 1", "500233", "ALL") if mixed.is_foreign(area)] == [
        "BR-SP", "BR", "ALL",
    ]  # fmt: skip
