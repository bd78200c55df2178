"""What others wrote, installed into environments of their own, and the commands that they are run by."""

from __future__ import annotations

import hashlib
import os
import subprocess
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree, which

from benchmarks.measure import Command, Tell

MODELS = "datamodel-code-generator"
CLIENT = "datamodel-code-generator --generate-client"
OPENAPI_PYTHON_CLIENT = "openapi-python-client"
OPENAPI_GENERATOR = "openapi-generator"
CALLERS = "callers"
_HTTPX2 = ("httpx2==2.16.2", "pydantic==2.14.3")
REQUIREMENTS: Mapping[str, tuple[str, ...]] = {
    MODELS: ("datamodel-code-generator==0.89.0", *_HTTPX2),
    OPENAPI_PYTHON_CLIENT: ("openapi-python-client==0.29.1", "python-dateutil"),
    OPENAPI_GENERATOR: (
        "openapi-generator-cli==7.26.0",
        "pydantic==2.14.3",
        "urllib3",
        "python-dateutil",
        "lazy-imports",
    ),
    CALLERS: ("apify-client==3.4.0", "msgspec==0.22.0", *_HTTPX2),
}
"""What each environment holds."""


@dataclass(frozen=True)
class Peers:
    """The Python of each environment that could be made, by name; and why the others could not."""

    pythons: Mapping[str, Path]
    failures: Mapping[str, str]

    def python(self, tool: str) -> Path | None:
        return self.pythons.get(MODELS if tool == CLIENT else tool)


def install(cache: Path, tell: Tell) -> Peers:
    """Makes the environments that are not there yet. One that cannot be made is told, and left out."""
    pythons, failures = dict[str, Path](), dict[str, str]()
    for name, requirements in REQUIREMENTS.items():
        folder = cache / hashlib.sha256(" ".join(requirements).encode()).hexdigest()[:12]
        python, done = folder / "bin" / "python", folder / "done"
        if not done.exists():
            tell(f"installing {', '.join(requirements)}")
            rmtree(folder, ignore_errors=True)
            venv.create(folder, with_pip=True, symlinks=True)
            pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
            installed = subprocess.run(pip, capture_output=True, text=True, check=False)
            if installed.returncode:
                failures[name] = (installed.stderr.strip().splitlines() or ["pip failed"])[-1]
                tell(f"  could not install {name}: {failures[name]}")
                continue
            done.touch()
        pythons[name] = python
    if not which("java") and OPENAPI_GENERATOR in pythons:
        failures[OPENAPI_GENERATOR] = "there is no Java here"
        del pythons[OPENAPI_GENERATOR]
    return Peers(pythons, failures)


def command(tool: str, python: Path, document: Path, output: Path) -> Command:
    """What writes all that a tool makes of a document into a folder that is emptied before."""
    name, bin = output.name, python.parent
    base = [str(bin / "datamodel-codegen"), "--input", str(document), "--input-file-type", "openapi"]
    base += ["--output-model-type", "pydantic_v2.BaseModel"]
    client = [*base, "--generate-client", "httpx2", "--client-output", str(output / "client")]
    client += ["--client-package", f"{name}.client", "--client-model-package", f"{name}.models"]
    arguments = {
        MODELS: [*base, "--output", str(output / "models.py")],
        CLIENT: [*client, "--output", str(output / "models.py")],
        OPENAPI_PYTHON_CLIENT: [
            *(str(bin / "openapi-python-client"), "generate", "--path", str(document), "--meta", "none"),
            *("--output-path", str(output), "--overwrite"),
        ],
        OPENAPI_GENERATOR: [
            *(str(bin / "openapi-generator-cli"), "generate", "-g", "python", "-i", str(document)),
            *("-o", str(output), "--package-name", name),
        ],
    }
    # names with dots become modules, which need a folder
    fallbacks = {
        MODELS: ([*base, "--output", str(output / "models")],),
        CLIENT: ([*client, "--output", str(output / "models")],),
    }

    def emptied() -> None:
        rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)

    path = {"PATH": f"{bin}{os.pathsep}{os.environ.get('PATH', '')}"}
    return Command(arguments[tool], emptied, None, path, fallbacks.get(tool, ()), minor=tool != MODELS)


def imported(tool: str, output: Path) -> tuple[str, Path]:
    """How a caller of what a tool wrote imports it, and the folder to import it from."""
    name = output.name
    statement = {
        MODELS: f"import {name}.models",
        CLIENT: f"from {name}.client import Client",  # which is only then loaded
        OPENAPI_PYTHON_CLIENT: f"import {name}.client, {name}.models",
        OPENAPI_GENERATOR: f"import {name}",
    }
    return statement.get(tool, f"from {name} import Client"), output if tool == OPENAPI_GENERATOR else output.parent
