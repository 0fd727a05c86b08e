"""The metrics of a publication: `catalogue` says which there are, `query` works one out.
What a metric means is declared in `dbt_project/models/metricas/`; nothing here knows one by its name."""

from orchestration.publication.metrics.asking import MetricError, NoSuchMonth
from orchestration.publication.metrics.definitions import MartModel, Metric, NoCatalogue
from orchestration.publication.metrics.querying import catalogue, figures, query

__all__ = ["MartModel", "Metric", "MetricError", "NoCatalogue", "NoSuchMonth", "catalogue", "figures", "query"]
