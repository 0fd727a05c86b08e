"""What every bulletin says in the same words: the period, sources, leading centres, what is missing, names by code.
The words themselves are in `mensajes/`; which section says what belongs to each bulletin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from orchestration.outputs.bulletins.figures import Count, Figures
from orchestration.outputs.bulletins.ranking import Leaders, leaders
from orchestration.outputs.documents.blocks import Paragraph, Strong
from orchestration.outputs.documents.messages import Messages
from orchestration.outputs.documents.wording import (
    Language,
    integer,
    listed,
    long_date,
    month_name,
    ordinal,
    share,
    spelled,
)

MESSAGES = Path(__file__).parent / "mensajes"


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language about one span's figures."""

    say: Messages
    figures: Figures

    @classmethod
    def of(cls, figures: Figures, language: Language) -> Phrases:
        return cls(Messages.read(MESSAGES, language), figures)

    @property
    def language(self) -> Language:
        return self.say.language

    @property
    def during(self) -> str:
        """`Durante el año 2024`, `Entre enero y setiembre de 2024`."""
        return self._of_span("durante")

    @property
    def period(self) -> str:
        """`2024`, `enero - setiembre 2024`: for a title."""
        return self._of_span("periodo")

    def _of_span(self, name: str) -> str:
        span = self.figures.span
        kind = "anio" if span.whole_year else "enero" if span.month == 1 else "meses"
        return self.say(f"{name}_{kind}", anio=str(span.year), mes=self.month)

    @property
    def shows_month(self) -> bool:
        """Whether the last month stands beside the year to date: in a monthly edition from February on."""
        return 1 < self.figures.span.month < 12

    @property
    def month(self) -> str:
        return month_name(self.figures.span.month, self.language)

    @property
    def source(self) -> str:
        """The line under a table or a chart."""
        span = self.figures.span
        last = month_name(span.month, self.language).capitalize()
        months = self.say("fuente_mes", mes=last) if span.month == 1 else self.say("fuente_meses", mes=last)
        name = "fuente_importado" if self.figures.imported else "fuente"
        return self.say(name, meses=months, anio=str(span.year), version=str(self.figures.manifest.version))

    @property
    def published_on(self) -> str:
        moment = datetime.fromisoformat(self.figures.manifest.publicado_en)
        return long_date(moment.date(), self.language)

    def service(self, code: int) -> str:
        return self.say.of("nombres_tipo_servicio", code) or self.figures.service_types[code]

    def client_type(self, code: int) -> str:
        return self.say.of("nombres_tipo_cliente", code) or self.figures.client_types[code]

    def client_types_counted(self, code: int, number: int, whole: int) -> str:
        """`5,415 (38.7%) Empresas formales`."""
        one, many = self.say.texts["tipos_cliente"][str(code)]
        return f"{integer(number)} ({share(number, whole)}) {one if number == 1 else many}"

    def leading(self, start: str, what: str, figures: Iterable[tuple[str, Count]]) -> str:
        """`start`, and who comes first in `what`; at least one figure is above zero."""
        first = leaders(figures)
        return self.say(
            f"lider_{_case(first)}",
            inicio=start,
            que=what,
            numero=spelled(len(first.first), self.language),
            lista=self.named(first.first),
            lugar=ordinal(first.tied_from or 1, self.language),
            empatados=spelled(first.uncounted, self.language),
            valor=integer(first.value),
        )

    def named(self, items: Sequence[tuple[str, int]]) -> str:
        """`CITEforestal Pucallpa (110) y CITEagroindustrial Chavimochic (89)`."""
        return listed([f"{name} ({integer(number)})" for name, number in items], self.language)

    @property
    def missing(self) -> str:
        """Centres with the months that they owe."""
        owed = sorted(self.figures.missing, key=lambda pair: (self.figures.centres[pair[1]].name, pair[0]))
        parts = []
        for code, months in groupby(owed, key=lambda pair: pair[1]):
            names = [month_name(month.month, self.language) for month, _ in months]
            name = self.figures.centres[code].name
            parts.append(self.say("falta_de_centro", centro=name, meses=listed(names, self.language)))
        return listed(parts, self.language, "; ")

    @property
    def imported(self) -> str:
        """Centres whose figures a delivery of Data Perú brought; all of them in a word."""
        codes, centres = self.figures.imported, self.figures.centres
        if len(codes) == len(centres):
            return self.say("todos_los_centros")
        return listed([centres[code].name for code in codes], self.language)

    def labelled(self, name: str, **fields: str) -> Paragraph:
        """A note whose message is `Label.|text`: the label stands out."""
        label, text = self.say(name, **fields).split("|", 1)
        return Paragraph((Strong(label), " " + text), "note")


def text(*sentences: str) -> Paragraph:
    return Paragraph(sentences)


def _case(first: Leaders) -> str:
    if first.everyone:
        return "uno" if len(first.first) == 1 else "todos"
    if first.uncounted:
        return "muchos" if first.first else "todos_empatados"
    return "empate" if first.tied_from else "primeros"
