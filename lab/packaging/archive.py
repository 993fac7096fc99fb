"""Writes zips whose bytes depend on nothing but what is in them."""

import io
import zipfile
from collections.abc import Mapping

# The earliest date a zip can hold; the day of packing must not change the hash.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
ON_UNIX = 3
REGULAR_FILE = 0o100000


def archive(files: Mapping[str, bytes], executable: frozenset[str] = frozenset()) -> bytes:
    """A zip of these files: sorted, undated, stored as they are, so equal input is equal bytes.

    Nothing is compressed, because the output of compressors differs between their versions.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as zipped:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = ON_UNIX
            entry.external_attr = (REGULAR_FILE | (0o755 if name in executable else 0o644)) << 16
            zipped.writestr(entry, files[name])
    return buffer.getvalue()
