"""Asking a language server what an editor would show."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


class LanguageServer:
    """A running language server, over its standard streams (Language Server Protocol 3.17)."""

    def __init__(self, writer: IO[bytes], reader: IO[bytes], folder: Path) -> None:
        self._writer, self._reader, self._number = writer, reader, 0
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        hover = {"contentFormat": ["plaintext"]}
        signatures = {"signatureInformation": {"documentationFormat": ["plaintext"]}}
        capabilities = {"textDocument": {"hover": hover, "signatureHelp": signatures, "completion": {}}}
        self.ask(
            "initialize", processId=None, rootUri=folder.as_uri(), workspaceFolders=folders, capabilities=capabilities
        )
        self._send({"method": "initialized", "params": {}})

    def open(self, path: Path) -> None:
        document = {
            "uri": path.as_uri(),
            "languageId": "python",
            "version": 1,
            "text": path.read_text(encoding="utf-8"),
        }
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def at(self, method: str, path: Path, needle: str) -> Any:
        """What the server says of the place just before the needle's last character."""
        text = path.read_text(encoding="utf-8")
        before = text[: text.index(needle) + len(needle)]
        line, column = before.count("\n"), len(before.rpartition("\n")[2])
        shift = 1 if method == "textDocument/hover" else 0
        position = {"line": line, "character": column - shift}
        return self.ask(method, textDocument={"uri": path.as_uri()}, position=position)

    def ask(self, method: str, **params: object) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                items = message.get("params", {}).get("items", [])
                self._send({"id": message["id"], "result": [{} for _ in items] if items else None})
            elif message.get("id") == self._number:
                return message["result"]

    def _send(self, message: dict[str, object]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._writer.flush()

    def _receive(self) -> dict[str, Any]:
        length = 0
        while line := self._reader.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self._reader.read(length))
        return message


@contextmanager
def language_server(folder: Path) -> Iterator[LanguageServer]:
    """basedpyright's language server, for a folder."""
    command = [sys.executable, "-c", "from basedpyright.langserver import main; main()", "--stdio"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield LanguageServer(process.stdin, process.stdout, folder)
        finally:
            process.kill()
