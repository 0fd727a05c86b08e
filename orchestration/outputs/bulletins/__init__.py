"""The bulletins: the yearly one of the Red CITE's intervention, the one on women entrepreneurs, their monthly editions.
How a document is set belongs to `documents/`; what a figure means, to dbt."""
