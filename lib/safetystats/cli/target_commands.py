"""``safetystats target``: quota risk, a quota for a chance, the way to a target, and which target to choose."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safetystats.cli.numbers import one_number, plain, read_numbers, read_pairs
from safetystats.cli.shell import Json, print_json
from safetystats.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_MONTHS = 12
_NUMBERS = "N,N,…"

Cluster = Annotated[
    str | None,
    typer.Option(metavar=_NUMBERS, help="Deaths in each fatal accident, such as 1,1,2,7, when deaths cluster."),
]
Size = Annotated[float | None, typer.Option(help="How sure the mean is: its coefficient of variation is 1/√size.")]


def quota_risk(
    so_far: Annotated[int, typer.Option(help="Events so far this year.")],
    quota: Annotated[float, typer.Option(help="Events allowed in the whole year.")],
    elapsed: Annotated[str | None, typer.Option(help="Share of the year gone by, such as 7/12 or 0.58.")] = None,
    months: Annotated[float | None, typer.Option(help="Months gone by, instead of --elapsed.")] = None,
    history: Annotated[
        str | None, typer.Option(metavar=_NUMBERS, help="Totals of earlier years, oldest first, such as 41,38,35.")
    ] = None,
    prior: Annotated[
        str | None,
        typer.Option(metavar="SHAPE,RATE", help="Gamma distribution of the year's mean, instead of --history."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(metavar=_NUMBERS, help="Twelve weights of the months, with --months, for a season.")
    ] = None,
    cluster: Cluster = None,
    level: Annotated[float, typer.Option(help="Confidence of the interval of the total.")] = 0.95,
    as_json: Json = False,
) -> None:
    """Say how likely this year's quota is to be broken, and how many more a month it leaves."""
    if (elapsed is None) == (months is None):
        raise InputError("Give either --elapsed, such as 7/12, or --months, such as 7.")
    weights = read_numbers(profile, "--profile")
    if weights is not None and months is None:
        raise InputError("--profile weighs the months, so give --months, such as 7, instead of --elapsed.")
    passed = one_number(elapsed, "--elapsed") if elapsed is not None else months
    if months is not None and weights is None:
        passed = months / _MONTHS
    from safetystats import targets

    shape_and_rate = read_numbers(prior, "--prior")
    if shape_and_rate is not None and len(shape_and_rate) != 2:
        raise InputError(f"--prior is {prior!r}, but must be two numbers: shape,rate.")
    risk = targets.quota_risk(
        so_far, passed, quota, read_numbers(history, "--history"), profile=weights, level=level,
        prior=None if shape_and_rate is None else (shape_and_rate[0], shape_and_rate[1]),
        deaths_per_accident=read_numbers(cluster, "--cluster"),
    )  # fmt: skip
    safe = risk.mean_per_month(0.9)
    if as_json:
        (row,) = plain(risk.to_frame())
        print_json({**row, "level": level, "mean_per_month_for_90": None if math.isnan(safe) else safe})
        return
    typer.echo(f"Chance of more than {quota:g} in the year: {_percent(risk.probability_exceeded)}")
    interval = f"{100 * level:g} % interval {risk.lower:g} to {risk.upper:g}"
    typer.echo(f"Expected in the year: {risk.expected_total:.1f} ({interval})")
    if risk.allowance < 0:
        typer.echo(f"The quota is broken already, by {-risk.allowance:g}.")
    elif risk.months_left > 0:
        typer.echo(
            f"The quota leaves {risk.allowance:g} in {risk.months_left:.3g} months, {risk.allowance_per_month:.2f} a month; "
            f"it is kept with 90 % chance when {safe:.2f} a month are expected."
        )
    if history is None and prior is None:
        typer.echo("Nothing was told of earlier years (--history), so the range is wide.")


def quota(
    mean: Annotated[float | None, typer.Option(help="Expected events in the year.")] = None,
    chance: Annotated[float, typer.Option(help="Chance with which the quota shall be kept.")] = 0.9,
    quota: Annotated[
        float | None, typer.Option(help="A proposed quota: how likely it is kept, and how low the mean must be.")
    ] = None,
    size: Size = None,
    cluster: Cluster = None,
    as_json: Json = False,
) -> None:
    """Find the quota that is kept with a chosen chance, or the chance and the mean that belong to a quota."""
    if mean is None and quota is None:
        raise InputError("Give --mean, --quota or both.")
    from safetystats import targets

    sizes = read_numbers(cluster, "--cluster")
    answer: dict[str, Any] = {"mean": mean, "quota": quota, "chance": chance}
    if mean is not None:
        answer["quota_for_chance"] = int(targets.quota_for(mean, chance, size, sizes))
        answer["quotas"] = {
            f"{100 * each:g}": int(targets.quota_for(mean, each, size, sizes)) for each in targets.CHANCES
        }
    if quota is not None:
        answer["mean_for_quota"] = float(targets.mean_for(quota, chance, size, sizes))
    if mean is not None and quota is not None:
        answer["chance_of_keeping"] = float(targets.chance_of_keeping(quota, mean, size, sizes))
    if as_json:
        print_json(answer)
        return
    if mean is not None:
        typer.echo(
            f"Expecting {mean:g}, a quota of {answer['quota_for_chance']} is kept with {_percent(chance)} chance"
        )
        typer.echo("  " + ", ".join(f"{key} %: {value}" for key, value in answer["quotas"].items()))
    if quota is not None:
        typer.echo(
            f"To keep {quota:g} with {_percent(chance)} chance, at most {answer['mean_for_quota']:.1f} may be expected"
        )
    if "chance_of_keeping" in answer:
        typer.echo(
            f"Expecting {mean:g}, a quota of {quota:g} is kept with chance {_percent(answer['chance_of_keeping'])}"
        )


def trajectory(
    base: Annotated[float, typer.Option(help="The figure of the base year.")],
    kind: Annotated[
        str, typer.Option(help="level, cap, at_least, reduce_pct, reduce_at_least_pct or reduce_pct_per_year.")
    ],
    value: Annotated[float, typer.Option(help="The target's number: a level, or a cut in percent.")],
    years: Annotated[int, typer.Option(help="Years from the base year to the target.")] = 5,
    base_year: Annotated[int | None, typer.Option(help="The base year, to have calendar years in the table.")] = None,
    shape: Annotated[
        str, typer.Option(help="geometric (same percentage each year) or linear (same step).")
    ] = "geometric",
    as_json: Json = False,
) -> None:
    """Show the way to a target year by year, and the same target as a total cut, a yearly cut and a level."""
    from safetystats import targets

    span = years if base_year is None else (base_year, base_year + years)
    path = targets.trajectory(base, kind, value, span, shape=shape)
    forms = {
        form: float(targets.convert_target(base, kind, value, years, form))
        for form in ("level", "reduce_pct", "reduce_pct_per_year")
    }
    if as_json:
        print_json({"base": base, "kind": kind, "value": value, "years": years, **forms, "path": plain(path)})
        return
    typer.echo(
        f"From {base:g} to {forms['level']:.4g} in {years} years: {forms['reduce_pct']:.2f} % in all, "
        f"{forms['reduce_pct_per_year']:.3f} % a year"
    )
    for _, row in path.iterrows():
        typer.echo(f"  {row['year']:>6}  {row['level']:.4g}  {row['cut_from_base']:6.2f} % below the base")


def design(
    base: Annotated[
        float | None, typer.Option(help="The figure of the base year: a count, or with --exposure a rate.")
    ] = None,
    years: Annotated[int, typer.Option(help="Years from the base year to the target.")] = 5,
    earlier: Annotated[
        str | None, typer.Option(metavar=_NUMBERS, help="The same figure in the years before, oldest first.")
    ] = None,
    exposure: Annotated[float | None, typer.Option(help="What the rate is divided by, in the base year.")] = None,
    target_exposure: Annotated[float | None, typer.Option(help="The same, expected in the target year.")] = None,
    per: Annotated[float, typer.Option(help="The rate is per so many units of exposure.")] = 1,
    forecast: Annotated[
        float | None, typer.Option(help="Expected count of the target year, if nothing new is done.")
    ] = None,
    size: Size = None,
    cluster: Cluster = None,
    national_cut: Annotated[float | None, typer.Option(help="The nation's cut over the period, in percent.")] = None,
    peer: Annotated[
        list[str] | None, typer.Option(metavar="NAME=LEVEL", help="A level to catch up with; may be repeated.")
    ] = None,
    peer_paces: Annotated[
        str | None, typer.Option(metavar=_NUMBERS, help="Yearly cuts in percent that comparable areas achieved.")
    ] = None,
    least_chance: Annotated[float, typer.Option(help="Recommend only what is kept with at least this chance.")] = 0.5,
    dataset: Annotated[str | None, typer.Option(help="Take base, earlier years and peers from this dataset.")] = None,
    area: Annotated[str | None, typer.Option(help="The area in the dataset (code or name).")] = None,
    indicator: Annotated[str, typer.Option(help="The indicator in the dataset.")] = "work_safety_deaths",
    as_json: Json = False,
) -> None:
    """Put candidate targets side by side: what each asks, how likely it is kept, whether that could be seen."""
    given: dict[str, Any] = {
        "base": base, "earlier": read_numbers(earlier, "--earlier"), "exposure": exposure,
        "peers": read_pairs(peer, "--peer"), "peer_paces": read_numbers(peer_paces, "--peer-paces"),
    }  # fmt: skip
    if dataset is not None:
        given = _from_dataset(dataset, area, indicator, years) | {
            name: value for name, value in given.items() if value is not None
        }
    elif base is None:
        raise InputError("Give --base, or --dataset and --area to take it from.")
    base_year = given.pop("base_year", None)
    from safetystats import targets

    frame = targets.design_targets(
        given.pop("base"), years, **given, target_exposure=target_exposure, per=per, forecast=forecast, size=size,
        deaths_per_accident=read_numbers(cluster, "--cluster"), national_cut=national_cut, least_chance=least_chance,
    )  # fmt: skip
    if as_json:
        print_json({"base_year": base_year, "years": years, "candidates": plain(frame)})
        return
    _print_candidates(frame)


def _from_dataset(dataset: str, area: str | None, indicator: str, years: int) -> dict[str, Any]:
    if area is None:
        raise InputError("--dataset needs --area, the area whose target is designed.")
    from safetystats import targets
    from safetystats.datasets import open_dataset

    held = targets.design_inputs(open_dataset(dataset), indicator, area, years)
    names = ("base", "base_year", "earlier", "exposure", "peers", "peer_paces")
    return {name: getattr(held, name) for name in names}


def _print_candidates(frame: "pd.DataFrame") -> None:
    typer.echo(f"{'':2}{'target':34}{'level':>10}{'a year':>9}{'kept':>8}{'seen':>8}{'avoided':>10}")
    for _, row in frame.iterrows():
        mark = "*" if row["recommended"] else " "
        name = f"{row['rule']} {row['detail']}".strip()
        typer.echo(
            f"{mark:2}{name:34}{row['level']:10.4g}{0 - row['annual_cut']:8.2f}%{100 * row['chance']:7.1f}%"
            f"{100 * row['chance_seen']:7.1f}%{row['avoided']:10.1f}"
        )
        if row["warnings"]:
            typer.echo(f"  {'':4}{', '.join(row['warnings'])}")
    (chosen,) = frame.loc[frame["recommended"], "reasons"]
    typer.echo(f"* recommended: {', '.join(chosen)}")


def _percent(chance: float) -> str:
    return f"{100 * chance:.3g} %"


COMMANDS: dict[str, Callable[..., None]] = {
    "quota-risk": quota_risk, "quota": quota, "trajectory": trajectory, "design": design,
}  # fmt: skip
