"""The benchmarks: that they measure what they say, tell what failed, and draw what they measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import caller, calls, chart, report
from benchmarks.documents import ROOT, Source, changed, part, read, references
from benchmarks.generation import doublings, factors, project
from benchmarks.measure import Command, Figure, in_turns, ratio

APIFY = Source("two_endpoints", ROOT / "spec" / "apify.yaml")


def quiet(line: str) -> None:
    """Nobody is to read how far a test is."""


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code]


def test_commands_take_turns_and_what_fails_is_told_and_not_run_again() -> None:
    turns: list[str] = []
    commands = {
        "good": Command(python("pass"), prepare=lambda: turns.append("good")),
        "bad": Command(python("raise SystemExit('Error: it cannot')"), prepare=lambda: turns.append("bad")),
    }
    figures = in_turns(commands, 2, quiet)
    assert turns == ["good", "bad", "good"]
    assert figures["bad"].to_json() == {"refused": "Error: it cannot"}
    assert len(figures["good"].runs) == 2
    assert 0 < figures["good"].cpu < 10
    assert figures["good"].memory > 1 << 20


def test_a_command_that_fails_is_tried_in_the_other_ways_it_has() -> None:
    command = Command(python("raise SystemExit(1)"), fallbacks=(python("pass"),))
    assert in_turns({"": command}, 1, quiet)[""].refused is None


def test_memory_is_that_of_the_command_and_not_of_who_starts_it() -> None:
    held = bytearray(b"1") * (200 << 20)
    assert in_turns({"": Command(python("pass"))}, 1, quiet)[""].memory < len(held)


def test_a_ratio_is_the_median_over_runs_that_stood_side_by_side() -> None:
    assert ratio(Figure(runs=(1.0, 4.0, 9.0)), Figure(runs=(2.0, 2.0, 3.0))) == 2.0
    assert ratio(Figure(refused="it cannot"), Figure(runs=(1.0,))) is None


def test_a_small_change_is_one_property_of_one_schema() -> None:
    document = read(APIFY)
    before, after = document["components"]["schemas"], changed(document)["components"]["schemas"]
    differing = [name for name in before if before[name] != after[name]]
    assert len(differing) == 1
    assert after[differing[0]]["properties"].keys() - before[differing[0]]["properties"].keys() == {
        "addedForTheBenchmark"
    }


def test_a_part_of_a_document_has_all_that_it_refers_to() -> None:
    document = read(APIFY)
    piece = part(document, 0.1)
    assert 0 < len(piece["components"]["schemas"]) < len(document["components"]["schemas"])
    assert references(piece) <= piece["components"]["schemas"].keys()


def test_a_project_is_a_target_with_its_document() -> None:
    with project(APIFY) as made:
        assert read(Source("", made.document)) == read(APIFY)
        assert "two_endpoints" in (made.folder / "inhouse.toml").read_text(encoding="utf-8")


def test_linear_growth_has_the_factor_one() -> None:
    parts = {"50%": {"bytes": 10, "inhouse": {"cpu": 1.0}}, "100%": {"bytes": 20, "inhouse": {"cpu": 2.0}}}
    assert factors(parts) == {"inhouse": {"50% to 100%": 1.0}}


def test_what_twice_the_schemas_take_is_told_and_shown() -> None:
    shares = {"10%": 10, "25%": 25, "50%": 50, "100%": 101}
    parts = {
        share: {"schemas": count, "bytes": count * 8, "inhouse": {"cpu": count / 50}} for share, count in shares.items()
    }
    found = doublings(parts)
    assert found == {"inhouse": {"25% to 50%": {"bytes": 2.0, "cpu": 2.0}, "50% to 100%": {"bytes": 2.02, "cpu": 2.02}}}
    assert "50% to 100%" in report.text({"growth": {"doublings": found}})
    drawn = chart.draw(report.panels({"growth": {"document": "a", "parts": {}, "doublings": found}}))
    assert "2.02 times the CPU for 2.02 times the bytes" in drawn


def test_clients_are_called_over_real_http() -> None:
    bodies = calls.answers()
    assert len(bodies["actor"]) < 2_000
    assert len(bodies["builds"]) == pytest.approx(283_000, rel=0.01)
    with calls.serving(bodies["actor"]) as url:
        for kind in ("inhouse", "httpx2 + pydantic"):
            for mode in ("sync", "3"):
                assert caller.main(kind, mode, "actor", url, "0", "5")["calls"] == 5


def test_the_report_and_the_chart_show_every_figure_and_every_refusal() -> None:
    cost = Figure(1.5, 2.0, 64 << 20, (1.5, 1.5)).to_json()
    results: dict[str, Any] = {
        "generation": {
            "a<b": {"bytes": 1000, "cold": {"inhouse": cost, "peer": {"refused": "no & never"}}, "small change": cost}
        },
        "imports": {"a<b": {"import pydantic": cost, "ratio to import pydantic": {}}},
        "calls": {"sync": {"inhouse": {"calls per CPU second": 1234}, "throughput of inhouse in times of": {}}},
        "growth": {"document": "a", "parts": {"100%": {"schemas": 1, "bytes": 2, "inhouse": cost}}},
    }
    told = report.text(results)
    assert "peer: refused no & never" in told
    assert "inhouse: 1.500 s CPU, 2.000 s, 64 MB, 2 runs" in told
    drawn = ElementTree.fromstring(chart.draw(report.panels(results)))
    shown = [element.text or "" for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "refused: no & never" in shown
    assert "1,234" in shown
    assert sum("1.50 s CPU" in text for text in shown) == 4


def test_the_readme_shows_the_chart_of_the_figures_that_were_written() -> None:
    figures, drawn = Path(ROOT / "benchmarks" / "benchmarks.json"), ROOT / "benchmarks" / "benchmarks.svg"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "](benchmarks/benchmarks.svg)" in readme
    assert "python -m benchmarks" in readme
    assert chart.draw(report.panels(json.loads(figures.read_text(encoding="utf-8")))) == drawn.read_text(
        encoding="utf-8"
    )
