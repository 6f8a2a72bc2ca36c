"""``safetystats target`` as a planner types it."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from typer.testing import CliRunner

from safetystats import cli


def typed(*words: str) -> str:
    result = CliRunner().invoke(cli.app, ["target", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def machine(*words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(typed(*words, "--json"))
    return answer


def refused(*words: str) -> str:
    result = CliRunner().invoke(cli.app, ["target", *words])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


RISK = ("quota-risk", "--so-far", "22", "--quota", "40")


def test_quota_risk_in_words_and_for_machines() -> None:
    words = typed(*RISK, "--elapsed", "7/12", "--prior", "25,0.6578947368421053")
    assert words.splitlines() == [
        "Chance of more than 40 in the year: 26.3 %",
        "Expected in the year: 37.8 (95 % interval 30 to 48)",
        "The quota leaves 18 in 5 months, 3.60 a month; it is kept with 90 % chance when 2.73 a month are expected.",
    ]
    answer = machine(*RISK, "--months", "7", "--prior", "25,0.6578947368421053")
    assert answer["probability_exceeded"] == pytest.approx(0.263337, abs=5e-7)
    assert answer["expected_total"] == pytest.approx(37.777, abs=5e-4)
    assert answer["used_up_at"] is None


def test_a_broken_quota_and_an_unknown_past_are_said() -> None:
    words = typed("quota-risk", "--so-far", "33", "--quota", "30", "--months", "10")
    assert "Chance of more than 30 in the year: 100 %" in words
    assert "The quota is broken already, by 3." in words
    assert "Nothing was told of earlier years (--history), so the range is wide." in words
    assert "leaves" not in typed("quota-risk", "--so-far", "22", "--quota", "30", "--elapsed", "1")


def test_history_season_and_clusters_pass_through() -> None:
    plain = machine(*RISK, "--months", "7", "--history", "41,38,35")
    late = machine(*RISK, "--months", "7", "--history", "41,38,35", "--profile", "1,1,1,1,1,1,1,3,3,3,3,3")
    clustered = machine(*RISK, "--months", "7", "--history", "41，38，35", "--cluster", "1,1,1,7")
    assert late["probability_exceeded"] > plain["probability_exceeded"]
    assert clustered["upper"] > plain["upper"]


def test_a_quota_for_a_chance_and_back() -> None:
    words = typed("quota", "--mean", "40", "--quota", "30")
    assert "Expecting 40, a quota of 48 is kept with 90 % chance" in words
    assert "50 %: 40, 80 %: 45, 90 %: 48" in words
    assert "To keep 30 with 90 % chance, at most 24.1 may be expected" in words
    answer = machine("quota", "--quota", "30", "--chance", "0.95")
    assert answer["mean_for_quota"] == pytest.approx(22.44, abs=0.01)
    assert "quotas" not in answer
    assert machine("quota", "--mean", "40", "--cluster", "1,1,1,7", "--size", "50")["quota_for_chance"] > 48


def test_a_trajectory_year_by_year() -> None:
    words = typed("trajectory", "--base", "33", "--kind", "reduce_pct", "--value", "15", "--base-year", "2025")
    assert words.startswith("From 33 to 28.05 in 5 years: 15.00 % in all, 3.198 % a year\n")
    assert "  2030  28.05   15.00 % below the base" in words
    answer = machine("trajectory", "--base", "33", "--kind", "reduce_pct", "--value", "15", "--years", "3")
    assert [row["year"] for row in answer["path"]] == [0, 1, 2, 3]
    assert answer["path"][0]["cut_on_year"] is None


def test_a_design_from_numbers() -> None:
    words = ("design", "--base", "33", "--earlier", "38,36,35,30,29", "--peer", "Chongqing=25", "--national-cut", "15")
    answer = machine(*words, "--peer-paces", "0,2,4")
    rules = [row["rule"] for row in answer["candidates"]]
    assert rules[:3] == ["hold", "national_cut", "catch_up"]
    assert sum(row["recommended"] for row in answer["candidates"]) == 1
    assert answer["candidates"][2]["detail"] == "Chongqing"
    shown = typed(*words)
    assert re.search(r"^\* \w+ .*%$|^\* significant_progress", shown, re.MULTILINE)
    assert "* recommended: " in shown


def test_a_design_from_a_dataset() -> None:
    answer = machine("design", "--dataset", "china", "--area", "秦安县", "--years", "5")
    assert answer["base_year"] == 2020
    assert answer["candidates"][0]["level"] == 3
    given = machine("design", "--dataset", "china", "--area", "620522", "--base", "4")
    assert given["candidates"][0]["level"] == 4


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (RISK, "Give either --elapsed, such as 7/12, or --months, such as 7."),
        ((*RISK, "--elapsed", "7/0"), "--elapsed is '7/0', but must be a number such as 7/12 or 0.58."),
        ((*RISK, "--elapsed", "7"), "elapsed must be a share of the year"),
        ((*RISK, "--elapsed", "0.5", "--profile", "1,1"), "--profile weighs the months, so give --months"),
        ((*RISK, "--elapsed", "0.5", "--history", "a,b"), "--history is 'a,b', but must be numbers parted by commas"),
        ((*RISK, "--elapsed", "0.5", "--prior", "3"), "--prior is '3', but must be two numbers: shape,rate."),
        (("quota",), "Give --mean, --quota or both."),
        (("quota", "--mean", "40", "--chance", "90"), "chance is 90.0, but must lie between 0 and 1"),
        (("trajectory", "--base", "3", "--kind", "reduce", "--value", "5"), "kind is 'reduce', but must be one of"),
        (("design",), "Give --base, or --dataset and --area to take it from."),
        (("design", "--dataset", "china"), "--dataset needs --area"),
        (("design", "--base", "3", "--peer", "CQ"), "--peer is 'CQ', but must be written NAME=LEVEL"),
        (("design", "--dataset", "chnia", "--area", "CN"), "did you mean 'china'"),
    ],
)
def test_wrong_use_is_2_and_one_sentence(words: tuple[str, ...], says: str) -> None:
    assert says in refused(*words)


def test_help_is_plain_and_light() -> None:
    code = (
        "import sys; sys.argv[1:] = ['target', 'design', '--help']; from safetystats.cli import main\n"
        "try: main()\nfinally: print(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Put candidate targets side by side" in done.stdout
    assert not {"'pandas'", "'numpy'", "'safetystats.targets'"} & set(re.findall(r"'[\w.]+'", done.stderr))
    listed = typed("--help")
    assert all(f" {name} " in listed for name in ("quota-risk", "quota", "trajectory", "design"))
