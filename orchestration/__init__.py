"""The warehouse of Peru's CITE network: each subpackage is one room of `docs/architecture.md`."""
