"""Editions: what was in force on a day, of documents, values and rules."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from landuse.analysis.flags import flag
from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.testing import make_parcels

HEAD = '[policy]\nid = "p"\ntitle = "试"\n'
CHILD = '[policy]\nid = "c"\ntitle = "市"\nextends = "p.toml"\n'
VALUE = '[[value]]\nkey = "a.b"\nvalue = 1\nbasis = "某法"\nconfidence = "S"\n'
RULE = (
    '[[rule]]\nid = "r"\ncategory = "idle"\nsubject = "parcel"\n'
    'condition = "works_suspended"\nbasis = "b"\nconfidence = "S"\ntitle = "旧"\n'
)
OLD, NEW = "effective_to = 2020-12-31\n", "effective_from = 2021-01-01\n"
BOTH = VALUE + OLD + VALUE.replace("= 1", "= 2") + NEW
DOCUMENT = (
    '[document.o53]\ntitle = "办法"\nnumber = "令第53号"\nseen = "part"\n'
    '[[value]]\nkey = "a.b"\nvalue = 1\ndocument = "o53"\narticle = "第二条"\n'
    'confidence = "S"\n'
)


def at(path):
    """The line that an error names, after the file."""
    return rf"p\.toml:{path}: "


def test_a_basis_is_made_of_document_article_and_wording(written):
    policy = load_policy(written(HEAD + DOCUMENT + 'wording = "满一年"\n'))
    entry = policy.entry("a.b")
    assert entry.basis == "办法（令第53号）第二条：满一年"
    assert policy.documents["o53"].number == "令第53号"
    assert (entry.document, entry.article) == ("o53", "第二条")
    assert (entry.layer, entry.line) == ("p", 9)


def test_a_written_basis_stands(written):
    policy = load_policy(written(HEAD + DOCUMENT + 'basis = "另有说明"\n'))
    assert policy.entry("a.b").basis == "另有说明"


def test_a_document_of_a_lower_layer_can_be_cited(written):
    written(HEAD + DOCUMENT)
    cited = CHILD + VALUE.replace("a.b", "c.d") + 'document = "o53"\n'
    policy = load_policy(written(cited, "c.toml"))
    assert policy.entry("c.d").document == "o53"
    assert policy.entry("c.d").layer == "c"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[polcy]\n", 4, "unknown key 'polcy'; did you mean 'policy'"),
        ("[region]\nboxx = 1\n", 5, "region: unknown key 'boxx'; did you mean 'box'"),
        ("[region]\nzones = 1\n", 5, "region: zones must be lists of names"),
        ("[region]\nzones = ['a']\n", 5, "region: zones must be lists of names"),
        ("[region]\nworking_epsg = true\n", 5, "working_epsg must be a number"),
        ("[region]\nbox = [1, 2]\n", 5, "box must be"),
        ("[value]\nkey = 1\n", 4, r"value: write it as \[\[value\]\]"),
        ("[[document]]\nid = 1\n", 4, r"write it as \[document\.name\]"),
        (VALUE + "colour = 1\n", 9, "a.b: unknown key 'colour'"),
        (VALUE.replace("basis", "bassis"), 7, "did you mean 'basis'"),
        (VALUE.replace('basis = "某法"\n', ""), 5, "a.b: basis is missing"),
        (VALUE + 'operator = "=>"\n', 9, "operator '=>' is not one of"),
        (VALUE.replace('"S"', '"K"'), 8, 'only needs legal_review = "required"'),
        (VALUE + 'effective_from = "2021-01-01"\n', 9, "without quotation marks"),
        (VALUE + "effective_from = 2021-01-01T00:00:00\n", 9, "must be a date"),
        (VALUE + NEW + OLD, 10, "effective_to 2020-12-31 is before 2021-01-01"),
        (VALUE + 'configured = "no"\n', 9, "configured must be true or false"),
        (VALUE + 'document = "o35"\n', 9, "document 'o35' is in no layer"),
        (VALUE + 'article = "第二条"\n', 9, "of which document"),
        (DOCUMENT.replace("part", "all"), 7, "o53: seen 'all' is not one of full"),
        (DOCUMENT.replace('"o53"', '"o35"'), 11, "did you mean 'o53'"),
        (VALUE + VALUE, 10, r"periods overlap \(.. to ..\) with line 5"),
        (BOTH + VALUE + "effective_from = 2022-01-01\n", 17, "with line 11"),
        (RULE + RULE, 13, r"r: periods overlap"),
        (RULE + OLD + RULE + "effective_from = 2020-12-31\n", 14, "with line 5"),
        (RULE + 'needs = ["c.d"]\n', 5, r"r: needs 'c\.d', which no layer names"),
        (RULE + 'needs = "c.d"\n', 12, "needs must be a list of keys"),
        (RULE + "needs = [1]\n", 12, "needs must be a list of keys"),
        (
            RULE + 'needs = ["a.b"]\n' + VALUE + NEW,
            5,
            r"r: is in force \.\. to 2020-12-31, but 'a\.b', which it needs, is not",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(written, text, line, message):
    with pytest.raises(PolicyError, match=at(line) + ".*" + message) as caught:
        load_policy(written(HEAD + text))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("below", "above"),
    [(BOTH, VALUE + NEW), (VALUE, VALUE + NEW), (RULE + OLD + RULE + NEW, RULE + NEW)],
)
def test_a_layer_that_replaces_only_some_periods_is_an_error(written, below, above):
    written(HEAD + below)
    message = r"c\.toml:6: .*layer 'p', which also has \.\. to 2020-12-31; repeat"
    with pytest.raises(PolicyError, match=message):
        load_policy(written(CHILD + above, "c.toml"))


@pytest.mark.parametrize(
    ("below", "above", "message"),
    [
        ("1", '"1/3"', None),
        ('"0.25"', "0.3", None),
        ("1", "[1]", "value is a list, where layer 'p' has a number"),
        ("2012-07-01", "1", "value is a number, where layer 'p' has a date"),
        ('"a"', "1", "value is a number, where layer 'p' has text"),
        ("true", "1", "value is a number, where layer 'p' has true or false"),
        ('1\nunit = "m2"', '1\nunit = "mu"', "unit 'mu' is not 'm2' as in layer 'p'"),
    ],
)
def test_a_layer_keeps_kind_and_unit_of_a_value(written, below, above, message):
    written(HEAD + VALUE.replace("value = 1", f"value = {below}"))
    path = written(CHILD + VALUE.replace("value = 1", f"value = {above}"), "c.toml")
    if message is None:
        assert load_policy(path).entry("a.b").layer == "c"
    else:
        with pytest.raises(PolicyError, match=r"c\.toml:6: a\.b: " + message):
            load_policy(path)


def test_a_layer_that_fills_in_a_number_need_not_say_how_it_is_compared(written):
    how = 'unit = "mu"\noperator = "<"\nmeasure = "grade"\nby = "contract_date"\n'
    written(HEAD + VALUE.replace("value = 1", "configured = false") + how)
    entry = load_policy(written(CHILD + VALUE, "c.toml")).entry("a.b")
    assert (entry.value, entry.unit, entry.operator) == (1, "mu", "<")
    assert (entry.measure, entry.by, entry.years) == ("grade", "contract_date", None)


@pytest.mark.parametrize(
    ("condition", "refused"), [("not_started", True), ("any_of", False)]
)
def test_an_operator_that_no_condition_would_follow_is_refused(
    written, condition, refused
):
    rule = RULE.replace("works_suspended", condition) + 'needs = ["a.b"]\n'
    written(HEAD + VALUE + 'operator = "<"\n' + rule)
    path = written(CHILD + VALUE + 'operator = "<="\n', "c.toml")
    if not refused:
        assert load_policy(path).entry("a.b").operator == "<="
        return
    message = r"c\.toml:6: a\.b: operator '<=': rule 'r' compares with '<'"
    with pytest.raises(PolicyError, match=message):
        load_policy(path)


def test_a_layer_that_says_how_it_is_compared_is_followed(written):
    written(HEAD + VALUE + 'operator = ">="\n')
    path = written(CHILD + VALUE + 'operator = ">"\n', "c.toml")
    assert load_policy(path).entry("a.b").operator == ">"


@pytest.mark.parametrize(
    ("contract", "share"),
    [("2008-01-30", None), ("2023-05-10", 0.3), ("2023-05-11", 0.4)],
)
def test_control_indicators_are_those_of_the_contract_date(contract, share):
    dates = pd.Series(pd.to_datetime([contract]))
    found = load_policy("national").values_by_date("control.building_coverage", dates)
    assert found.isna()[0] if share is None else found[0] == share


def test_a_layer_that_replaces_all_periods_stands(written):
    written(HEAD + BOTH)
    policy = load_policy(written(CHILD + VALUE, "c.toml"))
    assert [value.layer for value in policy.values["a.b"]] == ["c"]


def test_a_layer_may_not_extend_itself_by_another_way(written, tmp_path):
    name = f"../{tmp_path.name}/p.toml"
    path = written(HEAD + f'extends = "{name}"\n')
    with pytest.raises(PolicyError, match=at(4) + "extends: extends itself"):
        load_policy(path)


def test_a_parent_that_is_not_there_is_named_with_its_line(written):
    path = written(HEAD + 'extends = "nationl"\n')
    with pytest.raises(PolicyError, match=at(4) + "extends: .*did you mean 'national'"):
        load_policy(path)


def test_an_edition_of_a_rule_is_that_of_its_day(written):
    rules = RULE + OLD + RULE.replace("旧", "新") + NEW
    policy = load_policy(written(HEAD + rules))
    assert [rule.title for rule in policy.editions("r")] == ["旧", "新"]
    assert [r.title for r in policy.rules_on(date(2020, 12, 31))] == ["旧"]
    assert [r.title for r in policy.rules_on(date(2021, 1, 1))] == ["新"]


@pytest.mark.parametrize(("as_of", "found"), [("2012-06-30", 0), ("2012-07-01", 1)])
def test_a_past_date_is_judged_by_the_rules_then_in_force(as_of, found):
    """Order 53 came into force on 2012-07-01; the start was due years before."""
    parcels = make_parcels(due_start_date="2009-01-01", supply_date="2008-01-01")
    findings = flag(parcels, load_policy("national"), as_of)
    assert (findings["rule"] == "idle-not-started").sum() == found


def test_values_are_those_of_each_contract_date(written):
    policy = load_policy(written(HEAD + BOTH))
    days = pd.to_datetime(["2020-12-31", "2021-01-01", None, "1999-01-01"])
    found = policy.values_by_date("a.b", pd.Series(days, index=list("wxyz")))
    assert found.index.tolist() == list("wxyz")
    assert found.name == "a.b"
    np.testing.assert_array_equal(found, [1.0, 2.0, np.nan, 1.0])


def test_a_day_on_which_no_edition_is_in_force_has_no_value(written):
    opened = VALUE.replace("value = 1", "configured = false") + OLD
    later = VALUE.replace("= 1", '= "1/3"') + "effective_from = 2022-01-01\n"
    policy = load_policy(written(HEAD + opened + later))
    days = pd.Series(pd.to_datetime(["2020-06-30", "2021-06-30", "2022-01-01"]))
    found = policy.values_by_date("a.b", days)
    assert found.isna().tolist() == [True, True, False]
    assert found[2] == "1/3"
    with pytest.raises(PolicyError, match=r"x\.y: no such value"):
        policy.values_by_date("x.y", days)


def test_where_an_entry_stands_does_not_change_the_hash(written):
    one = load_policy(written(HEAD + VALUE))
    two = load_policy(written(HEAD + "\n# words\n" + VALUE, "q.toml"))
    assert one.hash == two.hash
    assert one.entry("a.b").line != two.entry("a.b").line
