"""Dagster's definitions: thin adapters that run the steps of `closing/` and tell the UI what came of them."""
