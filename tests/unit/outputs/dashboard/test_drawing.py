"""What every dashboard has in common is made once, and made again when its sources change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.outputs.dashboard import drawing as module
from orchestration.outputs.dashboard.drawing import Drawing, drawing, script_json


def test_text_cannot_close_the_script_that_holds_it() -> None:
    hostile = {"nombre": "</script><script>alert(1)</script><!--"}
    assert "<" not in script_json(hostile)
    assert json.loads(script_json(hostile)) == hostile


def test_what_was_drawn_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(module, "_draw", lambda: made.append(1) or Drawing("biblioteca", "{}"))
    assert drawing(tmp_path / "cache") == drawing(tmp_path / "cache") == Drawing("biblioteca", "{}")
    assert len(made) == 1


def test_another_state_of_the_sources_draws_anew_and_leaves_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_draw", lambda: Drawing(module.drawing_key(), "{}"))
    for key in ("una", "otra"):
        monkeypatch.setattr(module, "drawing_key", lambda key=key: key)
        assert drawing(tmp_path).library == key
    assert [file.name for file in tmp_path.iterdir()] == ["tablero-otra.json"]
