"""Content codings (RFC 9110 §8.4.1, RFC 7932, RFC 8878)."""

import zlib
from collections.abc import Callable
from typing import NamedTuple

import brotli
import zstandard

# What costs little to make, and is little more than the least that each can do.
_GZIP, _BROTLI, _ZSTD = 6, 5, 9
_GZIP_FILE = 31  # for zlib: the largest window, and the head of a gzip file, whose date it leaves out


class Encoder(NamedTuple):
    """Takes a body in pieces; what both functions give, put together, is the body coded."""

    add: Callable[[bytes], bytes]
    end: Callable[[], bytes]


def encoder(coding: str) -> Encoder:
    match coding:
        case "zstd":
            compressor = zstandard.ZstdCompressor(level=_ZSTD).compressobj()
            return Encoder(compressor.compress, compressor.flush)
        case "br":
            packer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=_BROTLI)
            return Encoder(packer.process, packer.finish)
        case "gzip":
            deflater = zlib.compressobj(_GZIP, zlib.DEFLATED, _GZIP_FILE)
            return Encoder(deflater.compress, deflater.flush)
    return Encoder(bytes, bytes)


def encode(coding: str, body: bytes) -> bytes:
    add, end = encoder(coding)
    return add(body) + end()
