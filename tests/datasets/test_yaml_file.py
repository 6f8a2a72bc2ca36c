from pathlib import Path

import pytest

from safetystats.datasets.yaml_file import read_yaml
from safetystats.errors import InputError


def _write(folder: Path, text: str | bytes) -> Path:
    path = folder / "card.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_plain_values_are_read_and_dates_stay_text(tmp_path: Path) -> None:
    assert read_yaml(_write(tmp_path, "a: 1\nb: [x, 2011-10-01]\n")) == {"a": 1, "b": ["x", "2011-10-01"]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "a: !!python/object/apply:os.system ['true']\n",
            r"line 1: the tag !!python/object/apply:os.system is not allowed",
        ),
        ("a: 1\nb: 2\na: 3\n", r"line 3: the key 'a' is given twice"),
        ("a: [1, 2\nb: 3\n", r"line 2"),
        ("- a\n", "holds a list"),
        ("[" * 5000, "too deep or too large"),
        ("a: " + "9" * 6000, "too deep or too large"),
        ("", "is empty"),
        ("name: 忠县\n".encode("gb18030"), "is not UTF-8"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_yaml(_write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_yaml(tmp_path / "none.yaml")
