"""The printed figures of the county are found again, with what they can and cannot carry."""

from pathlib import Path

import pandas as pd
import pytest

from dataset_rows import COUNTS, MakeDataset
from safetystats.analyses import situation
from safetystats.analyses.study import Study
from safetystats.errors import InputError
from safetystats.products import Table


def study(
    tmp_path: Path, dataset: str = "zhongxian", area: str = "500233", period: str = "2011-10", language: str = "en"
) -> Study:
    return situation.open_situation(
        dataset=dataset, area=area, period=period, language=language, output_dir=str(tmp_path)
    )


@pytest.fixture
def county(tmp_path: Path) -> Study:
    return study(tmp_path)


def row(table: Table, column: str, starts: str) -> pd.Series:
    matches = [i for i, cell in enumerate(table.data[column]) if cell["en"].startswith(starts)]
    assert len(matches) == 1, f"{starts!r} found {len(matches)} times"
    return table.data.iloc[matches[0]]


def test_deaths_rose_in_arithmetic_and_not_in_evidence(county: Study) -> None:
    deaths = row(situation.on_the_year(county), "what", "Deaths")
    assert (deaths["now"], deaths["before"]) == (33, 29)
    assert deaths["change"] == pytest.approx(4 / 29)
    assert [round(deaths[name], 2) for name in ("ratio", "lower", "upper")] == [1.14, 0.67, 1.94]
    assert round(deaths["p_value"], 2) == 0.70
    assert "no evidence" in deaths["verdict"]["en"]


def test_accidents_fell_in_arithmetic_and_not_in_evidence(county: Study) -> None:
    accidents = row(situation.on_the_year(county), "what", "Accidents")
    assert [round(accidents[name], 2) for name in ("ratio", "lower", "upper", "p_value")] == [0.75, 0.50, 1.12, 0.18]


def test_the_headline_says_both_and_keeps_the_caveats(county: Study) -> None:
    headline = situation.headline(county)
    assert "33 deaths (95 % interval 23–46)" in headline.text.en
    assert "死亡33人（95%区间23—46）" in headline.text.zh
    assert any("2011 is inferred" in note.en for note in headline.notes)
    assert headline.numbers["deaths_lower"] == pytest.approx(22.72, abs=0.01)


def test_sectors_show_the_printed_shares_and_the_two_deaths_without_an_accident(county: Study) -> None:
    table = situation.sectors(county)
    road, rest, total = (row(table, "name", name) for name in ("Road traffic", "Not assigned", "All sectors"))
    assert round(100 * road["accident_share"], 2) == 93.48
    assert round(100 * road["share"], 2) == 72.73
    assert road["lower"] < road["share"] < road["upper"]
    assert (rest["deaths"], total["deaths"]) == (2, 33)
    assert pd.isna(row(table, "name", "Water transport")["deaths"]), "not printed is missing, not zero"


def test_the_largest_sector_is_never_a_sum_of_two(county: Study) -> None:
    figure = situation.sector_shares(county)
    assert "Road traffic" in figure.title.en
    assert "Road and water transport" not in {name["en"] for name in figure.data["name"]}


def test_severity_shows_that_two_accidents_hold_thirteen_deaths(county: Study) -> None:
    larger = row(situation.severity(county), "what", "Larger")
    assert (larger["accidents"], larger["deaths"], larger["deaths_per_accident"]) == (2, 13, 6.5)
    assert round(100 * larger["share"], 1) == 39.4


def test_clustered_deaths_widen_the_interval(county: Study) -> None:
    said = situation.clusters(county)
    assert said.numbers["variance_factor"] == pytest.approx((13**2 / 2 + 20) / 33)
    assert said.numbers["lower"] < 22.7
    assert said.numbers["upper"] > 46.3
    assert "2 grave accidents hold 13 of the 33 deaths (39.4 %)" in said.text.en


def test_without_classes_of_severity_clustering_is_said_to_be_unknown(tmp_path: Path) -> None:
    said = situation.clusters(study(tmp_path, "china", "CN", "2009"))
    assert said.numbers == {}
    assert "cannot be told" in said.text.en


def test_the_quota_is_used_to_110_percent_and_132_pro_rata(county: Study) -> None:
    quota = situation.quota(county).data.iloc[0]
    assert (quota["quota"], quota["actual"], quota["pro_rata"]) == (30, 33, 25)
    assert quota["used"] == pytest.approx(1.10)
    assert quota["used_pro_rata"] == pytest.approx(1.32)
    assert quota["chance"] == pytest.approx(0.0715, abs=0.0005)


def test_every_reported_zero_has_its_upper_bound(county: Study) -> None:
    zeros = situation.zeros(county).data
    assert len(zeros) == 5
    assert zeros["upper"].round(2).unique().tolist() == [3.69]


def test_a_published_quota_use_is_shown_for_the_nation(tmp_path: Path) -> None:
    national = study(tmp_path, "china", "CN", "2008")
    quotas = situation.quota(national).data
    assert quotas["quota"].tolist() == [100079, 83]
    assert quotas["used"].tolist() == pytest.approx([0.911, 1.169], abs=0.001)


def test_years_on_another_definition_are_not_compared(tmp_path: Path) -> None:
    table = situation.on_the_year(study(tmp_path, "china", "CN", "2016"))
    assert not any(cell["en"] == "Deaths" for cell in table.data["what"]), "2015 and 2016 differ in scope"


def test_police_road_deaths_are_not_set_against_a_total_they_are_not_part_of(tmp_path: Path) -> None:
    before = situation.sectors(study(tmp_path, "china", "CN", "2010")).data
    after = situation.sectors(study(tmp_path, "china", "CN", "2016")).data
    names = [[name["en"] for name in frame["name"]] for frame in (before, after)]
    assert "Road traffic" in names[0]
    assert "Road traffic" not in names[1]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("dataset", "area", "period"),
    [("zhongxian", "500233", "2011-10"), ("china", "500000", "2017"), ("china", "CN", "2024")],
)
def test_everything_promised_is_handed_on(tmp_path: Path, dataset: str, area: str, period: str, language: str) -> None:
    opened = study(tmp_path, dataset, area, period, language)
    products = [getattr(situation, name)(opened) for name in situation.PRODUCTS]
    assert situation.hand_on(opened, *products).ids == situation.PRODUCTS
    saved = tmp_path / "products" / "01_situation"
    assert all((saved / f"{name}.json").is_file() for name in situation.PRODUCTS)
    assert (saved / "sector_shares.png").is_file()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"area": "Atlantis"}, "Atlantis"),
        (
            {"period": "2012"},
            "holds no accidents or deaths of 500233 for 2012; it holds them for 2010-01..10, 2011-01..10",
        ),
        ({"area": "110000"}, "holds no accidents or deaths of 110000; it holds them of 500233 忠县"),
        ({"language": "fr"}, "language is 'fr', but must be one of zh, en"),
        ({"dataset": "chna"}, r"no dataset 'chna' \(did you mean 'china'\?\)"),
        ({"period": "soon"}, "'soon' is not a year"),
    ],
)
def test_a_wrong_parameter_gets_one_sentence(tmp_path: Path, changes: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        study(tmp_path, **changes)
    assert "\n" not in str(caught.value)


def test_a_dataset_with_errors_is_refused(make_dataset: MakeDataset, tmp_path: Path) -> None:
    folder = make_dataset(accident_counts=f"{COUNTS}500233,2011,all,all,0,2,reported,book\n")
    with pytest.raises(InputError, match=r"has 1 errors, the first being: accident_counts\.csv, row 2"):
        study(tmp_path, str(folder), "500233", "2011")


def test_products_from_synthetic_data_say_so(make_dataset: MakeDataset, tmp_path: Path) -> None:
    folder = make_dataset(
        accident_counts=f"{COUNTS}500233,2011,all,all,5,2,reported,book\n500233,2011,road,all,5,2,reported,book\n",
        ours={"synthetic": True},
    )
    opened = study(tmp_path, str(folder), "500233", "2011")
    assert situation.headline(opened).heading.startswith("[Synthetic data]")
    assert situation.sectors(opened).heading.startswith("[Synthetic data]")
    assert situation.sector_shares(opened).heading.startswith("[Synthetic data]")
