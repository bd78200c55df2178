"""Small projects that use inhouse, and the command as their users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCHEMA = (
    "components:\n  schemas:\n    Pet:\n      type: object\n      properties:\n        name: {{type: string{more}}}\n"
)


def document(schema: str = "#/components/schemas/Pet", operation: str = "getPet") -> str:
    """A document of one operation that answers with a schema."""
    return (
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\nservers: [{url: 'https://pets.example'}]\npaths:\n  /pet:\n    get:\n"
        f"      operationId: {operation}\n      tags: [pets]\n      responses:\n        '200':\n          description: The pet.\n"
        f"          content: {{application/json: {{schema: {{$ref: '{schema}'}}}}}}\n" + SCHEMA.format(more="")
    )


def several(folder: Path, *names: str) -> Path:
    """A project with a target for each name, each with a document and a file that it refers to."""
    lines: list[str] = []
    for name in names:
        (folder / "spec" / name).mkdir(parents=True)
        (folder / "spec" / name / "api.yaml").write_text(document("shared.yaml#/Dog"))
        (folder / "spec" / name / "shared.yaml").write_text("Dog: {type: object, properties: {age: {type: integer}}}\n")
        lines.append(f'[targets.{name}]\ndocument = "spec/{name}/api.yaml"\noutput = "out/{name}"\n')
    (folder / "inhouse.toml").write_text("".join(lines))
    return folder


def environment(**more: str) -> dict[str, str]:
    """Where the command of this checkout runs, as on no terminal and in no build service."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GIT_"))}
    return {**kept, "PYTHONPATH": str(ROOT / "generator"), **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "inhouse", *arguments]


def run(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command in a folder."""
    return subprocess.run(
        command(*arguments), cwd=folder, env=env or environment(), capture_output=True, text=True, check=False
    )


def inhouse_in(folder: Path) -> str:
    """A folder for the PATH in which there is the command `inhouse` of this checkout."""
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "inhouse"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT / "generator"}" exec "{sys.executable}" -m inhouse "$@"\n')
    script.chmod(0o755)
    return str(folder)
