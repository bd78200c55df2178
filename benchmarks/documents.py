"""The documents that are measured, and what is made of them: one changed schema, and a part of the whole."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import yaml

from benchmarks.measure import Tell

ROOT = Path(__file__).resolve().parents[1]
GITHUB = "@octokit/openapi@23.0.2", "package/generated/api.github.com.json"
"""The package on the npm registry that has GitHub's document, and where."""


@dataclass(frozen=True)
class Source:
    """A document to measure, by the name of the package that it becomes."""

    name: str
    path: Path

    @property
    def format(self) -> str:
        return "json" if self.path.suffix == ".json" else "yaml"


def sources(given: Mapping[str, Path], cache: Path, tell: Tell) -> tuple[Source, ...]:
    """The documents that are given, and by default the two endpoints, Apify, Stripe and GitHub, as far as they are here."""
    if given:
        return tuple(Source(name, path.resolve()) for name, path in given.items())
    corpus = ROOT.parent / "shared" / "corpus"
    found = [Source("two_endpoints", ROOT / "spec" / "apify.yaml")]
    for name in ("apify", "stripe"):
        if (path := corpus / f"{name}.json").exists():
            found.append(Source(name, path))
        else:
            tell(f"{name}: no document here; give one by --document {name}=PATH")
    if github := fetch_github(cache, tell):
        found.append(Source("github", github))
    return tuple(found)


def fetch_github(cache: Path, tell: Tell) -> Path | None:
    """GitHub's document, fetched by npm once; None where that fails."""
    package, member = GITHUB
    path = cache / f"{re.sub('[^0-9a-z.]+', '-', package)}.json"
    if path.exists():
        return path
    if not (npm := which("npm")):
        tell("github: fetching its document takes npm; or give it by --document github=PATH")
        return None
    tell(f"fetching {package}")
    cache.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run([npm, "pack", package, "--json"], cwd=cache, capture_output=True, text=True, check=False)
    if packed.returncode:
        tell(f"github: npm could not fetch its document; give it by --document github=PATH\n{packed.stderr[-300:]}")
        return None
    archive = cache / json.loads(packed.stdout)[0]["filename"]
    with tarfile.open(archive) as files:
        found = files.extractfile(member)
        path.write_bytes(found.read() if found else b"")
    archive.unlink()
    return path


def read(source: Source) -> dict[str, Any]:
    """A document as plain values."""
    text = source.path.read_text(encoding="utf-8")
    value: dict[str, Any] = json.loads(text) if source.format == "json" else yaml.load(text, yaml.CSafeLoader)
    return value


def write(document: Mapping[str, Any], path: Path) -> Path:
    """Writes a document in the format of the file's name."""
    if path.suffix == ".json":
        text = json.dumps(document, indent=2, ensure_ascii=False)
    else:
        text = yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path


def changed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with one more property in one schema: in the middle one of those that other places refer to."""
    again = copy.deepcopy(dict(document))
    used = references(again)
    schemas: dict[str, Any] = again["components"]["schemas"]
    objects = [name for name, schema in schemas.items() if name in used and schema.get("properties")]
    schemas[objects[len(objects) // 2]]["properties"]["addedForTheBenchmark"] = {"type": "string"}
    return again


def part(document: Mapping[str, Any], share: float) -> dict[str, Any]:
    """The document's first operations, up to those that reach the share of what all reach, with only the schemas they reach."""
    components = document["components"]
    kinds = {kind: held for kind, held in components.items() if kind != "securitySchemes"}
    wanted = share * _schemas(_reached(document["paths"], kinds, set()))
    paths, reached = dict[str, Any](), set[tuple[str, str]]()
    for path, item in document["paths"].items():
        paths[path] = item
        reached |= _reached(item, kinds, reached)
        if share < 1 and _schemas(reached) >= wanted:
            break
    left = {kind: {name: held[name] for name in held if (kind, name) in reached} for kind, held in kinds.items()}
    security = {kind: held for kind, held in components.items() if kind == "securitySchemes"}
    rest = {
        key: value for key, value in document.items() if key not in ("paths", "components", "webhooks", "x-webhooks")
    }
    return {**rest, "paths": paths, "components": {**left, **security}}


def _schemas(reached: set[tuple[str, str]]) -> int:
    return sum(kind == "schemas" for kind, _ in reached)


def references(value: object) -> set[str]:
    """The names of the schemas that are referred to anywhere in a value."""
    return {name for kind, name in _references(value) if kind == "schemas"}


def _references(value: object) -> set[tuple[str, str]]:
    found = re.findall(r'"\$ref": "#/components/(\w+)/([^"/]+)', json.dumps(value, default=str))
    return {(kind, name.replace("~1", "/").replace("~0", "~")) for kind, name in found}


def _reached(item: object, kinds: Mapping[str, Mapping[str, Any]], known: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """What a value refers to, however indirectly, less what is known."""
    found, left = set[tuple[str, str]](), _references(item) - known
    while left:
        found |= left
        left = {each for kind, name in left for each in _references(kinds.get(kind, {}).get(name))} - known - found
    return found
