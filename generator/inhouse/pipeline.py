"""The way through: a target → its `Api` and the texts of its package. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inhouse.config import Target, document_name, document_url, show
from inhouse.diagnostics import Diagnostic, Fatal, Locate, did_you_mean, fatal, quote
from inhouse.document.document import Document
from inhouse.document.load import Loaded, load_files, overlaid
from inhouse.document.source import locator, placed
from inhouse.document.values import JsonValue
from inhouse.document.web import shown
from inhouse.garbage import only_growing
from inhouse.means import ALONE, Means

if TYPE_CHECKING:
    from inhouse.api.api import Api
    from inhouse.document.policies import OperationPolicy
    from inhouse.package.host import Host


class Read(NamedTuple):
    """What was read of a target, and digests of all that decides what is written, by `kind name`.

    The places of diagnostics have lines and columns. `host` is what its repository asks.
    """

    loaded: Loaded
    digests: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    locate: Locate
    host: Host


class Input(NamedTuple):
    """A target's document with its overlays applied, and digests of all that decides what is written, by `kind name`.

    The places of diagnostics have lines and columns. `host` is what its repository asks. `kept_names` are those that
    needed a rule when the package on disk was written, by place; one that `is_split` into modules stays so.
    """

    document: Document
    digests: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    locate: Locate
    host: Host
    kept_names: Mapping[str, str] = {}
    is_split: bool = False


class Generated(NamedTuple):
    """An API and the files of its package, by POSIX path within it, the lock among them."""

    api: Api
    files: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]


def read_input(target: Target) -> Input:
    """Reads a target's document and overlays. Raises Fatal."""
    return take_in(target, read_files(target))


def read_files(target: Target) -> Read:
    """Reads the files that a target is made of, which is enough to know whether its package is of them. Raises Fatal."""
    from inhouse.document.digest import canonical_digest
    from inhouse.host.read import host_digests, read_host
    from inhouse.versions import tool_digests

    if target.url and isinstance(target.document, Path):
        from inhouse.document.pin import check_is_kept

        check_is_kept(target.document, show(target.document), target.name)
    loaded = load_files(target.document, target.overlays, show, target.folders, target.url)
    digests = {
        "configuration target": canonical_digest(_decisive(target)),
        "document api": canonical_digest(_written(loaded.document)),
        **host_digests(host := read_host(target)),
        **tool_digests(),
    }
    for number, source in enumerate(loaded.overlays, start=1):
        digests[f"overlay {number}"] = canonical_digest(source.value)
    locate = locator((*loaded.document.sources, *loaded.overlays))
    return Read(loaded, digests, placed(loaded.diagnostics, locate), locate, host)


def take_in(target: Target, read: Read) -> Input:
    """Applies the overlays to a target's document. Raises Fatal."""
    from inhouse.output.lock import had_file, kept_names

    document, diagnostics = overlaid(read.loaded)
    names, is_split = kept_names(target.output), had_file(target.output, "models/__init__.py")
    return Input(document, read.digests, placed(diagnostics, read.locate), read.locate, read.host, names, is_split)


@only_growing()
def read_api(target: Target, input: Input) -> tuple[Api, tuple[Diagnostic, ...]]:
    """The target's `Api`, and what is wrong with its document. Raises Fatal where nothing can be made of it."""
    from inhouse.api.naming import operation_ids
    from inhouse.api.operations import lower
    from inhouse.document.normal import normalize

    try:
        document = normalize(input.document)
        api, diagnostics = lower(
            document,
            name=target.name,
            policies=target.operations,
            names=target.names,
            selection=target.selection,
            kept=input.kept_names,
        )
    except Fatal as error:
        raise Fatal(placed(error.diagnostics, input.locate)) from None
    except RecursionError:
        raise fatal("too-deep", f"{document_name(target)} nests too deeply, or its references do") from None
    diagnostics = _excused(target, _once((*input.diagnostics, *placed(diagnostics, input.locate))))
    known = operation_ids(document) if target.operations else frozenset[str]()
    unknown = sorted(target.operations.keys() - known)
    if unknown:
        diagnostics += tuple(
            Diagnostic(
                "unknown-operation",
                "fatal",
                f"the configuration has policies for {quote(id)}, which is no operation",
                target.excused_at,
                did_you_mean(id, known),
            )
            for id in unknown
        )
    if any(diagnostic.severity == "fatal" for diagnostic in diagnostics):
        raise Fatal(diagnostics)
    return api, diagnostics


def generate(target: Target, input: Input, means: Means = ALONE) -> Generated:
    """The target's package as text, whatever the means. Raises Fatal where nothing can be made of the document."""
    from inhouse.document.digest import canonical_digest
    from inhouse.models.writer import ModelMismatch
    from inhouse.output.lock import LOCK, TOLD, UNEXCUSED, lock_text
    from inhouse.package.build import build_package
    from inhouse.package.format import FormatError
    from inhouse.package.verify import UnexpectedCode

    means.tell("lowering")
    api, diagnostics = read_api(target, input)
    try:
        files = build_package(api, input.host, means, is_split=input.is_split or None)
    except (FormatError, ModelMismatch, UnexpectedCode, RecursionError) as error:
        hint = "This is a defect of inhouse; please report it, with the document. Nothing was written."
        raise fatal("defect", f"{type(error).__name__}: {error}", None, hint) from error
    # No digest of inputs is like these, so what is left out is told on every run until it is excused.
    left_out: list[JsonValue] = [d.operation for d in diagnostics if d.severity == "skip"]
    unexcused = {f"{UNEXCUSED} operations": canonical_digest(left_out)} if left_out else dict[str, str]()
    told = {f"{TOLD} warnings": canonical_digest(True)} if input.diagnostics else dict[str, str]()
    lock = lock_text({**input.digests, **unexcused, **told}, files, api.kept_names)
    return Generated(api, {**files, LOCK: lock}, diagnostics)


def _once(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Each diagnostic once; what leaves an operation out is not told as a dead reference, too."""
    skipped = {diagnostic.place for diagnostic in diagnostics if diagnostic.severity == "skip"}
    return tuple(
        diagnostic
        for diagnostic in dict.fromkeys(diagnostics)
        if diagnostic.code != "unresolved-reference" or diagnostic.place not in skipped
    )


def _excused(target: Target, diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The diagnostics without the skips that the target excuses; an excuse that excuses nothing is an error."""
    skipped = {d.operation for d in diagnostics if d.severity == "skip"}
    needless = tuple(
        Diagnostic(
            "needless-excuse",
            "fatal",
            f"{quote(id)} is excused, but it is not skipped",
            target.excused_at,
            "Take it out of `excuse`.",
        )
        for id in target.excuse
        if id not in skipped
    )
    left = tuple(
        d._replace(severity="warning") if d.severity == "skip" and d.operation in target.excuse else d
        for d in diagnostics
    )
    return (*left, *needless)


def _written(document: Document) -> JsonValue:
    """What the document's files say, by their paths from the first one if there are others."""
    first = document.sources[0].value
    return {"": first, **{path: part.value for path, part in document.parts.items()}} if document.parts else first


def _decisive(target: Target) -> JsonValue:
    """What of a target decides what is written; where it is read from and written to does not."""
    return {
        "name": target.name,
        "excuse": list[JsonValue](sorted(target.excuse)),
        **({"url": shown(url)} if (url := document_url(target)) else {}),
        **_selected(target),
        "operations": {id: _said(policy) for id, policy in target.operations.items()},
    }


def _said(policy: OperationPolicy) -> JsonValue:
    """What a policy says, wherever it says so."""
    from dataclasses import asdict  # takes longer to load than most targets to compare, and most have no policies

    return {**asdict(policy), "places": None}


def _selected(target: Target) -> dict[str, JsonValue]:
    """The selection and the names of a target, as far as it has any."""
    patterns = {"include": target.selection.include, "exclude": target.selection.exclude}
    names = {"operations": target.names.operations, "schemas": target.names.schemas, "tags": target.names.tags}
    return {
        **{key: list[JsonValue](sorted(pattern.text for pattern in each)) for key, each in patterns.items() if each},
        **{f"names {key}": {old: new.name for old, new in each.items()} for key, each in names.items() if each},
    }
