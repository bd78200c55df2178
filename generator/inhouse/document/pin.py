"""The copy of a document that is published elsewhere, and the pin beside it that says which one it is.

The pin of `openapi.json` is `openapi.json.sha256`, a line as `sha256sum` writes it. With both, a run without a network
reads what was fetched, or says that it is something else.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from inhouse.diagnostics import Place, fatal


def pin_path(kept: Path) -> Path:
    """Where the pin of a kept copy stands."""
    return kept.with_name(f"{kept.name}.sha256")


def pin_text(kept: Path, content: bytes) -> str:
    """The pin of a kept copy."""
    return f"{content_digest(content)}  {kept.name}\n"


def content_digest(content: bytes) -> str:
    """SHA-256 of the bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def is_pinned(kept: Path) -> bool:
    """Whether a kept copy is what its pin says; the style of its line ends does not count. Raises OSError."""
    pin = pin_path(kept).read_bytes()[:64].decode("ascii", "replace")
    content = kept.read_bytes()
    if content_digest(content) == pin:
        return True
    plain = content.replace(b"\r\n", b"\n")
    return pin in (content_digest(plain), content_digest(plain.replace(b"\n", b"\r\n")))


def check_is_kept(kept: Path, shown: str, target: str) -> None:
    """Raise Fatal unless the kept copy of a target's document is there, and is the one that was fetched."""
    update = f"inhouse update {target}"
    try:
        if is_pinned(kept):
            return
    except OSError:
        if not kept.is_file():
            raise fatal("not-kept", "it was not fetched yet", Place(shown), f"Fetch it: {update}") from None
        message = f"there is no {pin_path(kept).name} beside it that pins what was fetched"
        raise fatal("not-pinned", message, Place(shown), f"Fetch it anew: {update}") from None
    message = f"it is not what was fetched, by the pin in {pin_path(kept).name}"
    hint = f"Fetch it anew: {update} --force. What is to be otherwise than published belongs into an overlay."
    raise fatal("not-pinned", message, Place(shown), hint)
