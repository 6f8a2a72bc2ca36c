import ast

from hypothesis import given
from hypothesis import strategies as st
from papermill.translators import PythonTranslator, papermill_translators

from safetystats.batch.translator import ReadableTranslator, register


def test_chinese_stays_readable() -> None:
    assert ReadableTranslator.codify({"area": "临江县", "note": '"引号"\\'}) == (
        '# Parameters\narea = "临江县"\nnote = "\\"引号\\"\\\\"\n'
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_one_line_of_python(text: str) -> None:
    literal = ReadableTranslator.translate(text)
    assert ast.literal_eval(literal) == text
    assert "\n" not in literal


@given(
    st.dictionaries(st.text("甲a", min_size=1), st.integers() | st.booleans() | st.none() | st.lists(st.text("乙b")))
)
def test_other_values_are_literals_too(value: dict[str, object]) -> None:
    assert ast.literal_eval(ReadableTranslator.translate(value)) == value


def test_papermill_uses_it_once_registered() -> None:
    try:
        register()
        assert papermill_translators.find_translator("python3", "python") is ReadableTranslator
    finally:
        papermill_translators.register("python", PythonTranslator)
