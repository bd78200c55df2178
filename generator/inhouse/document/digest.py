"""One number for what a document says."""

from __future__ import annotations

import hashlib
import json

from inhouse.document.values import JsonValue


def canonical_digest(value: JsonValue) -> str:
    """Return the SHA-256, in hex, of the value's canonical JSON.

    Order of keys, comments and layout make no difference; 1 and 1.0 do, as they do in a printed default. The canonical
    form is sorted by key, without whitespace and in ASCII, so that text with lone surrogates has one too.
    """
    # What was read is no deeper than its limit, so nothing in it can contain itself.
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, check_circular=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
