"""What the Pareto charts of causes and of sectors share: who comes first, the chart, and the notes on what it rests on."""

from collections.abc import Sequence

import pandas as pd

from safetystats import figures, measures
from safetystats.analyses import wording
from safetystats.analyses.causes_data import ledger_of
from safetystats.analyses.shared import make_caption, make_figure
from safetystats.analyses.study import Study
from safetystats.analyses.wording import ACCIDENTS, DEATHS, LOWER, UPPER
from safetystats.models import Pareto
from safetystats.products import Column, Figure
from safetystats.words import Text

#: Rows a chart or a breakdown shows at most.
MOST_ROWS = 15
_NARROW = 0.01
SHARE_COLUMNS = (
    Column("accidents", ACCIDENTS, format="count"),
    Column("share", Text("占比", "Share"), format="percent"),
    Column("lower", LOWER, format="percent"),
    Column("upper", UPPER, format="percent"),
    Column("deaths", DEATHS, format="count"),
    Column("deaths_share", Text("占死亡", "Share of deaths"), format="percent"),
    Column("deaths_per_accident", Text("起均死亡", "Deaths per accident"), format="number", decimals=2),
)
SHARE_OF = {"accidents": Text("占事故起数", "share of accidents"), "deaths": Text("占死亡人数", "share of deaths")}
CLUSTER_NOTE = Text(
    "死亡成批发生，方差为独立发生时的{factor}倍，死亡占比的区间已按此放宽。",
    "Deaths come together: their variance is {factor} times that of single deaths, and the intervals of their shares allow for it.",
)
_SINGLE_NOTE = Text(
    "死亡按逐人独立计算；一起多人死亡时，实际区间更宽。",
    "Deaths are taken one by one; where accidents kill several the intervals are wider in truth.",
)
_UNKNOWN_DEATHS = Text(
    "{all}起中{n}起死亡人数不详，死亡人数和起均死亡只据其余各起。",
    "Deaths are unknown in {n} of {all} accidents; deaths, and deaths per accident, are those of the others.",
)
_REST_NAME = Text("其余各项合计", "All others together")


def pareto_figure(
    study: Study, name: str, found: Pareto, names: dict[object, Text], title: Text, measure: str, used: pd.DataFrame,
    factor: float = 1.0, notes: Sequence[Text] = (),
) -> Figure:  # fmt: skip
    """Draw `found`, its smallest rows added up; `factor` is the variance factor its intervals allow for."""
    labels = pd.Series([names[code] for code in found.table.index], index=found.table.index, dtype=object)
    shown = found.table.assign(label=labels).reset_index(drop=True)
    if len(shown) > MOST_ROWS:
        shown = pd.concat(
            [shown.iloc[: MOST_ROWS - 1], _rest_row(shown.iloc[MOST_ROWS - 1 :], found)], ignore_index=True
        )
    notes = [wording.WILSON_NOTE, *notes, *basis_note(study)]
    if measure == "deaths":
        notes.append(CLUSTER_NOTE.format(factor=f"{factor:.2f}") if factor > 1 else _SINGLE_NOTE)
    subtitle = _WHERE.format(area=study.area.name, period=study.period.text, measure=SHARE_OF[measure])
    caption = make_caption(study, title, used=[used], subtitle=subtitle, notes=notes)
    image = figures.pareto_bars(
        shown, caption=caption, language=study.language, count_label=ACCIDENTS if measure == "accidents" else DEATHS
    )
    data = shown[["label", "events", "share", "lower", "upper", "cumulative"]]
    return make_figure(study, name, caption, image, data, used=[used])


def leading_title(found: Pareto, names: list[Text]) -> Text:
    """Say who comes first only where the data show it."""
    first = found.table.iloc[0]
    ends = in_per_cent(share=first["share"], lower=first["lower"], upper=first["upper"])
    alone = len(found.table) < 2 or found.table["rank_lower"].iloc[1] > 1
    if alone and found.table["rank_upper"].iloc[0] == 1:
        return _FIRST.format(name=names[0], **ends)
    rivals = [name for name, lower in zip(names, found.table["rank_lower"], strict=True) if lower == 1]
    return _FIRST_TIED.format(names=wording.listed(rivals, most=3))


def in_per_cent(**shares: float) -> dict[str, str]:
    """Return a share and its limits in per cent: whole, or with tenths where whole ones would hide the interval."""
    places = int(max(shares.values()) - min(shares.values()) < _NARROW)
    return {name: f"{100 * share:.{places}f}" for name, share in shares.items()}


def variance_factor(ledger: pd.DataFrame) -> float:
    """Return Σk²/Σk of the accidents of `ledger`, by which deaths vary more than single ones; 1 without deaths."""
    deaths = ledger["deaths"].dropna().astype(float)
    return float((deaths**2).sum() / deaths.sum()) if deaths.sum() else 1.0


def unknown_deaths(ledger: pd.DataFrame) -> tuple[Text, ...]:
    """Return the note on accidents whose deaths are not known, where there are any."""
    unknown = int(ledger["deaths"].isna().sum())
    return (_UNKNOWN_DEATHS.format(n=f"{unknown:,}", all=f"{len(ledger):,}"),) if unknown else ()


def basis_note(study: Study) -> tuple[Text, ...]:
    """Return the note that says whether a ledger or published counts are behind the numbers."""
    return (_LEDGER_NOTE,) if len(ledger_of(study)) else (_COUNTS_NOTE,)


def ratio(part: object, whole: object) -> float | None:
    """Return part / whole, or None where either is missing or the whole is nothing."""
    if pd.isna(part) or pd.isna(whole) or not whole:  # type: ignore[call-overload]
        return None
    return float(part) / float(whole)  # type: ignore[arg-type]


def _rest_row(rest: pd.DataFrame, found: Pareto) -> pd.DataFrame:
    share = measures.proportion(min(rest["events"].sum(), found.total), found.total)
    return pd.DataFrame(
        [{"label": _REST_NAME, "events": rest["events"].sum(), "share": share.value, "lower": share.lower,
          "upper": share.upper, "cumulative": 1.0}]
    )  # fmt: skip


_WHERE = Text("{area}，{period}，{measure}", "{area}, {period}: {measure}")
_FIRST = Text(
    "{name}居首，占{share}%（95%区间{lower}—{upper}%）",
    "{name} comes first: {share} % (95 % interval {lower}–{upper} %)",
)
_FIRST_TIED = Text("首位不能判定：{names}不分先后", "No single first: {names} cannot be told apart")
_LEDGER_NOTE = Text("据事故台账。", "From the ledger of accidents.")
_COUNTS_NOTE = Text("据公布的统计表，无逐起台账。", "From published counts; there is no ledger.")
