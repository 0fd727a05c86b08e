"""The few colours of the dashboard, each with its one meaning; style sheet and charts take them from here.
Dark is a figure and pale its background, so that a grey print tells them apart; ochre is a target or a warning."""

from __future__ import annotations

PALETTE = {
    "tinta": "#17242d",
    "suave": "#55636d",
    "linea": "#d9d5cc",
    "papel": "#ffffff",
    "fondo": "#f7f5f0",
    "cifra": "#0e4a5a",
    "cifra_tenue": "#64919c",
    "cifra_palida": "#e3ecee",
    "meta": "#a8500f",
    "meta_palida": "#f9ebdd",
    "rechazo": "#5b1414",
}

# Five steps from few to many services, of growing darkness.
SEQUENCE = ["#dbe8ea", "#aacbd0", "#6fa3ad", "#327886", "#0e4a5a"]
