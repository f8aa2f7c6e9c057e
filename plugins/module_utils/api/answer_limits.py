# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the bodies of answers within limits of size and time.

The library requests would read a body of any size, and wait as long as a byte arrives in time. Some
kilobytes of a compressed body can become gigabytes.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

from ..shared import clock

#: Bytes of a body after decompression. A page of a list has less than ten megabytes.
MAX_BYTES = 64 * 2**20
#: A body has to arrive within this multiple of the timeout of a single read.
MAX_TIMEOUTS = 10
#: Bytes that are read at a time. The first number is for versions of urllib3 that wait for all.
SLOW_CHUNK, CHUNK = 2**10, 2**16
#: The only encoding that requests ask for, and the parameter with which zlib decodes it.
ENCODING, GZIP = "gzip", 31


class AnswerLimitError(Exception):
    """A body exceeds a limit. The text follows the words "the answer"."""


def read_within_limits(response: Any, timeout: float) -> None:
    """Read the body of a response of requests, which keeps it in memory.

    :param timeout: seconds of a single read.
    :raises AnswerLimitError: the body exceeds a limit.
    :raises OSError: the connection broke, or the body cannot be decompressed.
    """
    from requests.exceptions import ConnectionError, ContentDecodingError

    chunks = _chunks(response.raw, clock.monotonic() + MAX_TIMEOUTS * timeout)
    try:
        body = _joined(_decompressed(chunks) if _is_compressed(response) else chunks)
    except zlib.error as error:
        raise ContentDecodingError(error) from error
    except (AnswerLimitError, OSError):
        raise
    except Exception as error:  # urllib3 has its own exceptions
        raise ConnectionError(error) from error
    finally:
        # The connection serves the next request, unless a part of the body is left in it.
        response.close()
    response.raw = io.BytesIO(body)


def _is_compressed(response: Any) -> bool:
    encoding: str = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", ENCODING):
        raise AnswerLimitError(f"has the encoding {encoding[:20]!r}, which was not requested")
    return encoding == ENCODING


def _chunks(raw: Any, deadline: float) -> Iterator[bytes]:
    """Yield the parts of a body as they arrive."""
    read = getattr(raw, "read1", None)
    while True:
        chunk = (
            read(CHUNK, decode_content=False)
            if read
            else raw.read(SLOW_CHUNK, decode_content=False)
        )
        if not chunk:
            return
        yield chunk
        if clock.monotonic() > deadline:
            raise AnswerLimitError(f"did not end within {MAX_TIMEOUTS} times api_timeout")


def _decompressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the parts of a body that consists of one or more gzip files, in small pieces."""
    decoder = None
    for chunk in chunks:
        while chunk:
            if decoder is None or decoder.eof:
                decoder = zlib.decompressobj(GZIP)
            yield decoder.decompress(chunk, CHUNK)
            chunk = decoder.unconsumed_tail or decoder.unused_data
    if decoder and not decoder.eof:
        raise zlib.error("the body is incomplete")


def _joined(chunks: Iterator[bytes]) -> bytes:
    parts, size = [], 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_BYTES:
            raise AnswerLimitError(f"has more than {MAX_BYTES // 2**20} MiB")
    return b"".join(parts)
