"""Where a change belongs that someone made by hand in a written file, by the kind of file."""

from __future__ import annotations

from collections.abc import Iterable

_BESIDE = "code of your own belongs into a file beside it, which inhouse leaves alone"
_SAID = "what the API says is corrected by an overlay (`overlays`), names and policies by the configuration"
_LAYOUT = "how it is laid out by a template override"
_RUNTIME = "is copied as it is: wrap or subclass it in a file beside, which inhouse leaves alone"


def belongs(paths: Iterable[str]) -> tuple[str, ...]:
    """A line for each kind of file among the paths, such as `models.py: what the API says is corrected by …`."""
    lines: dict[str, list[str]] = {}
    for path in paths:
        if path.startswith("_runtime/"):
            advice = _RUNTIME
        elif path == "py.typed" or path.endswith("/__init__.py"):
            advice = _BESIDE
        elif path == "__init__.py":
            advice = f"{_SAID}; {_BESIDE}"
        else:
            advice = f"{_SAID}, {_LAYOUT}; {_BESIDE}"
        lines.setdefault(advice, []).append(path)
    return tuple(f"{', '.join(found[:3])}{' …' if len(found) > 3 else ''}: {advice}" for advice, found in lines.items())
