"""The page's own decompression against what zlib compresses, every kind of block."""

from __future__ import annotations

import base64
import gzip
import random
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from landuse.webmap.assets import asset_path

RUNNER = Path(__file__).parent / "js" / "gunzip.js"
_DICE = random.Random(3)
CONTENTS = {
    "nothing": b"",
    "one": b"x",
    "run": b"a" * 100_000,
    "noise": _DICE.randbytes(150_000),
    "text": "宗地，面积 12.50 亩；".encode() * 9_000,
    "numbers": b"".join((n * n % 997).to_bytes(2, "little") for n in range(80_000)),
    "far": (noise := _DICE.randbytes(32_768)) + b"-" + noise,
    "skewed": bytes(min(255, int(_DICE.expovariate(0.4))) for _ in range(120_000)),
    "all bytes": bytes(range(256)) * 300,
}
WAYS = [
    *((level, zlib.Z_DEFAULT_STRATEGY) for level in (0, 1, 6, 9)),
    (6, zlib.Z_FIXED),
    (6, zlib.Z_HUFFMAN_ONLY),
    (6, zlib.Z_RLE),
]


def compressed(content, level, strategy):
    packer = zlib.compressobj(level, zlib.DEFLATED, 31, 8, strategy)
    return packer.compress(content) + packer.flush()


@pytest.fixture(scope="module")
def gunzip():
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on the PATH")

    def call(blocks):
        done = subprocess.run(
            [node, str(RUNNER), str(asset_path("src/landuse-inflate.js"))],
            input="\n".join(base64.b64encode(block).decode() for block in blocks),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            timeout=60,
        )
        return done.stdout.split("\n")[:-1]

    return call


def test_what_zlib_compresses_comes_back(gunzip):
    cases = [(name, way) for name in CONTENTS for way in WAYS]
    made = gunzip([compressed(CONTENTS[name], *way) for name, way in cases])
    assert len(made) == len(cases)
    for (name, way), line in zip(cases, made, strict=True):
        assert base64.b64decode(line) == CONTENTS[name], (name, way)


def test_what_is_damaged_is_an_error(gunzip):
    whole = gzip.compress(CONTENTS["text"], mtime=0)
    named = whole[:3] + b"\x08" + whole[4:]
    short = whole[: len(whole) // 2] + whole[-8:]
    longer = whole[:-4] + (len(CONTENTS["text"]) + 1).to_bytes(4, "little")
    less = whole[:-4] + (len(CONTENTS["text"]) - 1).to_bytes(4, "little")
    made = gunzip([b"PK\x03\x04" * 9, named, short, longer, less])
    assert made[:2] == ["!not gzip without a name"] * 2
    assert made[2:] == ["!damaged data"] * 3
