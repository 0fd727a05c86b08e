"""The formulas of the cover's two control totals, as the format counts them: over every row, observed or not.
They keep to functions that Excel since 2007 and LibreOffice share; where they stand belongs to `cover_sheet`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.intake.reports.judging.normalize import NO_DOCUMENT
from orchestration.intake.reports.reading.layout import DATE, DOCUMENT, DOCUMENT_TYPE, QUANTITY

UNFILLED = "Falta llenar la hoja Atenciones"
_ACCENTS = dict(zip("ÁÉÍÓÚÜÑ", "AEIOUUN", strict=True))
# MATCH takes these three for wildcards.
_WILDCARDS = dict.fromkeys("~*?", "_")


@dataclass(frozen=True)
class Counted:
    """What the formulas read.

    `body` is the whole range of each column's body by its title, `filled` the cell with the number of its rows up to
    the last that holds anything, `no_attentions` the cell that says `Sí` when the month had none.
    """

    body: Mapping[str, str]
    filled: str
    no_attentions: str

    def column(self, title: str) -> str:
        """The column down to the last filled row: comparing each client with all costs the square of the rows."""
        return f"{self.body[title].split(':')[0]}:INDEX({self.body[title]},MAX(1,{self.filled}))"


def filled_rows(body: Mapping[str, str]) -> str:
    """Rows from the table's first to the last that holds a date, a document, a client or a quantity."""
    places = f"ROW({body[DATE]})-MIN(ROW({body[DATE]}))+1"
    held = "+".join(f'({body[title]}<>"")' for title in (DATE, DOCUMENT, "Cliente", QUANTITY))
    return f"=SUMPRODUCT(MAX(({held}>0)*({places})))"


def services(counted: Counted) -> str:
    """The sum of the whole quantities, numbers or numbers written as text."""
    number = f"IFERROR(VALUE({counted.column(QUANTITY)}),0)"
    whole = f"ABS({number}-ROUND({number},0))<=1E-9*ABS({number})"
    return _unless_empty(counted, f"SUM(IF({whole},ROUND({number},0),0))")


def clients(counted: Counted) -> str:
    """How many different clients: type and number of document; without document, the name."""
    key, days = _client(counted), counted.column(DATE)
    first = f"MATCH({key},{key},0)=ROW({days})-MIN(ROW({days}))+1"
    return _unless_empty(counted, f'SUM(IF({key}="",0,IF({first},1,0)))')


def _unless_empty(counted: Counted, count: str) -> str:
    """An untouched template must not pass for a month without attentions: that one the centre states."""
    return f'=IF({counted.filled}=0,IF({counted.no_attentions}="Sí",0,"{UNFILLED}"),{count})'


def _client(counted: Counted) -> str:
    """The client of each row as one text, empty where the row does not tell it."""
    kind = f"UPPER(TRIM({counted.column(DOCUMENT_TYPE)}))"
    cell = counted.column(DOCUMENT)
    number = f'SUBSTITUTE(UPPER({cell}&"")," ","")'
    short = f"(ISNUMBER({cell})*(LEN({number})<8)+(LEN({number})=7))"
    padded = f'IF(({kind}="DNI")*({number}<>"")*{short},RIGHT("0000000"&{number},8),{number})'
    spaced = f'SUBSTITUTE({counted.column("Cliente")},"\N{NO-BREAK SPACE}"," ")'
    told = f'IF({kind}="{NO_DOCUMENT}",{_replaced(f"UPPER(TRIM({spaced}))", _ACCENTS)},{padded})'
    return _replaced(f'IF({told}="","",{kind}&"|"&{told})', _WILDCARDS)


def _replaced(text: str, marks: Mapping[str, str]) -> str:
    for mark, other in marks.items():
        text = f'SUBSTITUTE({text},"{mark}","{other}")'
    return text
