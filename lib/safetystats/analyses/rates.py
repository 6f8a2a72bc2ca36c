"""The three rates of planning, for an area against its province, region and nation, over time.

Each function answers one question of the notebook ``03_rates`` and returns one product. A rate is recomputed from
numerator and denominator where both are held (see ``rate_series``); published values stand beside it, never mixed in.
"""

import pandas as pd

from safetystats import figures
from safetystats.analyses import wording
from safetystats.analyses.break_evens import break_even
from safetystats.analyses.catching_up import catching_up
from safetystats.analyses.denominators import denominators
from safetystats.analyses.peers import against_peers, beside_peers
from safetystats.analyses.provinces import provinces, provinces_funnel
from safetystats.analyses.rate_evidence import breaks, other_reports, published_and_recomputed
from safetystats.analyses.rate_panel import (
    CARS,
    EMPLOYEES,
    GDP,
    ORIGINS,
    RATES,
    VEHICLES,
    Row,
    chain_of,
    latest,
    parts_of,
    rate_panel,
    valued,
)
from safetystats.analyses.rate_series import PUBLISHED, rate_indicator
from safetystats.analyses.shared import make_caption, make_figure, make_statement, sources_table
from safetystats.analyses.study import Study, hand_on, open_study
from safetystats.datasets import UNITS
from safetystats.products import Figure, Statement, Table
from safetystats.words import Text

PRODUCTS = (
    "headline",
    *(f"{short}_{what}" for short in RATES.values() for what in ("over_time", "beside_peers", "against_peers")),
    "catching_up", "denominators", "break_even", "provinces_funnel", "provinces", "published_and_recomputed", "breaks",
    "other_reports", "not_held", "sources",
)  # fmt: skip
__all__ = [
    "CARS", "EMPLOYEES", "GDP", "PRODUCTS", "VEHICLES", "against_peers", "beside_peers", "break_even", "breaks",
    "catching_up", "denominators", "hand_on", "headline", "not_held", "open_rates", "other_reports", "over_time",
    "provinces", "provinces_funnel", "published_and_recomputed", "sources",
]  # fmt: skip


def open_rates(*, dataset: str, area: str, period: str, language: str, output_dir: str) -> Study:
    """Open the dataset, and the one that holds its peers, for the notebook."""
    return open_study("03_rates", dataset=dataset, area=area, period=period, language=language, output_dir=output_dir)


def headline(study: Study) -> Statement:
    """The latest value of each rate up to the year asked for, or that it cannot be had."""
    numbers: dict[str, float] = {}
    said = []
    used = [rate_panel(study, code) for code in RATES]
    for (code, short), series in zip(RATES.items(), used, strict=True):
        own = latest(series, study.area.code)
        if own is None:
            said.append(_NO_RATE.format(area=study.area.name, rate=rate_indicator(code).name))
            continue
        numbers |= {short: own["value"], f"{short}_year": own["year"]}
        said.append(
            _RATE.format(
                area=study.area.name,
                rate=rate_indicator(code).name,
                value=valued(own, UNITS[rate_indicator(code).unit].name),
                year=own["year"],
                origin=ORIGINS[own["origin"]],
            )
        )
    text = wording.joined(said)
    return make_statement(study, "headline", text, numbers, used=used, notes=(wording.POISSON_NOTE, _PUBLISHED_NOTE))


def over_time(study: Study, rate: str) -> Figure | Statement:
    """Draw the rate of the area and its peers over the years, published and recomputed apart, breaks marked."""
    series, indicator = rate_panel(study, rate), rate_indicator(rate)
    if series.empty:
        text = _NOBODYS_RATE.format(area=study.area.name, rate=indicator.name, year=study.period.year)
        return make_statement(study, f"{RATES[rate]}_over_time", text, {}, used=[])
    series = series.assign(
        group=pd.Series([_group(study, row, series) for row in series.to_dict("records")], dtype=object),
        published=series["origin"] == PUBLISHED,
    )
    own = latest(series, study.area.code)
    if own is None:
        title = _NO_RATE.format(area=study.area.name, rate=indicator.name)
    else:
        title = _FINDING.format(area=study.area.name, rate=indicator.name, value=valued(own), year=own["year"])
    broken = [b for b in study.peers.breaks_of(rate) if b.period]
    notes = [b.change.text for b in broken] + ([indicator.note] if indicator.note else [])
    caption = make_caption(study, title, used=[series], unit=UNITS[indicator.unit].name, notes=notes)
    image = figures.series_lines(
        series, caption=caption, language=study.language, lower="lower", upper="upper", group="group", published="published",
        breaks=[(float(b.period or 0), b.label.text) for b in broken],
        highlight=tuple(dict.fromkeys(series.loc[series["area"] == study.area.code, "group"])), log=True,
    )  # fmt: skip
    data = series[["group", "year", "value", "lower", "upper", "origin", "events", "exposure"]]
    return make_figure(study, f"{RATES[rate]}_over_time", caption, image, data, used=[series])


def not_held(study: Study) -> Statement:
    """Say which parts of the rates the data does not hold, for the area and for each peer."""
    said = []
    for area in chain_of(study):
        missing = [
            wording.indicator_name(name)
            for name in dict.fromkeys(part for rate in RATES for part in parts_of(rate)[1:])
            if study.peers.series(name, area).empty and study.dataset.series(name, area).empty
        ]
        if missing:
            said.append(_MISSING.format(area=study.area_name(area), items=wording.listed(missing)))
    caveats = [caveat.text.text for caveat in study.peers.caveats_of(*RATES, areas=chain_of(study))]
    text = wording.joined([_NOT_HELD_OPENING, *said, *caveats])
    return make_statement(study, "not_held", text, {"areas_with_gaps": len(said)}, used=[])


def sources(study: Study) -> Table:
    """Every source behind this notebook, with its tier."""
    return sources_table(study, "sources", *(rate_panel(study, rate) for rate in RATES))


def _group(study: Study, row: Row, series: pd.DataFrame) -> Text:
    name = study.area_name(str(row["area"]))
    both = series.loc[series["area"] == row["area"], "origin"].nunique() > 1
    if not both:
        return name
    return Text("{area}{origin}", "{area}, {origin}").format(area=name, origin=ORIGINS[str(row["origin"])])


_RATE = Text("{area}{year}年{rate}为{value}（{origin}）。", "{area}, {year}: {rate} {value}, {origin}.")
_FINDING = Text("{area}{year}年{rate}为{value}", "{area}, {year}: {rate} {value}")
_NO_RATE = Text(
    "数据中没有{area}的{rate}，也没有可供计算的分子分母。", "{area}: {rate} is not held and cannot be computed."
)
_NOBODYS_RATE = Text(
    "{year}年及以前，{area}和各比较地区的{rate}都没有收录，也不能计算。",
    "Up to {year}, {rate} is not held and cannot be computed for {area} or any of its peers.",
)
_MISSING = Text("{area}：{items}。", "{area}: {items}.")
_NOT_HELD_OPENING = Text("数据没有包含的内容——", "What the data does not hold.")
_PUBLISHED_NOTE = Text(
    "公布的率只有在收录了对应死亡人数时才有区间；人数以“万”公布时，区间已包括舍入。",
    "A published rate has an interval only where the deaths behind it are held; where a count is published in 万 the interval includes the rounding.",
)
