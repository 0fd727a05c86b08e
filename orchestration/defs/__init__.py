"""Dagster's definitions: thin adapters that run the steps of `closing/` and tell the UI what came of them."""

import warnings

import dagster as dg

# Checks of single partitions are in preview; what they do is held by tests, so a notice at each load says nothing.
warnings.filterwarnings("ignore", category=dg.PreviewWarning)
