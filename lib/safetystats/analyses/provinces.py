"""All provinces side by side: a funnel that says who differs by more than chance, and ranks with their uncertainty."""

import pandas as pd

from safetystats import figures, measures
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import CARS, Row
from safetystats.analyses.rate_series import COMPUTED, rate_indicator, rate_series
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import LOWER, UPPER
from safetystats.codes import areas
from safetystats.datasets import UNITS
from safetystats.products import Column, Figure, Statement, Table
from safetystats.words import Text

#: A funnel of fewer areas says little about what is usual.
_FEWEST = 10
#: The chances of the ranks are those of being among this many best and worst.
_AMONG = 5
_RATE = CARS


def provinces_funnel(study: Study) -> Figure | Statement:
    """Draw the provinces' rates against what they have at risk, with limits that narrow as it grows."""
    held = _held(study)
    if held.empty:
        return make_statement(study, "provinces_funnel", _NOTHING, {"provinces": 0}, used=[])
    funnel = _funnel(held)
    outside = int((funnel["position"] != "within").sum())
    indicator = rate_indicator(_RATE)
    title = _FUNNEL_TITLE.format(year=held["year"].iloc[0], areas=len(held), outside=outside, rate=indicator.name)
    notes = (_FUNNEL_NOTE, *([indicator.note] if indicator.note else []))
    caption = make_caption(study, title, used=[held], unit=UNITS[indicator.unit].name, notes=notes)
    frame = funnel.assign(label=held["name"], exposure=held["exposure"])
    image = figures.funnel_plot(
        frame, caption=caption, language=study.language, x="exposure", highlight=_own_province(study, held),
        x_label=_FUNNEL_AXIS, log_x=True,
    )  # fmt: skip
    return make_figure(study, "provinces_funnel", caption, image, frame, used=[held])


def provinces(study: Study) -> Table:
    """Every province's rate with its interval, its place in the funnel, its smoothed rate and the interval of its rank."""
    held = _held(study)
    rows = [] if held.empty else _rows(held)
    columns = (
        Column("name", wording.AREA),
        Column("deaths", wording.DEATHS, format="count"),
        Column(
            "exposure", Text("民用汽车", "Civil motor cars"), UNITS["10k_vehicles"].name, format="number", decimals=1
        ),
        Column("rate", Text("率", "Rate"), format="rate"),
        Column("lower", LOWER, format="rate"),
        Column("upper", UPPER, format="rate"),
        Column("position", Text("与平均相比", "Against the average")),
        Column("smoothed", Text("经验贝叶斯率", "Empirical Bayes rate"), format="rate"),
        Column("mean_rank", Text("平均名次（1为最低）", "Mean rank (1 is lowest)"), format="number", decimals=1),
        Column("rank_lower", Text("名次下限", "Rank, lower"), format="number", decimals=0),
        Column("rank_upper", Text("名次上限", "Rank, upper"), format="number", decimals=0),
        Column("among_best", Text("属于最低5个的概率", "Chance of being among the 5 lowest"), format="chance"),
        Column("among_worst", Text("属于最高5个的概率", "Chance of being among the 5 highest"), format="chance"),
    )
    title = _TABLE_TITLE.format(rate=rate_indicator(_RATE).name, year=held["year"].iloc[0]) if rows else _NOTHING
    return make_table(study, "provinces", title, rows, columns, used=[held], notes=(_TABLE_NOTE,) if rows else ())


def _held(study: Study) -> pd.DataFrame:
    """Return the provinces' recomputed rates of the latest year, up to the one asked for, in which enough are held."""
    codes = [area.code for area in areas.children("CN")]
    series = [rate_series(study.peers, _RATE, code) for code in codes]
    panel = pd.concat([one for one in series if len(one)] or [pd.DataFrame(columns=["year", "origin"])])
    panel = panel[(panel["origin"] == COMPUTED) & (panel["year"] <= study.period.year)]
    enough = panel.groupby("year").size()
    years = enough[enough >= _FEWEST].index
    if not len(years):
        return panel.head(0)
    chosen: pd.DataFrame = panel[panel["year"] == max(years)].reset_index(drop=True)
    return chosen.assign(name=pd.Series([areas.get(code).name for code in chosen["area"]], dtype=object))


def _funnel(held: pd.DataFrame) -> pd.DataFrame:
    # Provinces differ for many reasons at once; limits that allow for it mark only those that stand out even so.
    return measures.funnel(held, events="events", exposure="exposure", dispersion=_DISPERSION)


def _rows(held: pd.DataFrame) -> list[Row]:
    funnel, smoothed = _funnel(held), measures.empirical_bayes(held)
    ranks = measures.rank_areas(held, among=_AMONG)
    columns = {
        "name": held["name"], "deaths": held["events"], "exposure": held["exposure"], "rate": held["value"],
        "lower": held["lower"], "upper": held["upper"], "position": funnel["position"].map(_position),
        "smoothed": smoothed["smoothed"], "mean_rank": ranks["mean_rank"], "rank_lower": ranks["lower"],
        "rank_upper": ranks["upper"], "among_best": ranks["among_best"], "among_worst": ranks["among_worst"],
    }  # fmt: skip
    return pd.DataFrame(columns).sort_values("rate").to_dict("records")


def _position(position: str) -> Text:
    side, _, level = position.partition(" ")
    return _POSITIONS[side].format(level=level.replace(" ", ""))


def _own_province(study: Study, held: pd.DataFrame) -> list[Text]:
    own = {study.area.code, *study.above}
    return [name for code, name in zip(held["area"], held["name"], strict=True) if code in own]


_DISPERSION = "shmi"
_POSITIONS = {
    "within": Text("在各地通常差异之内", "within the usual spread"),
    "above": Text("高于（{level}）", "above ({level})"),
    "below": Text("低于（{level}）", "below ({level})"),
}
_FUNNEL_TITLE = Text(
    "{year}年{areas}个省级地区的{rate}：{outside}个超出95%界限",
    "{rate} of {areas} provinces in {year}: {outside} lie outside the 95 % limits",
)
_FUNNEL_AXIS = Text("民用汽车（万辆）", "civil motor cars (10,000)")
_FUNNEL_NOTE = Text(
    "界限已包括地区之间本来就有的差异（过度离散）；界限以内的先后次序不说明什么。",
    "The limits allow for the differences that provinces have anyway (over-dispersion); the order within them says nothing.",
)
_TABLE_TITLE = Text("{year}年各省级地区的{rate}", "{rate} of every province, {year}")
_TABLE_NOTE = Text(
    "“与平均相比”的界限已包括地区之间本来就有的差异：在界限之内不等于与平均没有差别，是否不同看率的区间。"
    "名次由模拟得出：经验贝叶斯率的不确定性（Marshall 1991）使名次也有区间；区间重叠的地区不应排先后。",
    'The limits behind "against the average" allow for the differences that provinces have anyway: within them is not the same as '
    "the average, of which the interval of the rate tells. Ranks are simulated: the uncertainty of the empirical Bayes rates (Marshall 1991) gives each rank an interval; areas "
    "whose intervals overlap should not be put in order.",
)
_NOTHING = Text(
    "数据中没有一年收录了十个以上省级地区的率，不作比较。",
    "No year up to this one holds the rate of ten provinces or more, so that nothing is compared.",
)
