"""The directory of a zip archive, held to what may be unpacked."""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

from landuse.errors import SourceError
from landuse.io.limits import hold
from landuse.messages import worded

__all__ = ["Entry", "decoded_name", "entries_of", "safe_name"]

_UTF8 = 0x800
_ENCRYPTED = 0x1
#: Entries that are larger than this must not have grown too much.
_SMALL = 100 * 1024**2
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_DRIVE = re.compile(r"^[A-Za-z]:")
_NOISE = ("__macosx/",)
_NOISE_NAMES = (".ds_store", "thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Entry:
    """One file of an archive under a name that is safe to write."""

    info: zipfile.ZipInfo
    name: str  #: decoded, with ``/``, safe on every system
    codec: str  #: how the name was decoded


def entries_of(archive: zipfile.ZipFile, path: Path) -> list[Entry]:
    """The files of an archive.

    Parameters
    ----------
    archive : ZipFile
        Open for reading.
    path : Path
        Its path, for messages.

    Returns
    -------
    list of Entry
        Without folders and what macOS and Windows add.

    Raises
    ------
    SourceError
        For too many, too large, encrypted, linked or doubled entries, and names
        that lead out of the archive.
    """
    infos = archive.infolist()
    hold("archive_entries", len(infos), path.name)
    hold("archive_bytes", sum(i.file_size for i in infos), path.name)
    found: dict[str, Entry] = {}
    for info in infos:
        name, codec = _decoded(info)
        _check(info, name, path)
        if info.is_dir() or name.endswith("/") or _is_noise(name):
            continue
        entry = Entry(info, safe_name(name), codec)
        key = unicodedata.normalize("NFC", entry.name).casefold()
        if key in found:
            msg = worded("entry_twice", name=name)
            raise SourceError(msg, path.name, code="DUPLICATE_ENTRY")
        found[key] = entry
    return list(found.values())


def _decoded(info: zipfile.ZipInfo) -> tuple[str, str]:
    name = info.orig_filename
    if info.flag_bits & _UTF8 or name.isascii():
        codec = "utf-8" if info.flag_bits & _UTF8 else "ascii"
        return name.replace("\\", "/"), codec
    name, codec = decoded_name(name.encode("cp437", "replace"))
    return name.replace("\\", "/"), codec


def decoded_name(data: bytes) -> tuple[str, str]:
    """A name and its encoding: Windows in China writes GBK and does not say so.

    Examples
    --------
    >>> decoded_name("宗地.shp".encode("gbk"))
    ('宗地.shp', 'gb18030')
    """
    for codec in ("ascii", "utf-8", "gb18030"):
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError:
            continue
    return data.decode("cp437"), "cp437"


def _check(info: zipfile.ZipInfo, name: str, path: Path) -> None:
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        where = "../" if ".." in name else "a place outside"
        msg = worded("entry_leads_out", where=where, entry=name[:100])
        raise SourceError(msg, path.name, code="PATH_TRAVERSAL")
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        msg = worded("entry_is_link", entry=name[:100])
        raise SourceError(msg, path.name, code="LINK_IN_ARCHIVE")
    if info.flag_bits & _ENCRYPTED:
        msg = worded("entry_encrypted", entry=name[:100])
        raise SourceError(msg, path.name, code="ENCRYPTED")
    if info.file_size > _SMALL:
        grown = info.file_size / max(1, info.compress_size)
        hold("archive_ratio", grown, path.name, name[:100])


def _is_noise(name: str) -> bool:
    low = name.lower()
    last = low.rpartition("/")[2]
    return low.startswith(_NOISE) or last in _NOISE_NAMES or last.startswith("._")


def safe_name(name: str) -> str:
    """A name that is the same file on every system, below the folder it is put in.

    Examples
    --------
    >>> safe_name("数据/a:b/CON.shp. ")
    '数据/a_b/_CON.shp'
    """
    parts = []
    for part in name.split("/"):
        safe = _UNSAFE.sub("_", part).rstrip(". ")
        if safe in ("", "."):
            continue
        parts.append(f"_{safe}" if _RESERVED.match(safe) else safe)
    return "/".join(parts) or "_"
