"""Policies written for a test."""

import pytest


@pytest.fixture
def written(tmp_path):
    """Write a policy file and give its path."""

    def write(text, name="p.toml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write
