"""The locks of the extras go with the main one: an environment of two locks has one version of a package.
What a lock must be renewed with belongs to CONTRIBUTING.md."""

from __future__ import annotations

import re

import pytest

from orchestration.core.paths import PROJECT


def pins(name: str) -> dict[str, str]:
    text = (PROJECT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("extra", ["requirements-spark.lock", "requirements-lago.lock", "requirements-reparto.lock"])
def test_what_two_locks_name_has_one_version(extra: str) -> None:
    main, other = pins("requirements.lock"), pins(extra)
    assert len(main) > 100 and other
    assert {name: version for name, version in other.items() if main.get(name, version) != version} == {}
    assert pins("requirements-lago.lock")["duckdb-extension-ducklake"] == main["duckdb"]
