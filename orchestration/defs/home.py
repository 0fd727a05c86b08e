"""The folder of data as a resource, and what a run that takes it says of itself.
Where things lie in the folder belongs to `core/paths.py`."""

# No `from __future__ import annotations` here: Dagster reads these annotations as they stand.
from dataclasses import replace
from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.core.paths import Home
from orchestration.defs.orphans import own_tags
from orchestration.defs.private import give_origin

# The resource's name, and the parameter that every asset and trigger takes it by.
NAME = "casa"
# The code location's, as `workspace.yaml` and the web server call it.
LOCATION = "red_cite"


class HomeResource(dg.ConfigurableResource):
    """The folder of data that a run or a tick works on."""

    carpeta: str = Field(
        default="", description="Carpeta de datos; si falta, RED_CITE_HOME y si no, data/ del proyecto."
    )

    @property
    def home(self) -> Home:
        home = Home.current()
        return replace(home, root=Path(self.carpeta)) if self.carpeta else home

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Marks the run as this process's, and as one of the location's jobs: else the timeline leaves it out."""
        if context.run is not None and context.instance is not None:
            context.instance.add_run_tags(context.run.run_id, own_tags())
            give_origin(context.instance, context.run.run_id, LOCATION)
