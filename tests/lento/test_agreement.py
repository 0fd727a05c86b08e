"""Great Expectations and the direct evaluation agree over hundreds of frames and reports."""

from __future__ import annotations

from typing import Any

import pytest
from agreement import LINES, MONTHS, agree_on_every_type, agree_on_the_reports_suites
from hypothesis import HealthCheck, given, settings

MANY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
pytestmark = [pytest.mark.lento, pytest.mark.timeout(1800)]


@MANY
@given(LINES)
def test_on_every_type(lines: list[dict[str, Any]]) -> None:
    agree_on_every_type(lines)


@MANY
@given(MONTHS)
def test_on_the_reports_suites(months: list[list[dict[str, Any]]]) -> None:
    agree_on_the_reports_suites(months)
