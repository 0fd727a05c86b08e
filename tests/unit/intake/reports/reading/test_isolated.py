"""The reading process bounds its own memory as far as the system lets it. What it reads is tested with the reports."""

from __future__ import annotations

import resource
from types import SimpleNamespace

import pytest

from orchestration.intake.reports.reading import isolated

UNLIMITED = resource.RLIM_INFINITY


@pytest.mark.parametrize(("hard", "expected"), [(UNLIMITED, 2000), (5000, 2000), (1000, 1000)])
def test_a_lower_limit_of_the_system_stays(hard: int, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, tuple[int, int]] = {}
    limits = SimpleNamespace(
        RLIMIT_AS="AS", RLIMIT_CORE="CORE", RLIM_INFINITY=UNLIMITED,
        getrlimit=lambda kind: (hard, hard), setrlimit=asked.__setitem__,
    )  # fmt: skip
    monkeypatch.setattr(isolated, "resource", limits)
    isolated._bound(2000)
    assert asked == {"AS": (expected, expected), "CORE": (0, 0)}


def test_a_system_that_refuses_a_bound_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(kind: int, bounds: tuple[int, int]) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(isolated.resource, "setrlimit", refuse)
    isolated._bound(2000)
