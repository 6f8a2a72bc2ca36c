"""Every kind of bad input gets one clear sentence that names file, row and column, and nothing is dropped or guessed."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset_rows import COUNTS, INDICATORS, MakeDataset
from safetystats.datasets import open_dataset
from safetystats.datasets.checks import check_table
from safetystats.datasets.problems import KINDS
from safetystats.errors import InputError


def only_problem(folder: Path) -> pd.Series:
    problems = open_dataset(folder).problems
    assert len(problems) == 1, problems[["kind", "sentence_en"]].to_string()
    return problems.iloc[0]


@pytest.mark.parametrize(
    ("row", "kind", "column", "says"),
    [
        ("road_deaths,CN,2010,many,persons,reported,book", "not_a_number", "value", "'many' is not a number"),
        ("road_deaths,CN,2010,\"12,5\",persons,reported,book", "not_a_number", "value", "'12,5' is not a number"),
        ("road_deaths,CN,2010,5.5,persons,reported,book", "not_a_whole_number", "value", "'5.5' is not a whole number"),
        ("road_deaths,CN,0001,5,persons,reported,book", "bad_period", "period", "'0001' is not a period"),
        ("road_deaths,CN,2010,-5,persons,reported,book", "below_minimum", "value", "-5 is below the least value allowed, 0"),
        ("road_deaths,CN,2010,5,pursons,reported,book", "unknown_unit", "unit", "did you mean 'persons'?"),
        ("road_deaths,CN,2010,5,亿元,reported,book", "wrong_unit", "unit", "does not fit the indicator; expected persons"),
        ("road_deaths,重庆是,2010,5,persons,reported,book", "unknown_area", "area", "did you mean '重庆市'?"),
        ("road_deaths,CN,2010-13,5,persons,reported,book", "bad_period", "period", "'2010-13' is not a period"),
        ("road_deaths,CN,,5,persons,reported,book", "missing_value", "period", "must not be blank"),
        ("road_deaths,CN,2010,5,persons,guessed,book", "unknown_option", "kind", "'guessed' is not one of reported, derived"),
        ("road_deaths,CN,2010,5,persons,reported,bok", "unknown_source", "source", "did you mean 'book'?"),
        ("road_deth,CN,2010,5,persons,reported,book", "unknown_indicator", "indicator", "did you mean 'road_deaths'?"),
        ("road_deaths,CN,2010,,persons,reported,book", "missing_without_status", "value", "status is not 'missing'"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(make_dataset: MakeDataset, row: str, kind: str, column: str, says: str) -> None:
    good = "road_deaths,CN,2009,4,persons,reported,book\n"
    problem = only_problem(make_dataset(indicators=INDICATORS + good + row + "\n"))
    assert (problem["kind"], problem["row"], problem["column"], problem["file"]) == (kind, 3, column, "indicators.csv")
    assert says in problem["sentence_en"]
    assert problem["sentence_en"].startswith(f"indicators.csv, row 3, column '{column}': ")
    assert problem["sentence_zh"].startswith(f"indicators.csv，第 3 行，列“{column}”：")


def test_a_bad_cell_becomes_missing_and_its_row_stays(make_dataset: MakeDataset) -> None:
    row = "road_deaths,CN,2010,many,persons,reported,book\n"
    indicators = open_dataset(make_dataset(indicators=INDICATORS + row)).indicators
    assert indicators["value"].isna().tolist() == [True]
    assert indicators["origin"].tolist() == ["indicators.csv:2"]


@pytest.mark.parametrize(
    ("row", "kind", "says"),
    [
        ("500233,2011,road,all,-1,0,reported,book", "below_minimum", "-1 is below the least value allowed, 0"),
        (
            "500233,2011,road,all,0,2,reported,book",
            "deaths_without_accidents",
            "2 deaths are given with zero accidents",
        ),
        ("500233,2011,road,all,1.5,2,reported,book", "not_a_whole_number", "'1.5' is not a whole number"),
        ("500233,2011,raod,all,1,2,reported,book", "unknown_sector", "did you mean 'road'?"),
        ("500233,2011,road,huge,1,2,reported,book", "unknown_severity", "'huge' is not known"),
        ("500233,2011,road,all,1,2,reported,book,extra", "ragged_row", "the row has 9 cells, the header 8"),
    ],
)
def test_a_bad_count_is_named(make_dataset: MakeDataset, row: str, kind: str, says: str) -> None:
    problem = only_problem(make_dataset(accident_counts=COUNTS + row + "\n"))
    assert (problem["kind"], problem["row"], problem["severity"]) == (kind, 2, "error")
    assert says in problem["sentence_en"]


def test_deaths_with_zero_accidents_are_found_across_indicators(make_dataset: MakeDataset) -> None:
    rows = "coal_accidents,CN,2010,0,accidents,reported,book\ncoal_deaths,CN,2010,3,persons,reported,book\n"
    problem = only_problem(make_dataset(indicators=INDICATORS + rows))
    assert (problem["kind"], problem["row"]) == ("deaths_without_accidents", 3)


def test_a_repeated_key_names_both_rows(make_dataset: MakeDataset) -> None:
    row = "road_deaths,CN,2010,5,persons,reported,book\n"
    problem = only_problem(make_dataset(indicators=INDICATORS + row + row.replace(",5,", ",6,")))
    assert problem["kind"] == "duplicate_key"
    assert "row 3" in problem["sentence_en"]
    assert "repeats row 2" in problem["sentence_en"]


def test_two_sources_of_one_cell_are_no_repetition(make_dataset: MakeDataset) -> None:
    row = "road_deaths,CN,2010,5,persons,reported,book\n"
    assert open_dataset(make_dataset(indicators=INDICATORS + row + row.replace("book", "news"))).problems.empty


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        ("", "empty_file", "the file is empty"),
        (INDICATORS, "no_rows", "no data below it"),
        (
            INDICATORS.replace(",unit", ",unti"),
            "missing_column",
            "the column 'unit' is needed but missing (did you mean 'unti'?)",
        ),
        (INDICATORS.replace("\n", ",value\n"), "repeated_column", "the column 'value' stands twice"),
        (
            f"{INDICATORS}road_deaths,忠县,2010,5,persons,reported,book\n".encode("gb18030"),
            "wrong_encoding",
            "not utf-8",
        ),
    ],
)
def test_a_bad_file_is_named(make_dataset: MakeDataset, content: str | bytes, kind: str, says: str) -> None:
    problems = open_dataset(make_dataset(indicators=content)).problems
    found = problems[problems["kind"] == kind]
    assert len(found) == 1, problems[["kind", "sentence_en"]].to_string()
    assert says in found["sentence_en"].iloc[0]


def test_a_missing_file_is_named(make_dataset: MakeDataset) -> None:
    folder = make_dataset(indicators=INDICATORS)
    (folder / "indicators.csv").unlink()
    assert only_problem(folder)["sentence_en"].startswith("indicators.csv: the file does not exist")


def test_a_declared_encoding_and_delimiter_are_used(make_dataset: MakeDataset) -> None:
    text = f"{INDICATORS}road_deaths,忠县,2010,5,人,reported,book\n".replace(",", ";").encode("gb18030")
    folder = make_dataset(indicators=text, resource={"encoding": "gb18030", "dialect": {"delimiter": ";"}})
    opened = open_dataset(folder)
    assert opened.problems.empty
    assert opened.indicators[["area", "unit", "value"]].iloc[0].tolist() == ["500233", "persons", 5.0]


def test_chinese_headings_thousands_and_blank_rows_are_read(make_dataset: MakeDataset) -> None:
    text = '指标,地区,时期,数值,单位,性质,来源\n,,,,,,\nroad_deaths,全国,2010,"65,225",人,reported,book\n'
    opened = open_dataset(make_dataset(indicators=text))
    assert opened.problems.empty
    assert opened.indicators["value"].tolist() == [65225.0]
    assert opened.indicators["origin"].tolist() == ["indicators.csv:3"]


def test_blank_is_missing_and_zero_is_zero(make_dataset: MakeDataset) -> None:
    rows = "500233,2011,road,all,,0,reported,book\n500233,2011,coal,all,0,,reported,book\n"
    counts = open_dataset(make_dataset(accident_counts=COUNTS + rows)).accident_counts
    assert counts["accidents"].tolist() == [pd.NA, 0]
    assert counts["deaths"].tolist() == [0, pd.NA]


def test_a_name_several_places_bear_lists_them(make_dataset: MakeDataset) -> None:
    problem = only_problem(make_dataset(indicators=f"{INDICATORS}road_deaths,鼓楼区,2010,5,persons,reported,book\n"))
    assert problem["kind"] == "ambiguous_area"
    assert "320106 鼓楼区" in problem["sentence_en"]


def test_an_encoding_nobody_knows_is_named(make_dataset: MakeDataset) -> None:
    problems = open_dataset(make_dataset(indicators=INDICATORS, resource={"encoding": "utf-99"})).problems
    assert problems["kind"].tolist() == ["unreadable_file"]


@pytest.mark.parametrize("dialect", [{"delimiter": ";;"}, {"delimeter": ";"}, {"sheetName": "x"}])
def test_a_dialect_we_do_not_read_is_refused(make_dataset: MakeDataset, dialect: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"dialect"):
        open_dataset(make_dataset(indicators=INDICATORS, resource={"dialect": dialect}))


@pytest.mark.parametrize("number", ["99999999999999999999999", "1e20"])
def test_a_number_beyond_all_counts_is_no_number(make_dataset: MakeDataset, number: str) -> None:
    folder = make_dataset(accident_counts=f"{COUNTS}500233,2011,road,all,{number},2,reported,book\n")
    assert only_problem(folder)["kind"] == "not_a_number"


def test_a_file_that_no_longer_has_its_hash_is_told(make_dataset: MakeDataset) -> None:
    row = "road_deaths,CN,2010,5,persons,reported,book\n"
    problem = only_problem(make_dataset(indicators=INDICATORS + row, resource={"hash": "sha256:00"}))
    assert (problem["kind"], problem["severity"]) == ("changed_file", "warning")


def test_a_format_we_do_not_read_is_named(make_dataset: MakeDataset) -> None:
    folder = make_dataset(indicators=INDICATORS)
    (folder / "indicators.feather").write_bytes(b"PAR1")
    card = (folder / "datapackage.yaml").read_text("utf-8")
    (folder / "datapackage.yaml").write_text(card.replace("indicators.csv", "indicators.feather"), "utf-8")
    assert ".feather is not one of" in only_problem(folder)["sentence_en"]


def test_an_unknown_cause_is_named(make_dataset: MakeDataset) -> None:
    head = COUNTS.replace("severity", "severity,cause")
    problem = only_problem(make_dataset(accident_counts=f"{head}500233,2011,road,all,banana,1,2,reported,book\n"))
    assert problem["kind"] == "unknown_cause"


def test_a_target_below_zero_is_named(make_dataset: MakeDataset) -> None:
    text = "plan,indicator,area,period,kind,value,unit,source\np,work_safety_deaths,CN,2010,cap,-30,persons,book\n"
    assert only_problem(make_dataset(targets=text))["kind"] == "below_minimum"


@pytest.mark.parametrize("path", ["x" * 400 + ".md", "bad\0name.md"])
def test_a_path_no_system_could_have_is_named(make_dataset: MakeDataset, path: str) -> None:
    assert (
        only_problem(make_dataset(reports=f"area,period,path,source\n500233,2011,{path},book\n"))["kind"]
        == "path_outside"
    )


@pytest.mark.parametrize("name", [None, 3, b"x", "a" * 5000, "a\0b"])
def test_what_names_no_dataset_gets_a_sentence(name: object) -> None:
    with pytest.raises(InputError, match="names no dataset"):
        open_dataset(name)  # type: ignore[arg-type]


def test_a_workbook_that_is_none_is_named(make_dataset: MakeDataset) -> None:
    folder = make_dataset(indicators=INDICATORS)
    (folder / "indicators.xlsx").write_bytes(b"no workbook")
    card = (folder / "datapackage.yaml").read_text("utf-8")
    (folder / "datapackage.yaml").write_text(card.replace("indicators.csv", "indicators.xlsx"), "utf-8")
    assert only_problem(folder)["kind"] == "unreadable_file"


def test_an_unknown_dataset_of_peers_is_told_at_once(make_dataset: MakeDataset) -> None:
    with pytest.raises(InputError, match=r"safetystats.reference: There is no dataset 'chna' \(did you mean 'china'"):
        open_dataset(make_dataset(indicators=INDICATORS, ours={"reference": "chna"}))


def test_reports_must_exist_inside_the_folder(make_dataset: MakeDataset) -> None:
    text = "area,period,path,source\n500233,2011,none.md,book\n500233,2010,../other.md,book\n"
    problems = open_dataset(make_dataset(reports=text)).problems
    assert problems["kind"].tolist() == ["missing_report", "path_outside"]


@given(
    st.lists(st.text(max_size=12), min_size=1, max_size=5),
    st.sampled_from(["value", "area", "period", "unit", "precision"]),
)
def test_whatever_a_cell_holds_the_check_ends_with_a_value_or_a_problem(texts: list[str], column: str) -> None:
    good = {"indicator": "road_deaths", "area": "CN", "period": "2010", "value": "5", "unit": "persons", "kind": "reported",
            "precision": "1", "source": "book"}  # fmt: skip
    cells = [
        {**good, column: text.strip() or None, "source": f"s{n}", "origin": f"x.csv:{n + 2}"}
        for n, text in enumerate(texts)
    ]
    frame, found = check_table("indicators", pd.DataFrame(cells, dtype="object"))
    assert len(frame) == len(texts)
    told = {problem.row for problem in found}
    for n, text in enumerate(texts):
        if text.strip() and pd.isna(frame.at[n, column]):
            assert n + 2 in told
    assert all(problem.kind in KINDS for problem in found)
    assert all(problem.sentence.zh and problem.sentence.en for problem in found)
