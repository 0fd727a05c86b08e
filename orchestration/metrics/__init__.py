"""The metrics of a publication: `catalogue` says which there are, `query` works one out.
What a metric means is declared in `dbt_project/models/metricas/`; nothing here knows one by its name."""

from orchestration.metrics.asking import MetricError
from orchestration.metrics.definitions import Metric, NoCatalogue
from orchestration.metrics.querying import catalogue, query

__all__ = ["Metric", "MetricError", "NoCatalogue", "catalogue", "query"]
