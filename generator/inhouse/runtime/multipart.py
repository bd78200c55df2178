"""Request bodies of several parts (RFC 7578, RFC 2046)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import PurePath
from secrets import token_hex
from typing import Any
from urllib.parse import unquote

from .call import Body, as_json, checked, text
from .forms import Encoding, entries, properties
from .model import Model
from .styles import as_json_text
from .uploads import ANY_BYTES, File, Source, body_of, is_uploadable, source

_QUOTED = {ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"}


def multipart_body(
    value: Any, media_type: str = "multipart/form-data", encoding: Mapping[str, Encoding] | None = None
) -> Body | None:
    """An object as parts with names, or an array as parts without; None for none at all, and for what is left out.

    Arrays become a part for each item, objects JSON, what can be uploaded a file, and all else text.
    """
    if value is None:
        return None
    boundary = token_hex(16)
    parts: list[bytes | Source] = []
    for headers, content in _parts(value, encoding or {}):
        # A name of a file may hold bytes that are no text, as file systems have them.
        parts += [f"--{boundary}\r\n{headers}\r\n".encode(errors="surrogateescape"), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return body_of(parts, f"{media_type.partition(';')[0].strip()}; boundary={boundary}")


def _parts(value: Any, encoding: Mapping[str, Encoding]) -> Iterator[tuple[str, bytes | Source]]:
    """The headers and the content of each part."""
    named: Iterable[tuple[str | None, Any]]
    named = ((None, each) for each in value) if _is_array(value) else properties(value)
    for name, held in named:
        how = encoding.get(name or "", Encoding())
        if name is not None and how.style is not None:
            for key, each in entries(name, as_json(held), replace(how, allow_reserved=False)):
                plain = unquote(each.decode()) if isinstance(each, bytes) else text(each)
                yield _headers(key, None, None), plain.encode()
            continue
        for each in held if _is_array(held) and not how.is_json else [held]:
            if each is not None:
                yield _part(name, each, how)


def _part(name: str | None, value: Any, encoding: Encoding) -> tuple[str, bytes | Source]:
    if encoding.is_json or issubclass(value.__class__, Model | Mapping) or _is_array(value):
        media_type = encoding.content_type if encoding.is_json else "application/json"
        return _headers(name, None, media_type), (as_json_text(value) or "").encode()
    if is_uploadable(value):
        file: File = value if isinstance(value, File) else File(value)
        media_type = file.media_type or encoding.content_type or ANY_BYTES
        return _headers(name, _file_name(file) or name, media_type), source(file.content)
    return _headers(name, None, encoding.content_type), text(as_json(value)).encode()


def _is_array(value: Any) -> bool:
    return issubclass(value.__class__, Sequence) and not isinstance(value, str | bytes | bytearray)


def _headers(name: str | None, file_name: str | None, media_type: str | None) -> str:
    """The headers of a part; RFC 7578, 4.2 and the HTML standard say how names are quoted."""
    named = {"name": name, "filename": file_name}
    words = [f'{word}="{said.translate(_QUOTED)}"' for word, said in named.items() if said is not None]
    kind = "attachment" if name is None else "form-data"
    lines = [f"Content-Disposition: {'; '.join([kind, *words])}"] if words else []
    if media_type is not None:
        lines.append(f"Content-Type: {checked({'content-type': media_type})['content-type']}")
    return "".join(f"{line}\r\n" for line in lines)


def _file_name(file: File) -> str | None:
    """The name that a file goes by: what was said, or the last part of its path."""
    if file.name is not None:
        return file.name
    path = fspath(file.content) if isinstance(file.content, PathLike) else getattr(file.content, "name", None)
    return PurePath(path).name if isinstance(path, str) and not path.startswith("<") else None
