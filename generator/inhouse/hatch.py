"""The build hook for hatchling: a project generates its packages, or checks them, before its files are collected.

[build-system]
requires = ["hatchling", "inhouse"]
build-backend = "hatchling.build"

[tool.hatch.build.hooks.inhouse]
targets = ["apify"]  # optional: all of them by default
check = true         # optional: write nothing, and fail where a package is stale
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, NoReturn

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl

from inhouse.diagnostics import did_you_mean, quote
from inhouse.document.values import as_list

if TYPE_CHECKING:
    from typing import Any

    from hatchling.builders.config import BuilderConfig

    Hook = BuildHookInterface[BuilderConfig]
else:
    Hook = BuildHookInterface

_OURS = ("targets", "check")
_OF_ALL_HOOKS = ("dependencies", "require-runtime-dependencies", "require-runtime-features", "enable-by-default")


class InhouseBuildHook(Hook):
    """`[tool.hatch.build.hooks.inhouse]`."""

    PLUGIN_NAME = "inhouse"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generates or checks, in a process of its own, and takes in what git ignores of the packages."""
        targets, command = self._options()
        self._run(command, *targets)
        listed = self._run("generate", "--list-outputs", *targets)
        build_data["artifacts"].extend(f"/{path}" for path in listed.splitlines())

    def _options(self) -> tuple[list[str], str]:
        config: dict[str, Any] = dict(self.config)
        for key in sorted(config.keys() - {*_OURS, *_OF_ALL_HOOKS}):
            hint = did_you_mean(key, _OURS) or f"It knows {' and '.join(_OURS)}."
            self._stop(f"unknown key {quote(key)}. {hint}")
        names = as_list(config.get("targets", [])) or []
        targets = [name for name in names if isinstance(name, str)]
        if targets != config.get("targets", []):
            self._stop("'targets' must be a list of names")
        check: Any = config.get("check", False)
        if not isinstance(check, bool):
            self._stop("'check' must be true or false")
        return targets, "check" if check else "generate"

    def _run(self, *arguments: str) -> str:
        # -P keeps what lies in the project from being taken for inhouse.
        words = [sys.executable, "-P", "-m", "inhouse", *arguments]
        done = subprocess.run(words, cwd=self.root, stdout=subprocess.PIPE, encoding="utf-8", check=False)
        if done.returncode != 0:
            self._stop(f"`inhouse {' '.join(arguments)}` ended with status {done.returncode}\n{done.stdout.rstrip()}")
        return done.stdout

    def _stop(self, message: str) -> NoReturn:
        self.app.abort(f"[tool.hatch.build.hooks.inhouse]: {message}")
        raise SystemExit(1)  # which `abort` does, but does not say


@hookimpl
def hatch_register_build_hook() -> type[Hook]:
    """Tells hatchling of the hook."""
    return InhouseBuildHook
