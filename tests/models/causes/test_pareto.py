from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.measures import proportion
from safetystats.models import pareto

BRAZIL = Path(__file__).resolve().parents[4] / "shared/data/world/prf_brazil_datatran2020.parquet"
COUNTS = pd.DataFrame({"accidents": [24, 3, 19, 0], "deaths": [24, 9, 0, 0]}, index=list("abcd"))


def test_causes_stand_by_their_number_with_wilson_intervals() -> None:
    found = pareto(COUNTS, deaths="deaths").table
    assert list(found.index) == ["a", "c", "b", "d"]
    assert found["cumulative"].tolist() == pytest.approx([24 / 46, 43 / 46, 1, 1])
    want = proportion(found["events"], 46)
    assert np.allclose(found[["lower", "upper"]], np.column_stack([want.lower, want.upper]))
    assert found["deaths_per_accident"].tolist()[:3] == [1, 0, 3]
    assert np.isnan(found["deaths_per_accident"]["d"]), "no accidents: no deaths per accident"


def test_simultaneous_intervals_are_goodmans() -> None:
    # Goodman 1965 with 1 − α/k: Wilson's interval at that level.
    wide = pareto(COUNTS, interval="simultaneous").table
    want = proportion(24, 46, level=1 - 0.05 / 4)
    assert wide.loc["a", ["lower", "upper"]].tolist() == pytest.approx([want.lower, want.upper])


def test_a_close_third_is_a_tie_and_a_far_one_is_not() -> None:
    close = pareto(pd.DataFrame({"n": [40, 30, 12, 11, 2]}, index=list("abcde")), "n").leaders
    assert close.tie
    assert "d" in close.rivals
    clear = pareto(pd.DataFrame({"n": [400, 300, 200, 20, 2]}, index=list("abcde")), "n").leaders
    assert (clear.names, clear.rivals, clear.tie) == (("a", "b", "c"), (), False)


def test_the_chance_of_a_leader_is_that_of_two_gamma_variables() -> None:
    # Of two causes, the share of the first is beta(12.5, 8.5): P(share > ½).
    from scipy.stats import beta

    found = pareto(pd.DataFrame({"n": [12, 8]}, index=list("ab")), "n", leaders=1, draws=40_000)
    assert found.leaders.chance == pytest.approx(beta(12.5, 8.5).sf(0.5), abs=0.01)


def test_how_many_make_80_percent_is_found_again_among_causes_that_are_alike() -> None:
    # Twenty causes of one share: sixteen make 80 %. What is counted is less even, and with a fixed small prior none of these held 16.
    random = np.random.default_rng(3)
    tables = [pd.DataFrame({"n": random.multinomial(400, np.full(20, 0.05))}) for _ in range(20)]
    found = [pareto(table, "n", draws=500) for table in tables]
    assert np.mean([one.needed_lower <= 16 <= one.needed_upper for one in found]) >= 0.9


def test_clusters_widen_the_shares_of_deaths() -> None:
    plain, wide = (pareto(COUNTS, "deaths", variance_factor=factor).table for factor in (1, 3))
    assert (wide["upper"] - wide["lower"] > plain["upper"] - plain["lower"])[:2].all()
    assert (wide["rank_upper"] >= plain["rank_upper"]).all()


def test_the_same_seed_gives_the_same_answer() -> None:
    assert pareto(COUNTS).table.equals(pareto(COUNTS).table)
    assert repr(pareto(COUNTS)) == "<Pareto 4 causes, 2 (2 to 2) make 80 % of 46>"


counts_of_causes = st.lists(st.integers(0, 500), min_size=2, max_size=12).filter(lambda counts: sum(counts) > 0)


@settings(max_examples=40, deadline=None)
@given(counts_of_causes, st.integers(0, 1000))
def test_intervals_hold_their_values_and_order_does_not_matter(counts: list[int], seed: int) -> None:
    frame = pd.DataFrame({"n": counts}, index=[f"c{i}" for i in range(len(counts))])
    found = pareto(frame, "n", draws=200)
    table = found.table
    assert ((table["lower"] <= table["share"] + 1e-12) & (table["share"] <= table["upper"] + 1e-12)).all()
    assert table["share"].sum() == pytest.approx(1)
    assert (table["rank_lower"] <= table["rank_upper"]).all()
    assert found.needed_lower <= found.needed <= found.needed_upper
    assert table["events"].iloc[: found.needed].sum() >= 0.8 * sum(counts) - 1e-6
    shuffled = pareto(frame.sample(frac=1, random_state=seed), "n", draws=200)
    assert shuffled.needed == found.needed
    assert shuffled.table["share"].tolist() == table["share"].tolist()


@pytest.mark.parametrize(
    ("table", "options", "says"),
    [
        (COUNTS, {"events": "accident"}, "no column 'accident' (did you mean 'accidents'?)"),
        (COUNTS.iloc[:0], {}, "has no rows: give one row a cause"),
        (COUNTS * 0, {}, "holds no events at all"),
        (COUNTS - 1, {}, "accidents must not be negative, but is -1"),
        (COUNTS, {"interval": "goodman"}, "interval is 'goodman', but must be one of wilson, simultaneous"),
        (COUNTS, {"part": 80}, "part is 80, but must lie between 0 and 1, as 0.95 does (did you mean 0.8?)"),
        (COUNTS, {"variance_factor": 0}, "variance_factor is 0, but must be a number greater than 0"),
    ],
)
def test_bad_input_gets_one_sentence(table: pd.DataFrame, options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError) as caught:
        pareto(table, **options)  # type: ignore[arg-type]
    assert says in str(caught.value)


@pytest.mark.skipif(not BRAZIL.is_file(), reason="the open ledgers of ../shared/data/world are not here")
def test_seven_causes_make_80_percent_of_brazils_accidents() -> None:
    ledger = pd.read_parquet(BRAZIL, columns=["causa_acidente", "mortos"])
    table = ledger.groupby("causa_acidente")["mortos"].agg(accidents="size", deaths="sum")
    found = pareto(table, deaths="deaths")
    assert (found.total, found.table["deaths"].sum(), found.needed) == (63_576, 5_293, 7)
    assert (found.needed_lower, found.needed_upper) == (7, 7)
    by_deaths = pareto(table, "deaths").table["events"]
    assert by_deaths.iloc[:3].tolist() == [1247, 893, 712]
    assert by_deaths["Ingestão de Álcool"] == 337
    assert by_deaths["Falta de Atenção do Pedestre"] == 528
