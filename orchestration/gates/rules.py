"""What a rule of a rule file says, checked and turned into an expectation of Great Expectations.
The files are found and read in `suites`; judging by them belongs to `evaluate` and `validation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.gates.findings import Expectation

# What a broken rule does, and its severity in Great Expectations' words: only `critical` closes a gate.
EFFECTS = {"observa": "warning", "rechaza": "critical", "cierra": "critical", "advierte": "warning"}
STATED = ("codigo", "titulo", "promesa", "exige", "efecto", "mensaje", "razon")
OPTIONAL = ("columna", "sugerir", "calculado_en")
Limits = Mapping[str, float]
Asked = tuple[str, dict[str, Any]]

_FLAGS = {
    "no_nulo": "expect_column_values_to_not_be_null",
    "nulo": "expect_column_values_to_be_null",
    "unico": "expect_column_values_to_be_unique",
}
_LISTS = {
    "uno_de": "expect_column_values_to_be_in_set",
    "ninguno_de": "expect_column_values_to_not_be_in_set",
    "contiene": "expect_column_distinct_values_to_contain_set",
}
_EQUAL = "expect_column_pair_values_to_be_equal"
_GREATER = "expect_column_pair_values_a_to_be_greater_than_b"
_ONE_MISSING, _BOTH_MISSING = "either_value_is_missing", "both_values_are_missing"
_PAIRS: dict[str, tuple[str, dict[str, Any]]] = {
    "igual_a": (_EQUAL, {"ignore_row_if": _BOTH_MISSING}),
    "coincide_con": (_EQUAL, {"ignore_row_if": _ONE_MISSING}),
    "no_menor_que": (_GREATER, {"or_equal": True, "ignore_row_if": _ONE_MISSING}),
}
_BOUNDS = {"minimo": "min_value", "maximo": "max_value"}
TABLE = "*"
WORDS = (*_FLAGS, *_BOUNDS, *_LISTS, "forma", *_PAIRS)


def expectation(stated: Mapping[str, Any], limits: Limits) -> Expectation:
    """The expectation that a rule states; its `meta` holds all the rule's words but what it asks.

    Raises:
        ValueError: a field is missing or unknown, or what the rule asks is not among `WORDS`.
    """
    missing = [name for name in STATED if not stated.get(name)]
    unknown = [name for name in stated if name not in (*STATED, *OPTIONAL)]
    if missing or unknown:
        told = [f"falta {', '.join(missing)}"] * bool(missing) + [f"sobra {', '.join(map(str, unknown))}"] * bool(
            unknown
        )
        raise ValueError(" y ".join(told))
    if stated["efecto"] not in EFFECTS:
        raise ValueError(f"el efecto «{stated['efecto']}» no existe; use {', '.join(EFFECTS)}")
    kind, kwargs = _asked(stated["exige"], limits)
    words = {name: value for name, value in stated.items() if name != "exige"}
    meta = {"columna": "", **words, "promesa": _with_limits(str(stated["promesa"]), limits)}
    return Expectation(kind, kwargs, EFFECTS[stated["efecto"]], meta)


def _asked(stated: object, limits: Limits) -> Asked:
    """Expectation type and arguments of `{column: what is asked of it}`."""
    if not (isinstance(stated, Mapping) and len(stated) == 1):
        raise ValueError("«exige» nombra una columna y lo que se le pide, por ejemplo {cantidad: {minimo: 1}}")
    [(column, asked)] = stated.items()
    words = {asked: True} if isinstance(asked, str) else asked
    if not isinstance(words, Mapping) or not words or set(words) - set(WORDS):
        raise ValueError(f"lo que se exige de «{column}» no se entiende; use {', '.join(WORDS)}")
    if set(words) <= set(_BOUNDS):
        return _between(str(column), {_BOUNDS[word]: _limit(value, limits) for word, value in words.items()})
    if len(words) > 1:
        raise ValueError(f"de «{column}» se exigen varias cosas; escriba una regla por cada una")
    [(word, value)] = words.items()
    return _single(str(column), word, value)


def _between(column: str, bounds: dict[str, Any]) -> Asked:
    if column == TABLE:
        return "expect_table_row_count_to_be_between", bounds
    return "expect_column_values_to_be_between", {"column": column, **bounds}


def _single(column: str, word: str, value: Any) -> Asked:
    if word in _PAIRS:
        kind, given = _PAIRS[word]
        return kind, {"column_A": column, "column_B": value, **given}
    if word in _LISTS:
        return _LISTS[word], {"column": column, "value_set": value}
    if word == "forma":
        return "expect_column_values_to_match_regex", {"column": column, "regex": value}
    together = [name.strip() for name in column.split(",")]
    if word == "unico" and len(together) > 1:
        return "expect_compound_columns_to_be_unique", {"column_list": together}
    return _FLAGS[word], {"column": column}


def _with_limits(promise: str, limits: Limits) -> str:
    """A promise is read before anything is judged, so that it names limits alone."""
    try:
        return promise.format(**limits).replace("%", "\u00a0%")  # Spanish sets the sign apart
    except KeyError as error:
        raise ValueError(f"la promesa nombra {error}, que no es un límite") from error


def _limit(value: Any, limits: Limits) -> Any:
    """`$name` is the limit of that name."""
    if not (isinstance(value, str) and value.startswith("$")):
        return value
    if value[1:] not in limits:
        raise ValueError(f"el límite «{value[1:]}» no está entre los límites; agréguelo allí con su razón")
    return limits[value[1:]]
