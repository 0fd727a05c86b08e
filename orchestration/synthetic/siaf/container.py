"""A file to write bytes into: plain, gzipped, or the one member of a zip, with the same bytes each time.
What is written belongs to `writer`."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, cast

Container = Literal["csv", "gzip", "zip"]
CONTAINERS = ("csv", "gzip", "zip")
# Size matters less than time.
GZIP_LEVEL = 4
# A fixed moment for a container's own clock.
EPOCH = (2024, 1, 1, 0, 0, 0)


@contextmanager
def opened(path: Path, container: Container) -> Iterator[IO[bytes]]:
    """`path` open for writing, its folder made; a zip's member is named after it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb", buffering=1 << 20) as raw:
        if container == "gzip":
            with gzip.GzipFile("", "wb", GZIP_LEVEL, raw, mtime=0) as packed:
                yield cast(IO[bytes], packed)
        elif container == "zip":
            member = zipfile.ZipInfo(f"{path.name.removesuffix('.zip').removesuffix('.csv')}.csv", EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            with zipfile.ZipFile(raw, "w") as pack, pack.open(member, "w", force_zip64=True) as inside:
                yield inside
        else:
            yield raw
