"""Make data/cause-tables: counts by cause, hour and month computed from two open ledgers, and the dataset they make.

    python scripts/build_cause_tables.py [FOLDER_OF_LEDGERS]

The ledgers stay where they are (../shared/data/world beside the checkout when no folder is named); only sums over many
accidents are written. Run it again when the ledgers change.
"""

import sys
from pathlib import Path

import pandas as pd

CHECKOUT = Path(__file__).resolve().parents[1]
OUT = CHECKOUT / "data" / "cause-tables"
LEDGERS = CHECKOUT.parent / "shared" / "data" / "world"
BRAZIL, GAS = "prf_brazil_datatran2020.parquet", "phmsa_gas_distribution_2010_2025.csv.gz"
#: The gas ledger ends in March.
LAST_GAS = "2025-01..03"
WEEKDAYS = {"segunda": 1, "terça": 2, "quarta": 3, "quinta": 4, "sexta": 5, "sábado": 6, "domingo": 7}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else LEDGERS
    OUT.mkdir(parents=True, exist_ok=True)
    made = tables(folder)
    for name, table in {**made, "accident_counts.csv": counts(made)}.items():
        table.to_csv(OUT / name, index=False, lineterminator="\n")
        print(f"{name}: {len(table)} rows")


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return each table by the name of its file."""
    return {**brazil(folder / BRAZIL), **gas(folder / GAS)}


def brazil(path: Path) -> dict[str, pd.DataFrame]:
    """Federal highways 2020, one row of the ledger an accident."""
    ledger = pd.read_parquet(path)
    frame = pd.DataFrame(
        {
            "cause": ledger["causa_acidente"].str.strip(),
            "month": ledger["data_inversa"].str[5:7].astype(int),
            "weekday": ledger["dia_semana"].str.split("-").str[0].map(WEEKDAYS),
            "hour": ledger["horario"].str[:2].astype(int),
            "fatal_accidents": (ledger["mortos"] > 0).astype(int),
            "deaths": ledger["mortos"],
            "serious_injuries": ledger["feridos_graves"],
            "minor_injuries": ledger["feridos_leves"],
        }
    )
    harm = ["fatal_accidents", "deaths", "serious_injuries", "minor_injuries"]
    return {
        "brazil_highways_2020_causes.csv": summed(frame, ["cause"], harm, most_first=True),
        "brazil_highways_2020_cause_months.csv": summed(frame, ["cause", "month"], ["deaths"]),
        "brazil_highways_2020_hours.csv": summed(frame, ["weekday", "hour"], ["deaths"]),
    }


def gas(path: Path) -> dict[str, pd.DataFrame]:
    """Incidents of gas distribution in the United States, 2010 to March 2025, one row an incident."""
    ledger = pd.read_csv(path, usecols=["IYEAR", "CAUSE", "FATAL", "INJURE"])
    frame = ledger.rename(columns={"IYEAR": "year", "CAUSE": "cause", "FATAL": "deaths", "INJURE": "injuries"})
    return {"us_gas_distribution_cause_years.csv": summed(frame, ["year", "cause"], ["deaths", "injuries"])}


def counts(made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the tables as cells of ``accident_counts``: totals, totals by month, and counts by cause.

    A cause of the gas ledger without an incident in a year is a zero: the list of causes is the same every year.
    """
    months = made["brazil_highways_2020_cause_months.csv"].groupby("month")[["accidents", "deaths"]].sum()
    brazil = pd.concat(
        [
            _with_total(made["brazil_highways_2020_causes.csv"]).assign(period="2020"),
            months.reset_index(drop=True).assign(cause="all", period=[f"2020-{month:02}" for month in months.index]),
        ]
    ).assign(area="BR", source="prf_datatran2020")
    years = made["us_gas_distribution_cause_years.csv"]
    grid = pd.MultiIndex.from_product(
        [years["year"].unique(), sorted(years["cause"].unique())], names=["year", "cause"]
    )
    filled = years.set_index(["year", "cause"]).reindex(grid, fill_value=0).reset_index()
    gas = pd.concat(
        [
            _with_total(group).assign(period=LAST_GAS if f"{year}" == LAST_GAS[:4] else f"{year}")
            for year, group in filled.groupby("year")
        ]
    ).assign(area="US", source="phmsa_gas_distribution")
    columns = ["area", "period", "cause", "accidents", "deaths", "kind", "source"]
    return pd.concat([brazil, gas]).assign(kind="derived")[columns]


def _with_total(table: pd.DataFrame) -> pd.DataFrame:
    total = table[["accidents", "deaths"]].sum().to_frame().T.assign(cause="all")
    return pd.concat([total, table])[["cause", "accidents", "deaths"]]


def summed(frame: pd.DataFrame, by: list[str], harm: list[str], *, most_first: bool = False) -> pd.DataFrame:
    """Return accidents and harm by the columns `by`; groups without an accident have no row."""
    grouped = frame.groupby(by)
    table = grouped[harm].sum()
    table.insert(0, "accidents", grouped.size())
    table = table.reset_index()
    return table.sort_values(["accidents", *by], ascending=[False, *([True] * len(by))]) if most_first else table


if __name__ == "__main__":
    main()
