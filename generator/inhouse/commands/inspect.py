"""`inhouse inspect`: what each operation of the document becomes."""

from __future__ import annotations

import argparse

from inhouse.commands.made import placed
from inhouse.commands.outcome import FINE, WRONG, ordered
from inhouse.commands.text import print_diagnostics
from inhouse.config import Target
from inhouse.diagnostics import Fatal


def inspect_target(target: Target, options: argparse.Namespace) -> int:
    """Prints what the operations of the target's document become; the exit status. Raises Fatal."""
    from inhouse.api.report import report_json, report_text
    from inhouse.pipeline import read_api, read_input

    input = read_input(target)
    try:
        api, diagnostics = read_api(target, input)
    except Fatal as error:
        raise Fatal(ordered(placed(error.diagnostics, input.locate))) from None
    print_diagnostics(ordered(placed(diagnostics, input.locate)))
    if options.format == "json":
        import json

        print(json.dumps(report_json(api), indent=2, ensure_ascii=False))
    else:
        print("\n".join(report_text(api)))
    return WRONG if any(diagnostic.severity == "skip" for diagnostic in diagnostics) else FINE
