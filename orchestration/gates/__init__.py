"""Great Expectations, the judge of record of every load, behind one small function.
What a suite promises stands in `expectations/`; what follows from a failed gate belongs to `defs/`."""
