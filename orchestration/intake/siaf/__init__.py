"""The MEF's open data of the SIAF: one CSV of the whole country a year, read down to one pliego's rows as it streams.
What the figures mean belongs to dbt; judging and storing a delivery belongs to `closing/` and `warehouse/`."""
