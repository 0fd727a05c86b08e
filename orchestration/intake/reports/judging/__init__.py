"""From what a report says to normalised values, findings and a verdict.
Opening files belongs to `reading/`; storing verdicts belongs to `warehouse/`."""
