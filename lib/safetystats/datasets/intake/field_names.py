"""What the report calls the fields of a mapping: their titles, in English with the name that the mapping uses."""

from safetystats.datasets.schemas import TABLES
from safetystats.words import Text

_PARTS = {
    "date": Text("日期", "date"), "time": Text("时刻", "time"), "year": Text("年", "year"), "month": Text("月", "month"),
    "day": Text("日", "day"), "hour": Text("时", "hour"), "minute": Text("分", "minute"),
}  # fmt: skip


def field_name(field: str, part: str = "source") -> Text:
    """Return the name of a field of accidents (and of the part that a column gives of it): ``occurred at, date [occurred_at.date]``."""
    columns = {**TABLES["accidents"].columns, **TABLES["accident_causes"].columns}
    title = columns[field].title if field in columns else Text(field, field)
    code = field if part == "source" else f"{field}.{part}"
    english = title.en[:1].lower() + title.en[1:]
    if part in _PARTS:
        title, english = Text(f"{title.zh}（{_PARTS[part].zh}）", title.en), f"{english}, {_PARTS[part].en}"
    return Text(title.zh, english if english == code else f"{english} [{code}]")
