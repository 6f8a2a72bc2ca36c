from pathlib import Path
from typing import Any

import pytest
import yaml

from safetystats.datasets.descriptor import read_descriptor
from safetystats.errors import InputError


def card(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": "example",
        "title": "Example",
        "description": "An example",
        "licenses": [{"name": "CC0-1.0"}],
        "resources": [{"name": "indicators", "path": "indicators.csv"}],
        "safetystats": {"title": {"zh": "例", "en": "Example"}, "description": {"zh": "例", "en": "Example"}},
    }
    return {**plain, **changes}


def write_card(folder: Path, content: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "datapackage.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def test_a_card_is_read(tmp_path: Path) -> None:
    read = read_descriptor(write_card(tmp_path, card()))
    assert (read.name, read.resources[0].table, read.safetystats.title.text["zh"]) == ("example", "indicators", "例")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"licences": []}, r"the key 'licences' is not known \(did you mean 'licenses'\?\)"),
        (
            {"resources": [{"name": "indicators", "pth": "x.csv"}]},
            r"resources.0.pth' is not known \(did you mean 'path'\?\)",
        ),
        (
            {"resources": [{"name": "indicatrs", "path": "x.csv"}]},
            r"no table 'indicatrs' \(did you mean 'indicators'\?\)",
        ),
        ({"resources": []}, "'resources' is"),
        (
            {"resources": [{"name": "indicators", "path": "x.csv", "schema": {"fields": ["value"]}}]},
            "should be a valid dictionary",
        ),
        ({"title": None}, "'title' is None"),
        ({"resources": [{"name": "indicators", "path": "../x.csv"}]}, "'../x.csv' leads out of the dataset's folder"),
        ({"resources": [{"name": "indicators", "path": "/etc/passwd"}]}, "leads out of the dataset's folder"),
        ({"resources": [{"name": "indicators", "path": "a.csv"}] * 2}, "the resource name 'indicators' is given twice"),
        (
            {"resources": [{"name": "indicators", "path": "x.csv", "schema": {"fields": [{"name": "valu"}]}}]},
            r"the table 'indicators' has no field 'valu' \(did you mean 'value'\?\)",
        ),
    ],
)
def test_a_wrong_card_gets_one_sentence(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read_descriptor(write_card(tmp_path, card(**changes)))
    assert "datapackage.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_key_of_ours_names_the_nearest(tmp_path: Path) -> None:
    content = card()
    content["safetystats"]["refrence"] = "china"
    with pytest.raises(InputError, match=r"'safetystats.refrence' is not known \(did you mean 'reference'\?\)"):
        read_descriptor(write_card(tmp_path, content))


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    content = card()
    del content["safetystats"]
    with pytest.raises(InputError, match="'safetystats' is missing; add it"):
        read_descriptor(write_card(tmp_path, content))


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("x\n", encoding="utf-8")
    folder = write_card(tmp_path / "set", card())
    (folder / "indicators.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(InputError, match="leads out of the dataset's folder"):
        read_descriptor(folder)


def test_a_folder_without_a_card_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="safetystats new"):
        read_descriptor(tmp_path)
    with pytest.raises(InputError, match="There is no dataset folder"):
        read_descriptor(tmp_path / "none")
