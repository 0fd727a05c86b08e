"""A stream of bytes as a path that DuckDB can read while it is written: a pipe, so that nothing lands on disk.
What the bytes are belongs to `container` and `encoding`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

_F_SETPIPE_SZ = 1031  # Linux; elsewhere the pipe keeps its size
_PIPE_BYTES = 1 << 20


@contextmanager
def piped(source: Iterator[bytes]) -> Iterator[str]:
    """The path from which `source` can be read once; what `source` raises is raised here, before the reader's error."""
    reading, writing = os.pipe()
    _widen(writing)
    with ThreadPoolExecutor(1) as pump:
        done = pump.submit(_pour, source, writing)
        try:
            yield f"/dev/fd/{reading}"
        finally:
            os.close(reading)  # a writer whose reader gave up ends here, instead of waiting for ever
            done.result()


def _pour(source: Iterator[bytes], writing: int) -> None:
    with os.fdopen(writing, "wb", buffering=0) as target:
        for piece in source:
            rest = memoryview(piece)
            while rest:
                try:
                    rest = rest[target.write(rest) :]
                except BrokenPipeError:
                    return


def _widen(writing: int) -> None:
    import fcntl

    try:
        fcntl.fcntl(writing, _F_SETPIPE_SZ, _PIPE_BYTES)
    except OSError:
        return
