"""How papermill writes parameters into a notebook: readable, also in Chinese, where it would write ``\\u4e34\\u6c5f``."""

import json

from papermill.translators import PythonTranslator, papermill_translators


class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
    """papermill's translator for Python, but text keeps its characters."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        """Return `val` as a Python literal. A JSON string is one, and never longer than a line."""
        return json.dumps(val, ensure_ascii=False)

    @classmethod
    def translate_escaped_str(cls, str_val: object) -> str:
        """Return any other value as the literal of its text."""
        return json.dumps(str(str_val), ensure_ascii=False)


def register() -> None:
    """Make papermill use it in this process, for every kernel of Python."""
    papermill_translators.register("python", ReadableTranslator)
