import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from safetystats.errors import InputError
from safetystats.models import severity_model

RANDOM = np.random.default_rng(7)
LEDGER = pd.DataFrame(
    {
        "light": RANDOM.choice(["day", "night", "dusk"], 900, p=[0.6, 0.3, 0.1]),
        "road": RANDOM.choice(["county", "rural"], 900, p=[0.7, 0.3]),
    }
)
MEAN = 0.25 * np.where(LEDGER["light"] == "night", 2.0, 1.0) * np.where(LEDGER["road"] == "rural", 1.5, 1.0)
LEDGER["deaths"] = RANDOM.poisson(MEAN)
MATRIX = np.column_stack(
    [np.ones(900), LEDGER["light"] == "night", LEDGER["light"] == "dusk", LEDGER["road"] == "rural"]
).astype(float)


def test_odds_ratios_are_those_of_statsmodels_row_by_row() -> None:
    found = severity_model(LEDGER, "deaths", ["light", "road"])
    want = sm.Logit((LEDGER["deaths"] > 0).astype(float), MATRIX).fit(disp=0)
    assert found.effects["level"].tolist() == ["night", "dusk", "rural"]
    assert found.effects["reference"].tolist() == ["day", "day", "county"]
    assert found.effects["ratio"].tolist() == pytest.approx(np.exp(want.params[1:]).tolist(), rel=1e-6)
    assert found.effects["lower"].tolist() == pytest.approx(np.exp(want.conf_int()[0][1:]).tolist(), rel=1e-6)
    assert found.effects["p_value"].tolist() == pytest.approx(want.pvalues[1:].tolist(), rel=1e-5)


def test_average_marginal_effects_are_those_of_statsmodels() -> None:
    found = severity_model(LEDGER, "deaths", ["road"]).marginal.iloc[0]
    fit = sm.Logit((LEDGER["deaths"] > 0).astype(float), MATRIX[:, [0, 3]]).fit(disp=0)
    want = fit.get_margeff(dummy=True).summary_frame().iloc[0]
    assert found["effect"] == pytest.approx(want["dy/dx"], rel=1e-6)
    assert found["p_value"] == pytest.approx(want["Pr(>|z|)"], rel=1e-4)
    raw = (LEDGER["deaths"] > 0).groupby(LEDGER["road"]).mean()
    assert found["effect"] == pytest.approx(raw["rural"] - raw["county"]), "one factor: the raw difference"


def test_rate_ratios_are_those_of_statsmodels_widened_by_the_dispersion() -> None:
    found = severity_model(LEDGER, "deaths", ["light", "road"], "poisson")
    want = sm.GLM(LEDGER["deaths"], MATRIX, family=sm.families.Poisson()).fit()
    assert found.effects["ratio"].tolist() == pytest.approx(np.exp(want.params[1:]).tolist(), rel=1e-6)
    assert found.dispersion == pytest.approx(want.pearson_chi2 / want.df_resid)
    wide = sm.GLM(LEDGER["deaths"], MATRIX, family=sm.families.Poisson()).fit(scale=max(found.dispersion, 1.0))
    assert found.effects["upper"].tolist() == pytest.approx(np.exp(wide.conf_int()[1][1:]).tolist(), rel=1e-6)


def test_a_negative_binomial_is_that_of_statsmodels() -> None:
    clustered = LEDGER.assign(deaths=np.random.default_rng(3).poisson(MEAN * np.random.default_rng(4).gamma(1, 1, 900)))
    found = severity_model(clustered, "deaths", ["light", "road"], "negative-binomial")
    want = sm.NegativeBinomial(clustered["deaths"], MATRIX).fit(disp=0)
    assert found.alpha == pytest.approx(want.params["alpha"], rel=1e-3)
    assert found.effects["ratio"].tolist() == pytest.approx(np.exp(want.params.iloc[1:4]).tolist(), rel=1e-3)
    assert severity_model(clustered, "deaths", ["light", "road"], "poisson").overdispersed


@pytest.mark.parametrize("family", ["logistic", "poisson", "negative-binomial"])
def test_a_level_without_any_death_is_separated_and_stays_finite(family: str) -> None:
    frame = LEDGER.assign(deaths=LEDGER["deaths"].where(LEDGER["light"] != "dusk", 0))
    found = severity_model(frame, "deaths", ["light", "road"], family)
    assert found.separated == ("light: dusk",)
    assert found.penalised
    dusk = found.effects.set_index("level").loc["dusk"]
    assert 0 <= dusk["lower"] < dusk["ratio"] < dusk["upper"] < 1
    assert np.isfinite(found.marginal["effect"]).all()


def test_a_reference_without_any_death_is_separated_too() -> None:
    frame = pd.DataFrame({"kind": ["a"] * 30 + ["b"] * 20, "deaths": [0] * 30 + [0, 1] * 10})
    assert severity_model(frame, "deaths", ["kind"]).penalised


def test_sparse_levels_are_pooled_and_told() -> None:
    frame = LEDGER.assign(light=["fog", "fog", "snow", *LEDGER["light"].tolist()[3:]])
    found = severity_model(frame, "deaths", ["light"], least=5)
    assert found.pooled.to_dict("records") == [
        {"factor": "light", "level": "fog", "accidents": 2, "into": "other"},
        {"factor": "light", "level": "snow", "accidents": 1, "into": "other"},
    ]
    assert "other" in found.effects["level"].tolist()


def test_missing_values_are_counted_and_a_constant_factor_is_left_out() -> None:
    frame = LEDGER.assign(county="500233")
    frame.loc[:9, "light"] = None
    found = severity_model(frame, "deaths", ["light", "county"])
    assert (found.missing, found.accidents, found.left_out) == (10, 890, ("county",))


def test_order_of_accidents_does_not_matter() -> None:
    first = severity_model(LEDGER, "deaths", ["light", "road"])
    second = severity_model(LEDGER.sample(frac=1, random_state=2), "deaths", ["light", "road"])
    pd.testing.assert_frame_equal(first.effects, second.effects)
    assert repr(first) == "<SeverityModel logistic, 900 accidents, 3 effects, dispersion 1>"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"family": "logit"}, "family is 'logit', but must be one of logistic, poisson, negative-binomial"),
        ({"outcome": "death"}, "no column 'death' (did you mean 'deaths'?)"),
        ({"factors": ["ligth"]}, "no column 'ligth' (did you mean 'light'?)"),
        ({"factors": []}, "Name at least one factor"),
        ({"frame": LEDGER.assign(deaths=0)}, "none has both known factors and a positive 'deaths'"),
        ({"frame": LEDGER.assign(deaths=-1)}, "deaths must not be negative"),
        ({"frame": LEDGER.assign(deaths=1)}, "Every accident has a positive 'deaths'"),
        ({"frame": LEDGER.assign(light="day"), "factors": ["light"]}, "None of the factors light has two levels"),
        ({"frame": LEDGER.assign(same=LEDGER["road"]), "factors": ["road", "same"]}, "Two factors say the same"),
        ({"frame": LEDGER.assign(light=range(900)), "least": 1}, "has 900 levels: class its values first"),
    ],
)
def test_bad_input_gets_one_sentence(changes: dict[str, object], says: str) -> None:
    given = {"frame": LEDGER, "outcome": "deaths", "factors": ["light", "road"], **changes}
    with pytest.raises(InputError) as caught:
        severity_model(**given)  # type: ignore[arg-type]
    assert says in str(caught.value)
