"""Turns a question (metric, grain, grouping, filter) into the one mart and the rows that can answer it, or refuses it.
What the answer's SQL looks like belongs to `compiling.py`; whether a filter's values exist, to `querying.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from orchestration.core.errors import Misuse
from orchestration.publication.metrics.definitions import Dimension, MartModel, Metric, reachable

GRAINS = ("mes", "acumulado", "anio")
TIME = ("anio", "mes", "periodo")


class MetricError(Misuse):
    """The question cannot be answered as asked; the message says in Spanish why, and what can be asked."""


class NoSuchMonth(MetricError):
    """The mart that answers has no figures of a year or month asked for."""


@dataclass(frozen=True)
class Plan:
    """How a question is answered: which mart, which of its rows, which measures.

    `parts` are the SQL of the figure, or of numerator and denominator, by the name under which each is shown.
    `summed_to_date` says that the figures from January on are added up from the months.
    """

    metric: Metric
    grain: str
    by: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]
    model: MartModel
    catalogues: tuple[MartModel, ...]
    dimensions: Mapping[str, Dimension]
    parts: Mapping[str, str]
    summed_to_date: bool


def plan(
    metrics: Mapping[str, Metric], name: str, grain: str, by: Sequence[str], where: Mapping[str, tuple[str, ...]]
) -> Plan:
    """The plan of a question. `where` holds the values of each dimension as text; those of time come apart.

    Raises:
        MetricError: no such metric, grain or dimension, or a figure that would have to be added up wrongly.
    """
    metric = known(metrics, name)
    if grain not in metric.grains:
        raise MetricError(_no_such_grain(metric, grain))
    asked = tuple(dict.fromkeys([*by, *where]))
    _check_names(metric, asked)
    face, model, parts = _answering(metrics, metric, grain, asked)
    dimensions = reachable(model, _models(metrics, metric))
    _Question(metric, model, dimensions, tuple(by), where).check_sums()
    return Plan(
        metric=metric,
        grain=grain,
        by=tuple(by),
        where=dict(where),
        model=model,
        catalogues=tuple(m for m in _models(metrics, metric) if m.primary in model.keys),
        dimensions=dimensions,
        parts=parts,
        summed_to_date=face == "mes" and grain != "mes",
    )


def known(metrics: Mapping[str, Metric], name: str) -> Metric:
    """The metric called `name`.

    Raises:
        MetricError: there is none; the message names those near it.
    """
    if name not in metrics:
        listed = ", ".join(n for n, metric in metrics.items() if not metric.auxiliary)
        raise MetricError(
            f"No hay una métrica '{name}'.{near(name, metrics)} Las métricas son: {listed}. "
            "Si es nueva, estará en lo que publique el próximo cierre."
        )
    return metrics[name]


def near(word: str, words: Sequence[str] | Mapping[str, object]) -> str:
    """A question that offers the words most like `word`; empty when none is."""
    found = get_close_matches(word, list(words), n=3, cutoff=0.6)
    return f" ¿Quiso decir {' o '.join(f'`{w}`' for w in found)}?" if found else ""


@dataclass(frozen=True)
class _Question:
    """One question on the mart that answers it: what must hold for its figures not to be added up wrongly."""

    metric: Metric
    model: MartModel
    dimensions: Mapping[str, Dimension]
    by: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]

    def check_sums(self) -> None:
        """A mart that counts by a key is asked for one member of it, or for each.

        Raises:
            MetricError: the figures of several members would have to be added up, and they do not add up.
        """
        for key in self.metric.not_summed_over:
            if key in self.model.keys and not self._singles_out(key):
                raise MetricError(self._refusal(key))

    def _singles_out(self, key: str) -> bool:
        """Each figure asked for is of one member of the key."""
        names = {key} | {name for name, d in self.dimensions.items() if d.key == key and d.names}
        return any(n in self.by for n in names) or any(len(self.where.get(n, ())) == 1 for n in names)

    def _refusal(self, key: str) -> str:
        counted_apart = any(model.measures and key not in model.keys for model in self.metric.models)
        whole = " o no pida ninguno, y se dará el de toda la red" if counted_apart else ""
        return (
            f"`{self.metric.name}` ({self.metric.label.lower()}) no se suma entre valores de `{key}`, y así pedida "
            f"habría que sumarla. Agrupe (`--por {key}`), elija uno solo (`--donde {key}=…`){whole}. "
            f"{self.metric.reading}"
        )


def _check_names(metric: Metric, asked: Sequence[str]) -> None:
    for name in asked:
        if name in TIME:
            raise MetricError(
                "El tiempo no es una agrupación: pida `--grano mes`, `--grano acumulado` o `--grano anio`."
            )
        if name not in metric.dimensions:
            raise MetricError(
                f"`{metric.name}` no se puede agrupar ni filtrar por '{name}'.{near(name, metric.dimensions)} "
                f"Se puede por: {', '.join(metric.dimensions)}; y filtrar por anio, mes y periodo."
            )


def _no_such_grain(metric: Metric, grain: str) -> str:
    if grain not in GRAINS:
        return f"No hay un grano '{grain}'.{near(grain, GRAINS)} Los granos son: {', '.join(GRAINS)}."
    had = ", ".join(f"`--grano {known}`" for known in metric.grains)
    return f"`{metric.name}` no existe con grano `{grain}`; se da con: {had}. {metric.reading}"


def _answering(
    metrics: Mapping[str, Metric], metric: Metric, grain: str, asked: Sequence[str]
) -> tuple[str, MartModel, dict[str, str]]:
    """The measures' face (`mes` or `acumulado`), the first mart that holds all asked, and the SQL of each part."""
    named = [n for n in (metric.numerator, metric.denominator) if n] or [metric.name]
    main = metrics[named[0]]
    for face in _faces(metric, main, grain):
        for model in (m for measure in main.measures[face] for m in main.models if measure in m.measures):
            if set(asked) <= set(reachable(model, main.models)):
                parts = {n: _measure(metrics[n], face, model) for n in named}
                return face, model, parts
    raise MetricError(
        f"Ninguna tabla publicada guarda `{metric.name}` por {' y '.join(f'`{n}`' for n in asked)} a la vez. "
        "Pídala por menos dimensiones."
    )


def _faces(metric: Metric, main: Metric, grain: str) -> list[str]:
    """The measures that may answer, the best first: what is had to date before what is added up from months."""
    if grain == "mes":
        return ["mes"]
    added_up = ["mes"] if "periodo" not in metric.not_summed_over else []
    return [face for face in ("acumulado", *added_up) if face in main.measures]


def _measure(metric: Metric, face: str, model: MartModel) -> str:
    return next(model.measures[name] for name in metric.measures[face] if name in model.measures)


def _models(metrics: Mapping[str, Metric], metric: Metric) -> tuple[MartModel, ...]:
    return metrics[metric.numerator or metric.name].models
