"""The publication in Apache Superset: a bundle of datasets, metrics and dashboards, made from what is published.
What a figure means belongs to dbt; what Superset itself needs to run stands in `entorno/`."""
