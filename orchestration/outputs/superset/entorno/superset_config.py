"""Superset's settings, read by Superset in its own environment; `serving.py` gives it the folder and the key."""

import os

SECRET_KEY = os.environ["RED_CITE_SUPERSET_CLAVE"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"
# DuckDB is a file on this machine, which Superset takes for unsafe; the bundle opens it for reading alone.
PREVENT_UNSAFE_DB_CONNECTIONS = False
BABEL_DEFAULT_LOCALE = "es"
LANGUAGES = {"es": {"flag": "pe", "name": "Español"}}
APP_NAME = "Red CITE"
CURRENCIES = ["PEN"]
# Served to this machine alone, without TLS.
SESSION_COOKIE_SAMESITE = "Lax"
TALISMAN_ENABLED = False
# Its pages ask a third party (Scarf) for an image, which would tell it of every visit: images come from here alone.
OVERRIDE_HTTP_HEADERS = {"Content-Security-Policy": "img-src 'self' data: blob:"}
