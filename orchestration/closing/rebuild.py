"""Builds the publication anew as of a moment of reception, behind the same gates, beside what readers see.
What raw held then belongs to `intake/as_of.py`; the steps are those of any close (`closing/steps.py`)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from orchestration.closing import steps
from orchestration.closing.steps import PublicationStep
from orchestration.core.errors import Failure, Misuse
from orchestration.core.locks import lock
from orchestration.core.paths import Home
from orchestration.core.whole_files import move_whole
from orchestration.intake.as_of import copy_as_of
from orchestration.publication.editions import numbered, rebuilt_folder
from orchestration.publication.manifest import Manifest
from orchestration.publication.stamp import stamp
from orchestration.warehouse.connection import exclusive


class NothingReceived(Misuse):
    """No report that counts had been received by that moment."""


class BuildFailed(Failure):
    """dbt could not build a step, or one of its tests failed; the message names the nodes."""


@dataclass(frozen=True)
class Rebuilt:
    """The folder written and its manifest; `seen` are the kept versions with the same content."""

    folder: Path
    manifest: Manifest
    seen: tuple[Manifest, ...]


def rebuild(home: Home, moment: datetime) -> Rebuilt:
    """Publishes under `publicado/al/` what had been received by `moment` (naive, America/Lima); once more replaces it.

    A close waits only while raw is copied; the current publication is never touched.

    Raises:
        NothingReceived: there is nothing to publish.
        BuildFailed: dbt failed on what had been received by then.
        GateClosed: a gate did not pass.
    """
    with scratch_home(home) as scratch:
        with exclusive(home):
            received = copy_as_of(home, scratch, moment)
        if received == 0:
            raise NothingReceived(f"hasta el {moment:%d/%m/%Y %H:%M} no se había recibido ningún reporte que cuente.")
        steps.judge(scratch, "raw")  # not received anew: nobody is owed a receipt by a rebuild
        made = build_and_publish(scratch).manifest
        seen = tuple(kept.manifest for kept in numbered(home) if kept.manifest.huella == made.huella)
        aside = scratch.published / "versiones" / made.name
        version = seen[0].version if seen else 0
        manifest = stamp(aside, replace(made, version=version, al=moment.isoformat(timespec="seconds")))
        folder = _keep(aside, manifest, rebuilt_folder(home, moment))
    return Rebuilt(folder, manifest, seen)


def build_and_publish(home: Home) -> PublicationStep:
    """Every step of a close after the raw gate, in its order, without Dagster: build, judge, publish.

    Raises:
        BuildFailed: dbt failed in a step.
        GateClosed: a gate did not pass.
    """
    for step in steps.SELECTORS:
        built = steps.build(home, step)
        if built.failed:
            raise BuildFailed(f"dbt falló en '{step}': {', '.join(node.name for node in built.failed)}.")
        steps.judge(home, step)
    return steps.publish(home)


@contextmanager
def scratch_home(home: Home) -> Iterator[Home]:
    """A home of its own for one rebuild: it holds raw, so nobody else may enter it, and a killed one is cleared.

    One rebuild goes at a time: another waits here, and not at the warehouse.
    """
    root = home.root / ".reconstruccion"
    with home.create().lock.with_name("reconstruccion.lock").open("w") as alone:
        lock(alone)
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(mode=0o700)
        try:
            yield Home(root).create()
        finally:
            shutil.rmtree(root, ignore_errors=True)


def _keep(made: Path, manifest: Manifest, target: Path) -> Path:
    manifest.write(made / "manifiesto.json")
    shutil.rmtree(target, ignore_errors=True)
    move_whole(made, target, durable=False)
    return target
