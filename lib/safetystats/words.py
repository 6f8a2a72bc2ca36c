"""Words in the two languages of the suite, kept side by side so that neither can drift from the other."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One piece of text in Chinese and in English: ``Text("死亡人数", "Deaths")["en"]`` is ``"Deaths"``."""

    zh: str
    en: str

    def __getitem__(self, language: Language) -> str:
        """Return the text in `language` (``"zh"`` or ``"en"``)."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> "Text":
        """Fill the named places of both languages; a value that is itself a :class:`Text` goes in in its language."""
        zh = {key: value.zh if isinstance(value, Text) else value for key, value in values.items()}
        en = {key: value.en if isinstance(value, Text) else value for key, value in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))

    def __str__(self) -> str:
        return f"{self.zh} · {self.en}"
