"""What was measured, as text and as a chart; both are made of the JSON alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.chart import Bar, Panel
from benchmarks.generation import INHOUSE


def text(report: Mapping[str, Any]) -> str:
    """The figures as lines: medians, ratios, and what was refused."""
    return "\n".join(_lines(report))


def panels(report: Mapping[str, Any]) -> list[Panel]:
    """What of a report the chart shows."""
    shown = list[Panel]()
    for document, each in report.get("generation", {}).items():
        bars = [_bar(tool, one, "cpu", "s CPU") for tool, one in each["cold"].items()]
        if "small change" in each:
            bars.append(_bar("inhouse, one schema changed", each["small change"], "cpu", "s CPU", own=True))
        shown.append(Panel(f"Generate {document} ({each['bytes'] / 1000:,.0f} KB), cold", bars))
    for document, each in report.get("imports", {}).items():
        named = {name: one for name, one in each.items() if not name.startswith("ratio")}
        shown.append(
            Panel(f"Import what was written of {document}", [_bar(*one, "cpu", "s CPU") for one in named.items()])
        )
    for what, each in report.get("calls", {}).items():
        named = {kind: one for kind, one in each.items() if not kind.startswith("throughput")}
        shown.append(
            Panel(f"Calls per second of CPU, {what}", [_bar(*one, "calls per CPU second", "") for one in named.items()])
        )
    if parts := report.get("growth", {}).get("parts"):
        bars = [_bar(tool, one, "cpu", f"s CPU, {share}", own=tool == INHOUSE) for share, tool, one in _grown(parts)]
        shown.append(Panel(f"Growth with {report['growth']['document']}'s schemas", bars))
    if doublings := report.get("growth", {}).get("doublings"):
        bars = [
            Bar(
                f"{tool}, {step}",
                each["cpu"],
                f"{each['cpu']:.2f} times the CPU for {each['bytes']:.2f} times the bytes",
                tool == INHOUSE,
            )
            for tool, steps in doublings.items()
            for step, each in steps.items()
        ]
        shown.append(Panel("What twice the schemas take", bars))
    return shown


def _grown(parts: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for share, each in parts.items():
        yield from ((share, tool, one) for tool, one in each.items() if isinstance(one, dict))


def _bar(label: str, figure: Mapping[str, Any], key: str, unit: str, *, own: bool = False) -> Bar:
    if "refused" in figure:
        return Bar(label, None, f"refused: {figure['refused'][:60]}", own)
    value = figure[key]
    shown = f"{value:,.0f}" if value >= 100 or isinstance(value, int) else f"{value:.2f}"
    return Bar(label, value, f"{shown} {unit}".strip(), own or label == INHOUSE)


def _lines(value: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    for key, each in value.items():
        if isinstance(each, Mapping) and {"cpu", "wall", "memory"} <= each.keys():
            megabytes = each["memory"] / (1 << 20)
            yield f"{'  ' * depth}{key}: {each['cpu']:.3f} s CPU, {each['wall']:.3f} s, {megabytes:.0f} MB, {len(each['runs'])} runs"
        elif isinstance(each, Mapping) and each.keys() in ({"refused"}, {"calls per CPU second"}):
            yield f"{'  ' * depth}{key}: " + " ".join(f"{name} {one}" for name, one in each.items())
        elif isinstance(each, Mapping):
            yield f"{'  ' * depth}{key}"
            yield from _lines(each, depth + 1)
        else:
            yield f"{'  ' * depth}{key}: {each}"
