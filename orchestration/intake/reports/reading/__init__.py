"""From the bytes of a monthly report to what the file says, cell by cell.
Whether what it says is right belongs to `judging/`."""
