"""Causes from a ledger and from published counts: what each allows, and what is said where nothing can be made."""

from pathlib import Path

import pandas as pd
import pytest

from dataset_rows import MakeDataset
from safetystats.analyses import causes, situation
from safetystats.analyses.causes_data import cause_counts, ledger_of
from safetystats.analyses.causes_ranking import in_per_cent
from safetystats.analyses.study import Study
from safetystats.errors import InputError
from safetystats.products import NOT_APPLICABLE, Figure, Statement, Table
from safetystats.words import Text

COUNTS = "area,period,sector,severity,cause,accidents,deaths,kind,source\n"
LEDGER = "accident_id,occurred_at,area,sector,deaths,place,vehicle\n"


def study(
    tmp_path: Path,
    dataset: str = "synthetic-county",
    area: str = "500233",
    period: str = "2011-10",
    language: str = "en",
) -> Study:
    return causes.open_causes(
        dataset=dataset, area=area, period=period, language=language, output_dir=str(tmp_path / "out")
    )


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return study(tmp_path_factory.mktemp("county"))


def test_the_synthetic_ledger_has_the_countys_published_totals(county: Study) -> None:
    ledger = ledger_of(county)
    assert (len(ledger), ledger["deaths"].sum()) == (46, 33)
    by_sector = ledger.groupby("sector")["deaths"].agg(["size", "sum"])
    assert by_sector.loc["road"].tolist() == [43, 24]
    assert by_sector.loc["waterway", "size"] == 3
    larger = ledger[ledger["severity"] == "larger"]
    assert sorted(larger["deaths"]) == [6, 7]
    before = ledger_of(county, county.period.shifted(-1))
    assert (len(before), before["deaths"].sum()) == (61, 29)
    assert ledger["accident_id"].str.startswith("SYNTHETIC").all()


def test_everything_made_from_it_says_that_it_is_invented(county: Study) -> None:
    for name in causes.PRODUCTS[:-1]:
        assert getattr(causes, name)(county).heading.startswith("[Synthetic data]"), name


def test_each_accident_counts_once_under_its_first_primary_cause(county: Study) -> None:
    table = causes.causes(county)
    assert isinstance(table, Table)
    assert table.data["accidents"].sum() == 46
    assert table.data["deaths"].sum() == 33
    assert table.data["share"].sum() == pytest.approx(1)
    assert table.data["deaths_share"].sum() == pytest.approx(1)
    assert (table.data["deaths_lower"] <= table.data["deaths_share"]).all()
    assert any("3.24 times that of single deaths" in note.en for note in table.notes)
    assert table.data["cumulative"].iloc[-1] == pytest.approx(1)


def test_a_top_three_is_not_claimed_when_it_is_a_tie(county: Study) -> None:
    said = causes.leading(county)
    assert said.numbers["first_three_chance"] < 0.95
    assert "no “top three” should be claimed" in said.text.en
    assert "不宜称“前三位”" in said.text.zh
    assert said.numbers["needed_lower"] <= said.numbers["needed"] <= said.numbers["needed_upper"]
    figure = causes.cause_pareto(county)
    assert isinstance(figure, Figure)
    assert figure.title.en.startswith("No single first")


def test_levels_are_those_of_the_inquiry_and_may_overlap(county: Study) -> None:
    table = causes.levels(county)
    assert isinstance(table, Table)
    assert [name.zh for name in table.data["name"]] == ["人的因素", "物（机）的因素", "环境因素", "管理因素"]
    assert table.data["accidents"].sum() > 46


def test_the_grid_of_hours_holds_every_timed_accident(county: Study) -> None:
    figure = causes.hours(county)
    assert isinstance(figure, Figure)
    assert figure.data["accidents"].sum() == 46
    assert figure.data["expected"].sum() == pytest.approx(46)


def test_months_and_kinds_of_days_add_up(county: Study) -> None:
    months, holidays = causes.months(county), causes.holidays(county)
    assert isinstance(months, Table)
    assert isinstance(holidays, Table)
    assert (months.data["accidents"].sum(), months.data["days"].sum()) == (46, 304)
    assert (holidays.data["accidents"].sum(), holidays.data["days"].sum()) == (46, 304)


def test_severity_is_told_with_its_checks_and_never_as_causation(county: Study) -> None:
    table = causes.severity_model(county)
    assert isinstance(table, Table)
    assert (table.data["fatal"] <= table.data["accidents"]).all()
    assert ((table.data["odds_lower"] < table.data["odds"]) & (table.data["odds"] < table.data["odds_upper"])).all()
    assert any("not causes" in note.en for note in table.notes)
    figure = causes.severity_effects(county)
    assert isinstance(figure, Figure)
    assert figure.data["ratio"].tolist() == table.data["odds"].tolist()


def test_pairs_are_corrected_and_two_primary_causes_are_no_pair(county: Study) -> None:
    table = causes.together(county)
    assert isinstance(table, Table)
    pairs = {frozenset((a.en, b.en)) for a, b in zip(table.data["a"], table.data["b"], strict=True)}
    assert frozenset(("Distracted driving", "Failure to yield")) in pairs
    assert frozenset(("Speeding", "Failure to yield")) not in pairs
    assert table.data["p_adjusted"].is_monotonic_increasing


def test_combinations_count_each_accident_once(county: Study) -> None:
    figure = causes.combinations(county)
    assert isinstance(figure, Figure)
    assert figure.data["accidents"].sum() == 46


def test_changes_are_compared_with_the_same_months(county: Study) -> None:
    table = causes.changes(county)
    assert isinstance(table, Table)
    assert (table.data["before"].sum(), table.data["after"].sum()) == (61, 46)
    assert {verdict.en for verdict in table.data["verdict"]} == {"no evidence of a change"}


def test_one_accident_decides_the_deaths_on_the_water(county: Study) -> None:
    table = causes.concentration(county)
    assert isinstance(table, Table)
    rows = {name.en: verdict.en for name, verdict in zip(table.data["name"], table.data["verdict"], strict=True)}
    assert rows["Water transport"] == "one accident decides"
    assert rows["January–October 2011"] == "no"


@pytest.mark.parametrize(
    ("dataset", "area", "period", "language"),
    [
        ("synthetic-county", "500233", "2011-10", "zh"),
        ("zhongxian", "500233", "2011-10", "en"),
        ("cause-tables", "US", "2024", "en"),
        ("china", "500000", "2017", "zh"),
        ("china", "CN", "2024", "en"),
    ],
)
def test_everything_promised_is_handed_on(tmp_path: Path, dataset: str, area: str, period: str, language: str) -> None:
    opened = study(tmp_path, dataset, area, period, language)
    products = [getattr(causes, name)(opened) for name in causes.PRODUCTS]
    assert causes.hand_on(opened, *products).ids == causes.PRODUCTS


def test_without_a_ledger_each_product_says_why_it_is_not_made(tmp_path: Path) -> None:
    opened = study(tmp_path, "zhongxian")
    made = {name: getattr(causes, name)(opened) for name in causes.PRODUCTS}
    assert {name for name, product in made.items() if not isinstance(product, Statement)} == {
        "sector_pareto",
        "sources",
    }
    assert "no ledger" in made["allows"].text.en
    assert "accident_causes" in made["causes"].text.en


def test_published_sectors_that_overlap_are_not_added(tmp_path: Path) -> None:
    figure = causes.sector_pareto(study(tmp_path, "zhongxian"))
    assert isinstance(figure, Figure)
    names = {label.en: events for label, events in zip(figure.data["label"], figure.data["events"], strict=True)}
    assert names["Road traffic"] == 24
    assert names["Not published separately"] == 9
    assert "Road and water transport" not in names


def published(cause: str, accidents: object, deaths: object, period: str = "2011") -> str:
    return f"500233,{period},all,all,{cause},{accidents},{deaths},reported,book\n"


def test_published_counts_by_cause_carry_shares_and_changes(make_dataset: MakeDataset, tmp_path: Path) -> None:
    before = (
        published("all", 100, 40, "2010")
        + published("road_speeding", 60, 20, "2010")
        + published("road_fatigue", 40, 20, "2010")
    )
    now = published("all", 90, 30) + published("road_speeding", 20, 10) + published("road_fatigue", 50, 15)
    folder = make_dataset(accident_counts=COUNTS + before + now)
    opened = study(tmp_path, str(folder), period="2011")
    counts = cause_counts(opened)
    assert counts["accidents"].to_dict() == {"road_speeding": 20, "road_fatigue": 50, "unassigned": 20}
    assert counts.loc["unassigned", "deaths"] == 5
    table = causes.causes(opened)
    assert isinstance(table, Table)
    assert table.data["share"].tolist() == pytest.approx([5 / 7, 2 / 7]), "what has no cause is in no share"
    assert any("20 more accidents with 5 deaths have no known cause" in note.en for note in table.notes)
    changes = causes.changes(opened)
    assert isinstance(changes, Table)
    rows = {name.en: verdict.en for name, verdict in zip(changes.data["name"], changes.data["verdict"], strict=True)}
    assert rows == {"Speeding": "evidence of a fall", "Driving while tired": "no evidence of a change"}
    assert isinstance(causes.cause_pareto(opened), Figure)
    assert isinstance(causes.together(opened), Statement)


def test_a_list_of_codes_that_changed_is_said(make_dataset: MakeDataset, tmp_path: Path) -> None:
    before = published("road_fatigue", 50, 20, "2010") + published("road_speeding", 50, 20, "2010")
    now = published("road_distraction", 45, 15) + published("road_speeding", 50, 15)
    opened = study(tmp_path, str(make_dataset(accident_counts=COUNTS + before + now)), period="2011")
    changes = causes.changes(opened)
    assert isinstance(changes, Table)
    assert any("list of causes may have changed" in note.en for note in changes.notes)
    assert {"not there the year before", "not there this year"} <= {verdict.en for verdict in changes.data["verdict"]}


def test_deaths_stand_in_where_accidents_are_not_published(make_dataset: MakeDataset, tmp_path: Path) -> None:
    rows = published("road_speeding", "", 30) + published("road_fatigue", "", 10)
    table = causes.causes(study(tmp_path, str(make_dataset(accident_counts=COUNTS + rows)), period="2011"))
    assert isinstance(table, Table)
    assert table.data["share"].tolist() == [0.75, 0.25]
    assert table.data["accidents"].isna().all()


def test_published_months_are_compared(make_dataset: MakeDataset, tmp_path: Path) -> None:
    rows = published("all", 120, 12) + "".join(
        published("all", n, 1, f"2011-{m:02}") for m, n in enumerate([20, 4] * 6, 1)
    )
    table = causes.months(study(tmp_path, str(make_dataset(accident_counts=COUNTS + rows)), period="2011"))
    assert isinstance(table, Table)
    assert table.title.en.startswith("Months differ")


def ledger_rows() -> str:
    """Ten accidents a district in four districts of Chongqing, one of them with forty; only days are held."""
    districts = {"500101": 40, "500102": 10, "500103": 10, "500104": 10}
    return LEDGER + "".join(
        f"{area}-{n},2011-{n % 12 + 1:02}-{n % 27 + 1:02},{area},road,{int(n % 9 == 0)},,\n"
        for area, count in districts.items()
        for n in range(count)
    )


def test_a_ledger_of_districts_is_that_of_their_municipality(make_dataset: MakeDataset, tmp_path: Path) -> None:
    opened = study(tmp_path, str(make_dataset(accidents=ledger_rows())), "500000", "2011")
    assert len(ledger_of(opened)) == 70
    assert len(ledger_of(study(tmp_path, str(opened.dataset.folder), "500101", "2011"))) == 40
    places = causes.hot_spots(opened)
    assert isinstance(places, Table)
    first = places.data.iloc[0]
    assert first["verdict"].en == "above the mean"
    assert first["smoothed"] < first["raw"] == 40


def test_days_without_a_time_are_no_midnight(make_dataset: MakeDataset, tmp_path: Path) -> None:
    opened = study(tmp_path, str(make_dataset(accidents=ledger_rows())), "500000", "2011")
    assert isinstance(causes.hours(opened), Statement)
    assert isinstance(causes.causes(opened), Statement)
    assert isinstance(causes.months(opened), Table)


def test_of_a_ledger_of_days_and_months_what_needs_a_day_says_how_many_have_none(
    make_dataset: MakeDataset, tmp_path: Path
) -> None:
    clock = [f" {n % 24:02}:00" if n % 5 else "" for n in range(200)]
    times = [f"2011-{n % 12 + 1:02}" + (f"-{n % 27 + 1:02}{clock[n]}" if n % 4 else "") for n in range(200)]
    rows = LEDGER + "".join(f"{n},{when},500233,road,{int(n % 3 == 0)},,\n" for n, when in enumerate(times))
    opened = study(tmp_path, str(make_dataset(accidents=rows)), period="2011")
    assert opened.dataset.problems.empty
    assert causes.months(opened).data["accidents"].sum() == 200
    grid, days, model = causes.hours(opened), causes.holidays(opened), causes.severity_model(opened)
    assert (grid.data["accidents"].sum(), days.data["accidents"].sum()) == (120, 150)
    assert any("30 of 200 accidents have no time of day" in note.en for note in grid.notes)
    for product in (grid, days):
        assert any("50 of 200 accidents are known to the month only" in note.en for note in product.notes)
    assert any("Day: unknown" in name.en for name in model.data["name"])


def test_two_deaths_are_too_few_for_a_model(make_dataset: MakeDataset, tmp_path: Path) -> None:
    rows = LEDGER + "".join(f"{n},2011-03-{n + 1:02} 12:00,500233,road,{int(n < 2)},,\n" for n in range(20))
    said = causes.severity_model(study(tmp_path, str(make_dataset(accidents=rows)), period="2011"))
    assert isinstance(said, Statement)
    assert "Accidents: 20, fatal: 2." in said.text.en


def test_unknown_deaths_stay_unknown(make_dataset: MakeDataset, tmp_path: Path) -> None:
    rows = LEDGER + "a,2011-03-01,500233,road,,,\nb,2011-03-02,500233,road,1,,\n"
    opened = study(tmp_path, str(make_dataset(accidents=rows)), period="2011")
    assert "1 of unknown deaths" in causes.allows(opened).text.en
    assert pd.isna(ledger_of(opened)["deaths"].iloc[0])


@pytest.mark.parametrize(("deaths", "spread"), [("", "are not held"), ("0", "No death is known")])
def test_deaths_that_nobody_told_and_no_deaths_are_two_things(
    make_dataset: MakeDataset, tmp_path: Path, deaths: str, spread: str
) -> None:
    rows = LEDGER + "".join(f"{n},2011-03-0{n + 1} 12:00,500233,road,{deaths},,\n" for n in range(9))
    opened = study(tmp_path, str(make_dataset(accidents=rows)), period="2011")
    assert spread in causes.concentration(opened).text.en
    assert ("of unknown deaths" in causes.allows(opened).text.en) == (deaths == "")
    assert ("unknown" in causes.severity_model(opened).text.en) == (deaths == "")


def ledger_with_causes(make_dataset: MakeDataset, rows: list[tuple[int, str, str]]) -> str:
    """Return a dataset of accidents given as year, deaths and primary cause, one a day; a blank cause is not held."""
    accidents = [f"{n},{year}-03-{n % 28 + 1:02},500233,road,{deaths},," for n, (year, deaths, _) in enumerate(rows)]
    told = [f"{n},{cause},primary" for n, (_, _, cause) in enumerate(rows) if cause]
    folder = make_dataset(
        accidents=LEDGER + "\n".join(accidents), accident_causes="accident_id,cause,role\n" + "\n".join(told)
    )
    return str(folder)


def test_deaths_per_accident_are_of_the_accidents_whose_deaths_are_known(
    make_dataset: MakeDataset, tmp_path: Path
) -> None:
    rows = [(2011, deaths, "road_speeding") for deaths in ("2", "0", "", "")] + [(2011, "0", "road_fatigue")] * 2
    table = causes.causes(study(tmp_path, ledger_with_causes(make_dataset, rows), period="2011"))
    assert isinstance(table, Table)
    assert table.data["deaths_per_accident"].tolist() == [1.0, 0.0]
    assert any("Deaths are unknown in 2 of 6" in note.en for note in table.notes)


def test_accidents_of_no_known_cause_are_no_new_cause(make_dataset: MakeDataset, tmp_path: Path) -> None:
    named = [(year, "0", cause) for year in (2010, 2011) for cause in ("road_speeding", "road_fatigue")] * 10
    rows = [*named, *[(2011, "0", "")] * 15, (2011, "0", "road_distraction")]
    table = causes.changes(study(tmp_path, ledger_with_causes(make_dataset, rows), period="2011"))
    assert isinstance(table, Table)
    assert "Unknown" not in [name.en for name in table.data["name"]]
    assert any("(0 the year before, 15 this year)" in note.en for note in table.notes)
    new = table.data[table.data["verdict"].map(lambda said: said.en) == "not there the year before"].iloc[0]
    assert new["ratio"] == new["upper"] == NOT_APPLICABLE


def test_the_hour_of_a_time_without_minutes_counts(make_dataset: MakeDataset, tmp_path: Path) -> None:
    rows = LEDGER.strip() + ",hour\na,2011-03-01,500233,road,0,,,23\nb,2011-03-02 05:10,500233,road,0,,,\n"
    opened = study(tmp_path, str(make_dataset(accidents=rows)), period="2011")
    assert ledger_of(opened)["hour"].tolist() == [23, 5]


def test_a_ratio_beside_a_level_that_never_kills_is_not_printed_as_nothing(
    make_dataset: MakeDataset, tmp_path: Path
) -> None:
    kinds = [("road_fatigue", "0"), ("road_brakes", "1"), ("road_speeding", "0"), ("road_speeding", "1")]
    rows = [(2011, deaths, cause) for cause, deaths in kinds] * 25
    table = causes.severity_model(study(tmp_path, ledger_with_causes(make_dataset, rows), period="2011"))
    assert isinstance(table, Table)
    assert 0 < table.data["odds_lower"].min() < 0.005
    assert " 0.00 " not in repr(table)


def test_an_interval_in_a_title_is_never_of_no_width() -> None:
    assert in_per_cent(lower=0.3394, upper=0.3443) == {"lower": "33.9", "upper": "34.4"}
    assert in_per_cent(lower=0.2, upper=0.4) == {"lower": "20", "upper": "40"}


def at(make_dataset: MakeDataset, times: list[str]) -> str:
    rows = "".join(f"{n},2011-{time},500233,road,0,,\n" for n, time in enumerate(times))
    return str(make_dataset(accidents=LEDGER + rows))


def test_too_few_accidents_are_not_tested_for_times(make_dataset: MakeDataset, tmp_path: Path) -> None:
    opened = study(tmp_path, at(make_dataset, ["03-01 12:00", "05-02 12:00"]), period="2011")
    for name in ("hours", "months", "holidays"):
        said = getattr(causes, name)(opened)
        assert isinstance(said, Statement), name
        assert "Accidents that could be used: 2, fewer than" in said.text.en


def test_accidents_of_one_weekday_tell_nothing_of_weekdays(make_dataset: MakeDataset, tmp_path: Path) -> None:
    figure = causes.hours(study(tmp_path, at(make_dataset, ["03-01 12:00"] * 9), period="2011"))
    assert isinstance(figure, Figure)
    assert "cannot be told" in figure.title.en
    assert any("0 to 30 % (Wilson)" in note.en for note in figure.notes)


def test_a_yearly_wave_is_told_where_months_one_by_one_show_nothing(county: Study) -> None:
    table = causes.months(county)
    assert isinstance(table, Table)
    assert table.title.en.startswith("Evidence of one yearly wave in accidents per day (p = 0.009)")


def test_neither_ledger_nor_counts_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no accidents or deaths of 500233 for 2015"):
        study(tmp_path, period="2015")


def one_kind(make_dataset: MakeDataset, other: str = "speed_limit") -> str:
    """Return a ledger of one sector whose causes bear names of its own, in a dataset without a table of sources."""
    names = {
        "speed_limit": {"zh": "超过本县限速", "en": "Above the county's limit"},
        "goat": {"zh": "山羊", "en": "Goat"},
    }
    rows = [f"{n},2011-0{n % 9 + 1}-01,500233,road,{n % 2},," for n in range(20)]
    told = [f"{n},{other if n % 3 == 0 else 'speed_limit'},primary" for n in range(20)]
    folder = make_dataset(
        accidents=LEDGER + "\n".join(rows), accident_causes="accident_id,cause,role\n" + "\n".join(told), sources=None,
        ours={"title": {"zh": "某县台账", "en": "Ledger of a county"}, "codes": {"cause": names}},
    )  # fmt: skip
    return str(folder)


def test_causes_of_the_ledgers_own_bear_the_names_of_its_card(make_dataset: MakeDataset, tmp_path: Path) -> None:
    opened = study(tmp_path, one_kind(make_dataset, "goat"), period="2011")
    table = causes.causes(opened)
    assert isinstance(table, Table)
    assert [name.zh for name in table.data["name"]] == ["超过本县限速", "山羊"]
    figure = causes.cause_pareto(opened)
    assert isinstance(figure, Figure)
    assert "Above the county's limit" in [label.en for label in figure.data["label"]]


def test_a_ledger_without_a_table_of_sources_is_its_own(make_dataset: MakeDataset, tmp_path: Path) -> None:
    opened = study(tmp_path, one_kind(make_dataset, "goat"), period="2011")
    for name in causes.PRODUCTS[:-1]:
        (source,) = getattr(causes, name)(opened).sources
        assert source.title == Text("某县台账", "Ledger of a county"), name
    table = causes.sources(opened)
    assert table.data["tier"].tolist() == [Text("自有台账", "Own ledger")]
    assert causes.hand_on(opened, causes.allows(opened), table).ids == ("allows", "sources")


def test_all_of_one_kind_is_said_and_not_given_an_interval(make_dataset: MakeDataset, tmp_path: Path) -> None:
    opened = study(tmp_path, one_kind(make_dataset), period="2011")
    for name in ("causes", "cause_pareto", "leading"):
        said = getattr(causes, name)(opened)
        assert said.text.en.startswith("Of known cause: 20 accidents, all under one, Above the county's limit"), name
    assert causes.sector_pareto(opened).title.zh == "行业领域：20起全部为“道路交通”。"
    assert "，不能分析原因组合、" in causes.allows(opened).text.zh
    told = causes.breakdown(opened)
    assert isinstance(told, Statement)
    assert "Sector: one kind in every accident (20), Road traffic." in told.text.en
    about = situation.open_situation(
        dataset=str(opened.dataset.folder), area="500233", period="2011-09", language="en", output_dir=str(tmp_path)
    )
    assert isinstance(situation.sector_shares(about), Statement)
    assert situation.sectors(about).data["lower"].isna().all()


def test_brazils_causes_from_published_counts_are_those_of_its_ledger(tmp_path: Path) -> None:
    opened = study(tmp_path, "cause-tables", "BR", "2020")
    table = causes.causes(opened)
    assert isinstance(table, Table)
    assert table.data["accidents"].sum() == 63_576
    assert table.data["deaths"].sum() == 5_293
    assert table.data["name"].iloc[2] == Text("车速不当", "Unsuitable speed")
    assert causes.leading(opened).numbers["needed"] == 7
    months = causes.months(opened)
    assert isinstance(months, Table)
    assert months.data["accidents"].sum() == 63_576
    for name in ("hours", "hot_spots", "severity_model", "together", "concentration"):
        assert isinstance(getattr(causes, name)(opened), Statement), name


def test_a_foreign_ledger_has_neither_chinas_holidays_nor_levels_nor_pairs_of_single_causes(
    make_dataset: MakeDataset, tmp_path: Path
) -> None:
    names = {"area": {"BR-SP": {"zh": "圣保罗", "en": "São Paulo"}}, "cause": {"Sono": {"zh": "睡着", "en": "Asleep"}}}
    rows = [
        f"{n},2011-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}:10,BR-SP,road,{int(n % 5 == 0)},," for n in range(200)
    ]
    told = [f"{n},{'Sono' if n % 2 else 'road_speeding'},primary" for n in range(200)]
    folder = make_dataset(
        accidents=LEDGER + "\n".join(rows), accident_causes="accident_id,cause,role\n" + "\n".join(told),
        ours={"codes": names},
    )  # fmt: skip
    opened = study(tmp_path, str(folder), "BR", "2011")
    assert "is that of China and does not hold for BR" in causes.holidays(opened).title.en
    factors = causes.severity_model(opened)
    assert isinstance(factors, Table)
    assert any("Monday to Friday" in name.en for name in factors.data["name"])
    assert not any("holidays" in name.en for name in factors.data["name"])
    for name in ("together", "combinations"):
        assert getattr(causes, name)(opened).title.zh.startswith("200起事故每起只记了一项原因"), name
    level = causes.levels(opened)
    assert isinstance(level, Statement)
    assert level.text.en == "Level: one kind in every accident (100), Person."
    assert [note.en for note in level.notes] == ["100 more accidents have no cause with a level."]


def test_a_ledger_of_fatal_accidents_without_sectors_says_what_it_cannot_tell(
    make_dataset: MakeDataset, tmp_path: Path
) -> None:
    rows = "\n".join(f"{n},2011-0{n % 9 + 1}-01,500233,,1,," for n in range(40))
    opened = study(tmp_path, str(make_dataset(accidents=LEDGER + rows)), period="2011")
    assert causes.severity_model(opened).title.zh.startswith("40起全部是死亡事故")
    assert "It can be asked for months, not for causes, combinations of causes" in causes.allows(opened).text.en
    for name in ("breakdown", "sector_pareto"):
        assert "All sectors" not in getattr(causes, name)(opened).title.en, name
