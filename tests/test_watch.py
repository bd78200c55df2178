"""`inhouse generate --watch`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects import command, document, environment, several

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent as on POSIX")

LONGEST = 300.0
"""Seconds of waiting for what comes soon, unless something hangs."""


class Watch:
    """A running command, and what it has printed so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        with self.log.open("w") as stream:
            self.process = subprocess.Popen(
                command("generate", "--watch"), cwd=folder, env=environment(), stdout=stream, stderr=subprocess.STDOUT
            )

    def wait_for(self, text: str, count: int = 1) -> str:
        deadline = time.monotonic() + LONGEST
        while (printed := self.log.read_text()).count(text) < count:
            assert self.process.poll() is None, printed
            assert time.monotonic() < deadline, printed
            time.sleep(0.02)
        return printed


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    running = Watch(several(tmp_path, "cats", "dogs"))
    running.wait_for("inhouse: watching 5 files")
    yield running
    running.process.kill()
    running.process.wait()


def models(folder: Path, target: str = "dogs") -> str:
    return (folder / "out" / target / "models.py").read_text()


def test_what_changes_is_made_again_and_nothing_else(watch: Watch) -> None:
    cats = (watch.folder / "out" / "cats" / "inhouse.lock").stat()
    (watch.folder / "spec" / "dogs" / "shared.yaml").write_text(
        "Dog: {type: object, properties: {weight: {type: number}}}\n"
    )
    printed = watch.wait_for("out/dogs: wrote", 2)
    assert "weight" in models(watch.folder)
    assert printed.count("out/cats") == 1
    assert (watch.folder / "out" / "cats" / "inhouse.lock").stat() == cats


def test_a_document_that_is_broken_for_a_moment_ends_nothing(watch: Watch) -> None:
    path = watch.folder / "spec" / "dogs" / "api.yaml"
    whole = path.read_text()
    path.write_text("openapi: [")
    watch.wait_for("spec/dogs/api.yaml:2:1: not valid YAML")
    path.write_text(whole.replace("getPet", "findPet"))
    watch.wait_for("out/dogs: wrote", 2)
    assert "def find_pet(" in (watch.folder / "out" / "dogs" / "endpoints" / "pets.py").read_text()


def test_a_file_joins_when_it_is_referred_to_and_when_it_appears(watch: Watch) -> None:
    spec = watch.folder / "spec" / "dogs"
    (spec / "api.yaml").write_text(document("more.yaml#/Hound"))
    watch.wait_for("unresolved reference 'more.yaml#/Hound'")
    (spec / "more.yaml").write_text("Hound: {type: object, properties: {nose: {type: string}}}\n")
    watch.wait_for("out/dogs: wrote", 3)
    assert "nose" in models(watch.folder)
    (spec / "more.yaml").write_text("Hound: {type: object, properties: {tail: {type: string}}}\n")
    watch.wait_for("out/dogs: wrote", 4)
    assert "tail" in models(watch.folder)


def test_the_configuration_is_watched(watch: Watch) -> None:
    path = watch.folder / "inhouse.toml"
    whole = path.read_text()
    path.write_text("[targets")
    watch.wait_for("inhouse.toml:1:9: no valid TOML")
    path.write_text(whole.replace("out/cats", "out/felines"))
    watch.wait_for("out/felines: wrote")


def test_an_interrupt_ends_it_quietly(watch: Watch) -> None:
    before = watch.log.read_text()
    os.kill(watch.process.pid, signal.SIGINT)
    assert watch.process.wait(LONGEST) == 0
    assert watch.log.read_text() == before
