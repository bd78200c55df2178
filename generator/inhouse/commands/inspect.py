"""`inhouse inspect`: what each operation of the document becomes."""

from __future__ import annotations

from types import SimpleNamespace

from inhouse.config import Target
from inhouse.report.outcome import FINE, WRONG, ordered
from inhouse.report.text import print_diagnostics


def inspect_target(target: Target, options: SimpleNamespace) -> int:
    """Prints what the operations of the target's document become; the exit status. Raises Fatal."""
    from inhouse.api.report import report_json, report_text
    from inhouse.pipeline import read_api, read_input

    api, diagnostics = read_api(target, read_input(target))
    print_diagnostics(ordered(diagnostics))
    if options.format == "json":
        import json

        print(json.dumps(report_json(api), indent=2, ensure_ascii=False))
    else:
        print("\n".join(report_text(api)))
    return WRONG if any(diagnostic.severity == "skip" for diagnostic in diagnostics) else FINE
