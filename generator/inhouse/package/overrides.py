"""Templates of the host, which may override blocks of ours and do no more than ours do."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError, nodes

from inhouse.diagnostics import Diagnostic, Fatal, Place, did_you_mean, quote
from inhouse.package.environment import OURS
from inhouse.package.host import Override
from inhouse.resources import template_folder

REFUSED: tuple[type[nodes.Node], ...] = (
    *(nodes.Macro, nodes.AssignBlock, nodes.Assign, nodes.Concat, nodes.Filter, nodes.FilterBlock, nodes.Call),
    *(nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.MarkSafe),
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow),
)
"""What turns code fragments into plain text, or does more than lay them out."""


def check_overrides(overrides: tuple[Override, ...]) -> None:
    """Raises Fatal with all that is wrong with templates of the host, each at its line."""
    problems = [problem for override in overrides for problem in _problems(override)]
    if problems:
        raise Fatal(problems)


def refused_in(tree: nodes.Template) -> Iterator[nodes.Node]:
    """The nodes of a template that none may have. `super()`, printed as it is, is none of them."""
    supers = {id(child) for output in tree.find_all(nodes.Output) for child in output.nodes if _is_super(child)}
    return (node for node in tree.find_all(REFUSED) if id(node) not in supers)


def blocks_of(name: str) -> tuple[str, ...]:
    """The names of the blocks in a template of ours."""
    tree = _parse((template_folder() / name).read_text(encoding="utf-8"))
    return tuple(block.name for block in tree.find_all(nodes.Block))


def _parse(text: str) -> nodes.Template:
    return Environment(autoescape=False).parse(text)


def _is_super(node: nodes.Node) -> bool:
    match node:
        case nodes.Call(node=nodes.Name(name="super"), args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
            return True
        case _:
            return False


def _problems(override: Override) -> Iterator[Diagnostic]:
    def problem(line: int, message: str, hint: str | None = None) -> Diagnostic:
        return Diagnostic("bad-template", "fatal", message, Place(override.file, position=(line, 1)), hint)

    try:
        tree = _parse(override.text)
    except TemplateSyntaxError as error:
        yield problem(error.lineno, f"no Jinja template: {error.message}")
        return
    extended = f"{OURS}{override.name}"
    how = f'Begin it with {{% extends "{extended}" %}}.'
    match [node for node in tree.body if not _is_blank(node)]:
        case [nodes.Extends(template=nodes.Const(value=str(name))), *rest] if name == extended:
            pass
        case [first, *rest]:
            yield problem(first.lineno, "a template here overrides blocks of ours, so it extends ours first", how)
        case _:
            yield problem(1, "a template here overrides blocks of ours, so it extends ours first", how)
            return
    for node in rest:
        if not isinstance(node, nodes.Block):
            yield problem(node.lineno, "what stands outside of blocks is printed nowhere", "Put it into a block.")
    known = blocks_of(override.name)
    for block in tree.find_all(nodes.Block):
        if block.name not in known:
            hint = did_you_mean(block.name, known) or f"It has {', '.join(known)}."
            yield problem(block.lineno, f"{quote(override.name)} has no block {quote(block.name)}", hint)
    for node in refused_in(tree):
        kind = type(node).__name__
        hint = "Use text, {{ values }}, if, for, include and super()."
        yield problem(node.lineno, f"templates lay out and do no more; {quote(kind)} is not for them", hint)


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(child, nodes.TemplateData) and not child.data.strip() for child in node.nodes
    )
