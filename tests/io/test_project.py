"""A project file is checked key by key before anything is read."""

from __future__ import annotations

import datetime as dt

import pytest

from landuse.errors import PolicyError, SourceError
from landuse.io.project import load_project

HEAD = '[project]\nname = "示例"\npolicy = "puyang"\nas_of = 2022-09-30\n'
SOURCE = '[[source]]\nkind = "taxes"\npath = "t.csv"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "t.csv").write_text("parcel_id,tax_yuan\nP1,5\n")

    def write(text):
        (tmp_path / "landuse.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_project_by_folder_or_file(folder):
    path = folder(HEAD + SOURCE + 'role = "old"\nepsg = 4526\n')
    project = load_project(path)
    assert project.name == "示例"
    assert project.as_of == dt.date(2022, 9, 30)
    assert project.load_policy().id == "puyang"
    (source,) = project.of_kind("taxes")
    assert (source.name, source.role, source.epsg) == ("t.csv", "old", 4526)
    assert project.of_kind("taxes", "new") == ()
    assert load_project(path / "landuse.toml").sources == project.sources


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[projekt]\n", r"landuse.toml: projekt: unknown key.*did you mean 'project'"),
        (HEAD + "as_off = 1\n" + SOURCE, r"project.as_off: .*'as_of'"),
        (HEAD + SOURCE + "sheets = 1\n", r"source\[1\].sheets: .*'sheet'"),
        (HEAD + SOURCE.replace("taxes", "tax"), r"source\[1\].kind: 'tax'.*'taxes'"),
        (HEAD + SOURCE + 'epsg = "4526"\n', r"source\[1\].epsg: must be of type int"),
        (HEAD + SOURCE + 'repair = "buffer"\n', r"source\[1\].repair: 'buffer'"),
        (HEAD + '[[source]]\nkind = "taxes"\n', r"source\[1\].path: is missing"),
        (HEAD, "source: names no source"),
        ("[project]\n" + SOURCE, r"project.policy: is missing"),
        (HEAD.replace("2022-09-30", '"soon"') + SOURCE, r"project.as_of: 'soon'"),
        (HEAD + SOURCE + 'profile = "x"\n', "no such profile"),
        ("[project\n", "is not a project file in TOML"),
    ],
)
def test_a_faulty_project_is_refused_with_its_key(folder, text, message):
    with pytest.raises(PolicyError, match=message):
        load_project(folder(text))


def test_a_missing_file_is_named(folder):
    path = folder(HEAD + SOURCE.replace("t.csv", "u.csv"))
    with pytest.raises(
        SourceError, match=r"u.csv: no such file \(named by source\[1\]"
    ):
        load_project(path)


def test_a_folder_without_a_project(tmp_path):
    with pytest.raises(SourceError, match=r"a project is a folder with landuse.toml"):
        load_project(tmp_path)
