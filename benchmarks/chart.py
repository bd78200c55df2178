"""Figures as one SVG of horizontal bars, which reads on light and on dark grounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, LABEL, BAR, ROW = 860, 300, 420, 22
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; }
.bar { fill: #8c959f; }
.own { fill: #1f7ae0; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .bar { fill: #7d8590; } .own { fill: #58a6ff; } }
"""


@dataclass(frozen=True)
class Bar:
    """A labelled value; without one, the note alone says what came of it. `own` bars stand out."""

    label: str
    value: float | None
    note: str
    own: bool = False


@dataclass(frozen=True)
class Panel:
    """Bars that are measured by the longest of them."""

    title: str
    bars: Sequence[Bar]


def draw(panels: Sequence[Panel]) -> str:
    """The panels, one below the other, as the text of an SVG file."""
    lines, y = list[str](), 8
    for panel in panels:
        y += ROW
        lines.append(f'<text class="title" x="8" y="{y}">{escape(panel.title)}</text>')
        longest = max((bar.value or 0.0 for bar in panel.bars), default=0.0) or 1.0
        for bar in panel.bars:
            y += ROW
            length = BAR * (bar.value or 0.0) / longest
            lines.append(f'<text x="{LABEL - 8}" y="{y}" text-anchor="end">{escape(bar.label)}</text>')
            kind = "own" if bar.own else "bar"
            lines.append(f'<rect class="{kind}" x="{LABEL}" y="{y - 12}" width="{length:.1f}" height="15" rx="2"/>')
            lines.append(f'<text x="{LABEL + length + 8:.1f}" y="{y}">{escape(bar.note)}</text>')
        y += ROW // 2
    height = y + ROW // 2
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">'
    return "\n".join([head, "<title>Benchmarks of inhouse</title>", f"<style>{STYLE}</style>", *lines, "</svg>", ""])
