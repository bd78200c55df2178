"""What is compared: a target as it is now or as a commit has it, or any document, each read into its `Api`."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from inhouse.config import Target, find_configuration, read_targets, show
from inhouse.diagnostics import Diagnostic, Fatal, Locate, Place, did_you_mean, fatal, quote
from inhouse.history.commits import commit_of, commits_touching, export
from inhouse.history.git import Repository, find_repository

if TYPE_CHECKING:
    from inhouse.api.api import Api
    from inhouse.document.document import Document

WORKING_TREE = "the working tree"
_SUFFIXES = (".yaml", ".yml", ".json")
_MOST_COMMITS = 1000


@dataclass(frozen=True, slots=True)
class State:
    """An `Api` and the document that it was made of. `label` is what people call it; a place in it is told by `locate`."""

    label: str
    api: Api
    document: Document
    locate: Locate
    folder: str = ""

    def told(self, place: Place) -> Place:
        """The place with its file called as people know it, and not as it was for a moment."""
        return place._replace(file=_told(place.file, self.folder, self.label))


def current(target: Target) -> State:
    """The target as its files are now. Raises Fatal."""
    return _read(target, WORKING_TREE)


def of_document(path: Path, target: Target | None) -> State:
    """A document, read as the target has it, if there is one. Raises Fatal."""
    as_told = Target("client", path, Path(os.devnull)) if target is None else target._replace(document=path, excuse=())
    return _read(as_told, show(path))


def of_revision(target: Target, revision: str) -> State:
    """The target as a commit has its configuration, its document and its overlays. Raises Fatal."""
    configuration = _configuration()
    repository = find_repository(configuration.parent)
    commit = commit_of(repository, revision)
    with _exported(repository, commit, configuration, target.name, revision) as (old, folder):
        return _read(old._replace(excuse=()), revision, folder)


def of_lock(target: Target, lock: Path) -> State:
    """The target as the commit has it whose lock is made of the same inputs. Raises Fatal.

    A lock has digests only: what it was made of is found again in the history of the target's own lock, if it is there.
    """
    from inhouse.output.lock import LOCK, read_lock

    wanted = read_lock(lock.parent)
    if wanted is None:
        raise fatal("bad-lock", "this is no lock of inhouse that can be read", Place(show(lock)))
    configuration = _configuration()
    repository = find_repository(configuration.parent)
    committed = _inside(repository.root, target.output / LOCK)
    for commit in commits_touching(repository, committed, _MOST_COMMITS):
        with TemporaryDirectory(prefix="inhouse-") as folder:
            export(repository, commit, (committed,), lambda _: False, Path(folder))
            found = read_lock((Path(folder) / committed).parent)
        if found is None or _inputs(found.inputs) != _inputs(wanted.inputs):
            continue
        with _exported(repository, commit, configuration, target.name, commit[:12]) as (old, folder):
            return _read(old._replace(excuse=()), commit[:12], folder)
    message = (
        f"a lock has digests only, and none of the last {_MOST_COMMITS} commits of {quote(committed)} has the same ones"
    )
    hint = "Name the document that the package was made of, or the commit."
    raise fatal("unknown-lock", message, Place(show(lock)), hint)


def _inputs(digests: Mapping[str, str]) -> dict[str, str]:
    """The digests that say what went in, tools apart."""
    kinds = ("document", "overlay", "configuration")
    return {key: value for key, value in digests.items() if key.partition(" ")[0] in kinds}


def _configuration() -> Path:
    path = find_configuration(Path.cwd())
    if path is None:
        hint = "Compare two documents: `inhouse diff OLD.yaml NEW.yaml`."
        raise fatal(
            "no-configuration", "without a configuration there is no target to look for at a revision", None, hint
        )
    return path.resolve()


@contextmanager
def _exported(
    repository: Repository, commit: str, configuration: Path, name: str, revision: str
) -> Generator[tuple[Target, str]]:
    """The target as a commit has it, in a folder that is there for as long."""
    from inhouse.document.pin import pin_path
    from inhouse.output.lock import LOCK

    root = repository.root.resolve()
    with TemporaryDirectory(prefix="inhouse-") as held:
        folder = Path(held).resolve()
        path = _inside(root, configuration)
        # Either of the two files may have been the configuration.
        names = {
            path,
            *(_inside(root, configuration.with_name(each)) for each in ("pyproject.toml", "inhouse.toml")),
        }
        there = export(repository, commit, names, lambda _: False, folder)
        found = find_configuration(folder / Path(path).parent) if there else None
        found = found if found is not None and found.is_relative_to(folder) else None
        try:
            targets = {target.name: target for target in read_targets(found)} if found is not None else {}
            if name not in targets:
                message = f"there was no target {quote(name)} at {quote(revision)}"
                raise fatal("unknown-target", message, None, did_you_mean(name, targets))
            target = targets[name]
            if not isinstance(target.document, Path):
                raise fatal("bad-revision", f"the document of {quote(name)} at {quote(revision)} is no file")
            files = [_inside(folder, each) for each in (target.document, *target.overlays)]
            if target.url:
                files.append(_inside(folder, pin_path(target.document)))
            if Path(os.path.normpath(target.output)).is_relative_to(folder):
                files.append(_inside(folder, target.output / LOCK))  # it has the names that had to be kept
            folders = [_inside(folder, each) for each in (target.document.parent, *target.folders)]
            export(repository, commit, (*files, *folders), _is_document, folder)
            yield target, str(folder)
        except Fatal as error:
            raise _relabelled(error, str(folder), revision) from None


def _is_document(path: str) -> bool:
    return path.lower().endswith(_SUFFIXES)


def _inside(root: Path, path: Path) -> str:
    """The path from a root, with `/`. Raises Fatal where it leads elsewhere."""
    relative = os.path.relpath(os.path.normpath(path), root)
    if relative.split(os.sep)[0] == os.pardir or os.path.isabs(relative):
        message = f"{show(path)} is not in the repository, so no revision has it"
        raise fatal("bad-revision", message, None, "Compare two documents instead.")
    return Path(relative).as_posix()


def _read(target: Target, label: str, folder: str = "") -> State:
    from inhouse.document.normal import normalize
    from inhouse.pipeline import read_api, read_input

    input = read_input(target)
    api, _ = read_api(target, input)
    return State(label, api, normalize(input.document), input.locate, folder)


def _relabelled(error: Fatal, folder: str, label: str) -> Fatal:
    """The error with files called `HEAD:spec/api.yaml`, as git does, and not as they were for a moment."""

    def told(diagnostic: Diagnostic) -> Diagnostic:
        place = diagnostic.place
        return (
            diagnostic
            if place is None
            else diagnostic._replace(place=place._replace(file=_told(place.file, folder, label)))
        )

    return Fatal(told(diagnostic) for diagnostic in error.diagnostics)


def _told(file: str, folder: str, label: str) -> str:
    if folder and Path(file).is_relative_to(folder):
        return f"{label}:{Path(file).relative_to(folder).as_posix()}"
    return file
