from pathlib import Path

import pytest

from safetystats.batch.batch_file import read_batch_file
from safetystats.errors import InputError

GOOD = """\
title: {zh: 小批, en: A few}
notebooks: [small.ipynb]
languages: [zh, en]
parameters: {dataset: china}
runs:
  - {area: 500000, period: 2017}
  - area: 010203
    period: 2011-10
limits: {cell_seconds: 5}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "few.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_are_the_text_that_stands_in_the_file(tmp_path: Path) -> None:
    content = read_batch_file(write(tmp_path, GOOD))
    assert content.runs == ({"area": "500000", "period": "2017"}, {"area": "010203", "period": "2011-10"})
    assert content.parameters == {"dataset": "china"}
    assert content.languages == ("zh", "en")
    assert (content.limits.cell_seconds, content.limits.run_seconds) == (5, 1800)


def test_one_title_stands_for_both_languages(tmp_path: Path) -> None:
    title = read_batch_file(write(tmp_path, GOOD.replace("{zh: 小批, en: A few}", "一批"))).title
    assert (title.zh, title.en) == ("一批", "一批")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("notebooks: [", "notbooks: [", 2, "there is no key 'notbooks' (did you mean 'notebooks'?); keys are title, notebooks"),
        ("{cell_seconds: 5}", "{cell_second: 5}", 9, "there is no key 'cell_second' (did you mean 'cell_seconds'?)"),
        ("{zh: 小批, en: A few}", "{zh: 小批}", 1, "the key title.en is needed but missing; add it"),
        ("notebooks: [small.ipynb]", "notebooks: small", 2, "notebooks is 'small', but must be a list such as [a, b]"),
        ("notebooks: [small.ipynb]", "notebooks: []", 2, "notebooks is [], but must be a list of at least one"),
        ("[zh, en]", "[zh, fr]", 3, "languages[2] is 'fr', but must be one of zh, en"),
        ("  - area: 010203", "  - text\n  - area: 010203", 7, "runs[2] is 'text', but must be a mapping"),
        ("area: 500000", "area: [500000]", 6, "runs[1].area is ['500000'], but must be text"),
        ("cell_seconds: 5", "cell_seconds: soon", 9, "limits.cell_seconds is 'soon', but must be a whole number"),
        ("cell_seconds: 5", "cell_seconds: 0", 9, "limits.cell_seconds is '0', but must be at least 1"),
        ("dataset: china", "dataset: !!python/name:os.system x", 4, "the tag !!python/name:os.system is not allowed"),
        ("    period: 2011-10", "    period: 2011-10\n    area: 1", 9, "the key 'area' is given twice"),
        ("notebooks: [small.ipynb]", "notebooks: [small.ipynb", 3, "expected ',' or ']'"),
    ],
)  # fmt: skip
def test_every_mistake_is_one_sentence_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(InputError) as caught:
        read_batch_file(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path}, line {line}: ")
    assert message in sentence
    assert "\n" not in sentence


def test_a_missing_key_and_an_empty_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the key runs is needed but missing"):
        read_batch_file(write(tmp_path, GOOD.split("runs:")[0]))
    with pytest.raises(InputError, match="is empty"):
        read_batch_file(write(tmp_path, ""))
    with pytest.raises(InputError, match="There is no file"):
        read_batch_file(tmp_path / "none.yml")
