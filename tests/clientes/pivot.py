"""Makes pivot tables in LibreOffice Calc as a person would; run by the system's Python, which has `uno`.
Takes a JSON of `soffice` and `tables` (`source`: a workbook; `where`: column, least, most; `rows`, `sums`: columns);
prints each table's lines as text, its total last. Which tables, and what they should say, belongs to the test."""

from __future__ import annotations

import json
import sys

import uno
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.DataPilotFieldOrientation import DATA, ROW
from com.sun.star.sheet.FilterConnection import AND
from com.sun.star.sheet.FilterOperator import EQUAL, GREATER_EQUAL, LESS_EQUAL
from com.sun.star.sheet.GeneralFunction import SUM
from fill_template import office, option

HEAD = 2  # the two lines above the table


def lines_of(document, asked):
    sheet = document.Sheets.getByIndex(0)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    table = sheet.getCellRangeByPosition(0, HEAD, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
    names = list(table.getDataArray()[0])
    pivots = sheet.DataPilotTables
    made = pivots.createDataPilotDescriptor()
    made.setSourceRange(table.RangeAddress)
    made.FilterDescriptor.setFilterFields(tuple(f for one in asked["where"] for f in filters(names, *one)))
    fields = made.DataPilotFields
    for name in asked["rows"]:
        fields.getByName(name).Orientation = ROW
    for name in asked["sums"]:
        field = fields.getByName(name)
        field.Orientation = DATA
        field.Function = SUM
    document.Sheets.insertNewByName("dinamica", document.Sheets.Count)
    target = document.Sheets.getByName("dinamica")
    if len(asked["sums"]) > 1:  # one sum beside the other, as Excel lays them
        made.DataPilotFields.getByName("Data").Orientation = uno.Enum(
            "com.sun.star.sheet.DataPilotFieldOrientation", "COLUMN"
        )
    target.DataPilotTables.insertNewByName("dinamica", target.getCellByPosition(0, 0).CellAddress, made)
    area = target.DataPilotTables.getByName("dinamica").OutputRange
    shown = target.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
    return [list(line) for line in shown.getDataArray()]


def filters(names, column, least, most):
    field = names.index(column)
    if least == most:
        return [condition(field, EQUAL, least)]
    return [condition(field, GREATER_EQUAL, least), condition(field, LESS_EQUAL, most)]


def condition(field, operator, value):
    made = TableFilterField()
    made.Connection, made.Field, made.Operator = AND, field, operator
    made.IsNumeric = isinstance(value, (int, float))
    made.NumericValue = value if made.IsNumeric else 0
    made.StringValue = "" if made.IsNumeric else value
    return made


def main():
    plan, told = json.load(sys.stdin), []
    with office(plan["soffice"]) as running:
        for asked in plan["tables"]:
            document = running.loadComponentFromURL(f"file://{asked['source']}", "_blank", 0, (option("Hidden", True),))
            told.append(lines_of(document, asked))
            document.close(True)
    json.dump(told, sys.stdout)


main()
