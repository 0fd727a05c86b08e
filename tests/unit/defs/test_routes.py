"""The routes as assets: a server that is away is asked again, for it may be back; nothing else is tried twice."""

from __future__ import annotations

import dagster as dg
import pytest

from orchestration.closing.routes import RouteRefused
from orchestration.core.paths import Home
from orchestration.defs import routes
from orchestration.defs.definitions import defs
from orchestration.defs.home import NAME, HomeResource
from orchestration.gates.loads import GateOutcome
from orchestration.outputs.routes.address import ServerTrouble


@pytest.mark.parametrize(
    ("trouble", "tries"),
    [
        (ServerTrouble("El servidor no responde."), 1 + routes.RETRIES),
        (RouteRefused("postgres", GateOutcome("rutas_postgres", ())), 1),
        (OSError(28, "No space left on device"), 1),
        (ValueError("otra cosa"), 1),
    ],
    ids=["away", "not equal", "full", "unforeseen"],
)
def test_only_a_server_that_is_away_is_asked_again(
    home: Home, monkeypatch: pytest.MonkeyPatch, trouble: Exception, tries: int
) -> None:
    asked: list[Home] = []

    def publish(home: Home) -> None:
        asked.append(home)
        raise trouble

    monkeypatch.setattr(routes, "RETRY_SECONDS", 0)
    route = routes._route("postgres", {"postgres"}, "Una ruta.", publish)
    assert not dg.materialize([route], resources={NAME: HomeResource()}, raise_on_error=False).success
    assert len(asked) == tries


def test_a_route_that_is_off_is_observed_and_makes_nothing(home: Home) -> None:
    """A backfill takes what was asked for and left no event for failed."""
    with dg.DagsterInstance.ephemeral() as instance:
        assert dg.materialize([routes.postgres], instance=instance, resources={NAME: HomeResource()}).success
        [told] = instance.fetch_observations(dg.AssetKey("postgres"), limit=9).records
        assert told.asset_observation is not None and told.asset_observation.description == routes.OFF
        assert instance.get_latest_materialization_event(dg.AssetKey("postgres")) is None


def test_no_step_is_tried_again_by_a_policy() -> None:
    ops = {
        asset.op.name: asset.op.retry_policy for asset in defs.assets or () if isinstance(asset, dg.AssetsDefinition)
    }
    assert "publicacion" in ops and not [name for name, policy in ops.items() if policy]
