"""What the configuration may say about the host, and what is wrong with what it does say."""

from __future__ import annotations

import re

from inhouse.package.host import DECLARED_ENCODING

STYLES = ("inhouse", "host")
"""Whose style written code has: our own, or that of the ruff configuration which applies to its folder."""

_MODULES = ("client", "errors", "forms", "inputs", "models", "webhooks", "endpoints")
_LICENSE_WORD = r"[A-Za-z0-9][A-Za-z0-9.-]*(:[A-Za-z0-9][A-Za-z0-9.-]*)?\+?"


def license_problem(license: str) -> str | None:
    """What is wrong with an SPDX license expression (SPDX 3.0, annex B)."""
    problem = "must be an SPDX license expression, such as MIT or Apache-2.0 WITH LLVM-exception"
    waiting, depth = True, 0
    for word in license.replace("(", " ( ").replace(")", " ) ").split(" "):
        match word:
            case "":
                continue
            case "(" if waiting:
                depth += 1
            case ")" if not waiting and depth:
                depth -= 1
            case "AND" | "OR" | "WITH" if not waiting:
                waiting = True
            case _ if waiting and re.fullmatch(_LICENSE_WORD, word) and word not in ("AND", "OR", "WITH"):
                waiting = False
            case _:
                return problem
    return problem if waiting or depth or DECLARED_ENCODING.search(license) else None


def extend_problem(module: str) -> str | None:
    """What is wrong with the name of a module beside ours."""
    import keyword

    if not module.isidentifier() or keyword.iskeyword(module) or module.startswith("_"):
        return "must be the name of a module in the package's folder, without `.py`"
    return "must not be the name of a module that inhouse writes" if module.lower() in _MODULES else None
