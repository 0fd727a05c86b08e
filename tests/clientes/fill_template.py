"""Fills a workbook in LibreOffice as a person would and saves it; run by the system's Python, which has `uno`.
Takes a JSON of `source`, `cells` (sheet, cell, value), `saved` (path, filter) and `list` (a cell of the table's first
row); prints how many values its list offers and the first. What is filled in belongs to the test."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

import uno
from com.sun.star.beans import PropertyValue

TEXT = uno.getConstantByName("com.sun.star.util.NumberFormat.TEXT")


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def desktop(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except Exception:  # not listening yet
            time.sleep(0.1)
    raise SystemExit("LibreOffice no respondió")


def type_in(document, sheet, place, value):
    """A cell formatted as text keeps what is typed, any other takes it for a number or a date."""
    cell = document.Sheets.getByName(sheet).getCellRangeByName(place)
    kind = document.NumberFormats.getByKey(cell.NumberFormat).Type
    if isinstance(value, (int, float)):
        cell.setValue(value)
    elif kind & TEXT:
        cell.setString(value)
    else:
        cell.setFormula(value)


def answers(document, asked):
    document.Sheets.insertNewByName("scratch", document.Sheets.Count)
    scratch = document.Sheets.getByName("scratch")
    told = []
    for row, formula in enumerate(asked):
        cell = scratch.getCellByPosition(0, row)
        cell.setFormula(formula)
        told.append(cell.String)
    return told


def list_of(document, sheet, place):
    return document.Sheets.getByName(sheet).getCellRangeByName(place).Validation.getFormula1()


def work(plan, running):
    document = running.loadComponentFromURL(f"file://{plan['source']}", "_blank", 0, (option("Hidden", True),))
    for sheet, place, value in plan["cells"]:
        type_in(document, sheet, place, value)
    document.calculateAll()
    for path, name in plan["saved"]:
        document.storeToURL(f"file://{path}", (option("FilterName", name),))
    sheet, place = plan["list"]
    source = list_of(document, sheet, place).replace("$H", "$Atenciones.$H")
    told = answers(document, [f"=COUNTA({source})", f"=INDEX({source};1)"])
    document.close(True)
    return told


@contextmanager
def office(soffice):
    """A LibreOffice of one's own, without a window: its desktop."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        pipe = "red-cite-" + profile.rsplit("/", 1)[-1]
        options = (f"-env:UserInstallation=file://{profile}", "--headless", "--norestore")
        process = subprocess.Popen([soffice, *options, f"--accept=pipe,name={pipe};urp;"])
        try:
            yield desktop(pipe)
        finally:
            process.terminate()
            process.wait(30)


def main():
    plan = json.load(sys.stdin)
    with office(plan["soffice"]) as running:
        json.dump(work(plan, running), sys.stdout)


if __name__ == "__main__":
    main()
