"""Parameters that are more than one plain value, in every style that OpenAPI has.

Bytes are percent-encoded already. None leaves a parameter, an item or a property out, and so does an array or an object
with nothing in it. A value within an array or an object that is itself one goes as JSON, but for `as_deep_object`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from .call import as_json, encoded, text

RESERVED = "!$'()*,/:;?@"
"""Reserved characters that `allowReserved` lets pass; the others would change how the query is read (RFC 3986, 2.2)."""

COOKIE = "!#$&'()*+/:<=>?@[]^`{|}"
"""Characters that stand in the value of a cookie as they are (RFC 6265, 4.1.1)."""


def as_simple(value: Any, *, explode: bool = False) -> bytes | None:
    """`a,b` in a path; an object as `k,v`, exploded as `k=v`."""
    return ",".join(parts).encode() if (parts := _parts(value, explode)) else None


def as_label(value: Any, *, explode: bool = False) -> bytes | None:
    """`.a,b` in a path, exploded `.a.b`; an object as `.k,v`, exploded as `.k=v`."""
    parts = _parts(value, explode)
    return f".{('.' if explode else ',').join(parts)}".encode() if parts else None


def as_matrix(name: str, value: Any, *, explode: bool = False) -> bytes | None:
    """`;name=a,b` in a path, exploded `;name=a;name=b`; an object as `;name=k,v`, exploded as `;k=v`."""
    pairs = [(encoded(name), ",".join(parts))] if (parts := _parts(value)) else []
    if explode:
        pairs = [(encoded(key), part) for key, each in as_form(name, value).items() for part in _parts(each)]
    return "".join(f";{key}={each}" if each else f";{key}" for key, each in pairs).encode() or None


def as_header(value: Any, *, explode: bool = False) -> str | None:
    """`a,b` in a header; an object as `k,v`, exploded as `k=v`."""
    return ",".join(parts) if (parts := _parts(value, explode, text)) else None


def as_joined(value: Any, delimiter: str = ",", *, safe: str = "") -> bytes | None:
    """`name=a,b` in a query or a cookie; an object as `name=k,v`. What is `safe` is not encoded."""
    parts = _parts(value, False, partial(_encoded, safe=safe.replace(delimiter, "")))
    return delimiter.join(parts).encode() if parts else None


def as_form(name: str, value: Any, *, safe: str = "") -> dict[str, Any]:
    """`name=a&name=b` in a query or in cookies; an object as `k=v`. What is `safe` is not encoded."""
    value = as_json(value)
    if value.__class__ is dict:
        return {key: _ready(each, safe) for key, each in value.items()}
    return {name: [_ready(each, safe) for each in value] if value.__class__ is list else _ready(value, safe)}


def as_deep_object(name: str, value: Any, *, safe: str = "") -> dict[str, Any]:
    """`name[k]=v` in a query, however deep; arrays as `name[]=a`, those of objects as `name[0][k]=v`."""
    found: dict[str, list[Any]] = {}
    for key, each in _deep(name, as_json(value)):
        found.setdefault(key, []).append(_ready(each, safe))
    return found


def as_cookies(values: Mapping[str, Any]) -> str | None:
    """The header of cookies, their values as those of a query."""
    pairs = [(name, each) for name, value in values.items() for each in _listed(value) if each is not None]
    return "; ".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs) or None


def as_json_text(value: Any) -> str | None:
    """A value as JSON."""
    return None if value is None else _json(as_json(value))


def _parts(value: Any, explode: bool = False, write: Callable[[Any], str] = encoded) -> list[str]:
    """What stands between the delimiters."""
    value = as_json(value)
    if value.__class__ is not dict:
        return [write(_flat(each)) for each in _listed(value) if each is not None]
    pairs = [(write(key), write(_flat(each))) for key, each in value.items() if each is not None]
    return [f"{key}={each}" for key, each in pairs] if explode else [part for pair in pairs for part in pair]


def _deep(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if value.__class__ is dict:
        for key, each in value.items():
            yield from _deep(f"{name}[{key}]", each)
    elif value.__class__ is list:
        for index, each in enumerate(value):
            yield from _deep(f"{name}[{index if each.__class__ in (dict, list) else ''}]", each)
    elif value is not None:
        yield name, value


def _ready(value: Any, safe: str) -> Any:
    """A value as `Call` takes it."""
    value = _flat(value)
    return _encoded(value, safe).encode() if safe and isinstance(value, str) else value


def _encoded(value: Any, safe: str) -> str:
    """A value percent-encoded but for what is safe, which includes what is encoded already."""
    return re.sub("%25(?=[0-9A-Fa-f]{2})", "%", encoded(value, safe)) if safe else encoded(value)


def _flat(value: Any) -> Any:
    return _json(value) if value.__class__ in (dict, list) else value


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _listed(value: Any) -> list[Any]:
    return value if value.__class__ is list else [value]
