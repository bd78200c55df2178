"""Pages that say where the next one begins, which a request body then asks for."""

import json
from dataclasses import dataclass, replace
from typing import Any

from .bodies import json_body
from .call import pick
from .cursor_pages import CursorPages


@dataclass(frozen=True, kw_only=True)
class BodyCursorPages(CursorPages):
    """As `CursorPages`, but `cursor` is a JSON Pointer into the request body."""

    def given(self, call: Any) -> Any:
        """The cursor that a call has."""
        return pick(_document(call), self.cursor)

    def moved(self, call: Any, cursor: Any) -> Any:
        """The call with another cursor."""
        document = _document(call)
        *way, last = (token.replace("~1", "/").replace("~0", "~") for token in self.cursor.split("/")[1:])
        inner = document
        for key in way:
            inner[key] = inner = {**inner[key]} if inner.get(key).__class__ is dict else {}
        inner[last] = cursor
        return replace(call, body=json_body(document, call.body.media_type if call.body else "application/json"))


def _document(call: Any) -> dict[str, Any]:
    document: Any = json.loads(call.body.content) if call.body else {}
    return {**document} if document.__class__ is dict else {}
