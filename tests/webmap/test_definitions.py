"""Map definitions: the shipped ones, and what is said about wrong ones."""

from __future__ import annotations

import copy

import pytest

from landuse.errors import PolicyError
from landuse.vocabulary import has_label
from landuse.webmap.definitions import definition_names, load_definition

MAPS = (
    "overview",
    "plan_revision",
    "quality",
    "revitalization",
    "standard_land",
    "status",
    "tax_density",
)

GOOD = {
    "id": "x",
    "title": {"zh": "图", "en": "map"},
    "layers": [
        {
            "frame": "parcels",
            "title": {"zh": "宗地", "en": "parcels"},
            "theme": {
                "column": "category",
                "classes": [
                    {"values": ["idle"], "color": "#d55e00"},
                    {
                        "rest": True,
                        "color": "#888888",
                        "label": {"zh": "其他", "en": "other"},
                    },
                ],
            },
        }
    ],
}


def changed(path, value):
    """The good definition with one entry set; a path of keys and numbers."""
    whole = copy.deepcopy(GOOD)
    place = whole
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return whole


def test_the_shipped_maps_load():
    assert definition_names() == MAPS
    for name in MAPS:
        assert load_definition(name).id == name


def test_a_former_name_still_finds_its_map(tmp_path, monkeypatch):
    assert load_definition("lifecycle").id == "standard_land"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PolicyError, match="no such map definition"):
        load_definition("lifecycles")


@pytest.mark.parametrize("name", MAPS)
def test_every_column_of_a_shipped_map_has_a_label(name):
    for layer in load_definition(name).layers:
        for column in (*layer.popup, *layer.tooltip, *layer.search):
            assert has_label("field", column), column


THEME = ("layers", 0, "theme")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("titel",), "x", r"titel: unknown key \(did you mean 'title'\?\)"),
        (("title",), None, "title: is missing"),
        (("title",), {"zh": "图"}, "title: needs a text for each of zh, en"),
        (("layers",), [], "layers: must be a list of tables"),
        (("layers", 0, "shape"), "blob", r"layers\[1\].shape: 'blob' is not one of"),
        (("layers", 0, "popup"), "x", r"layers\[1\].popup: has the wrong type"),
        (("layers", 0, "popup"), [1], r"layers\[1\].popup: must be a list of texts"),
        (("layers", 0, "show"), 1, r"layers\[1\].show: has the wrong type"),
        (("layers", 0, "style"), {"color": "#000000"}, "either a theme or one style"),
        ((*THEME, "classes", 0, "color"), "red", "not a colour of the form"),
        ((*THEME, "classes", 0, "patern"), "x", "did you mean 'pattern'"),
        ((*THEME, "classes", 1, "rest"), False, "exactly one class must have rest"),
    ],
    ids=str,
)
def test_a_wrong_key_is_named_with_its_place(path, value, message):
    with pytest.raises(PolicyError, match=message):
        load_definition(changed(path, value))


def test_an_unknown_name_lists_the_shipped_ones():
    with pytest.raises(PolicyError, match="shipped are overview, plan_revision"):
        load_definition("statuss")


def test_a_file_of_ones_own_is_read_and_named_in_errors(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('id = "own"\nnotes = 1\n', encoding="utf-8")
    with pytest.raises(PolicyError, match=r"own.toml: notes: unknown key"):
        load_definition(path)
    path.write_text("id = ", encoding="utf-8")
    with pytest.raises(PolicyError, match="cannot be read as a map definition"):
        load_definition(path)
