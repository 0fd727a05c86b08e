"""A cell as a container gives it, and the questions that are asked of it before any rule.
What a cell should hold belongs to `judging/normalize`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta | None
