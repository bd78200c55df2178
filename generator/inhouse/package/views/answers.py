"""How a call says what its answers are read as, and which it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inhouse.api.answers import ACCEPT, essence, piece_type, returned
from inhouse.api.api import Operation, Piece, Response
from inhouse.api.streams import UNKNOWN
from inhouse.api.types import NONE, Constants, Type, names_in, optional
from inhouse.models.schemas import exact
from inhouse.package.fragments import Annotation, Identifier, Import, Literal
from inhouse.package.views.common import View

_FUNCTIONS = {"text": "Text", "binary": "Binary", "anything": "Anything"}
"""What stands for an answer that is no JSON."""

_STREAMS = {"events": "EventStream", "lines": "JsonLines", "records": "JsonRecords"}
_DEFAULT_MEDIA_TYPES = ("text/event-stream", "application/jsonl", "application/json-seq")
_MODULES = {
    "Text": "answers",
    "Binary": "answers",
    "Anything": "media_types",
    "MediaTypes": "media_types",
    "statuses": "media_types",
    "EventStream": "events",
    "JsonLines": "lines",
    "JsonRecords": "lines",
    "Unknown": "model",
}


def accepted(operation: Operation) -> tuple[View, ...]:
    """What a call asks to be answered with, where that is not JSON alone, or where the caller chooses."""
    asked = returned(operation.success)
    media_types = tuple(dict.fromkeys(answer.media_type for answer in asked if answer.media_type is not None))
    is_json = all(answer.reading in ("json", "nothing") for answer in asked) and (
        not media_types or any(essence(name) == "application/json" or "*" in name for name in media_types)
    )
    if is_json and not operation.choices:
        return ()
    given = Literal(", ".join(media_types) or "*/*")
    chosen = {"chosen": Identifier(ACCEPT)} if operation.choices else dict[str, Identifier]()
    return ({"key": Literal(ACCEPT), "helper": None, "given": (given,), "options": (), **chosen},)


def accept_argument(operation: Operation) -> tuple[View, ...]:
    """The argument by which the caller chooses a media type, where there is a choice."""
    if not operation.choices:
        return ()
    type = optional(Constants(operation.choices))
    return ({"name": Identifier(ACCEPT), "annotation": Annotation(type), "default": Literal(None)},)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer is read as: a type, or what a function makes of types; a table by status, media type or event."""

    function: Identifier | None
    given: tuple[Identifier | Annotation | Literal | Answer, ...] = ()
    table: tuple[tuple[Literal, Answer], ...] = ()


def success_view(operation: Operation) -> Answer:
    """What the answers of each status are read as by `send`."""
    return _by_status(returned(operation.success))


def stream_view(operation: Operation) -> Answer | None:
    """What the answers of each status are read as by `stream`, where that is not what they are for `send`."""
    readings = {"nothing", *(answer.reading for answer in operation.stream)}
    if not operation.stream or all(answer.reading in readings for answer in returned(operation.success)):
        return None
    first = {answer.status: answer for answer in reversed(operation.stream)}
    return _by_status(tuple(answer for answer in operation.stream if answer is first[answer.status]))


def _by_status(answers: tuple[Response, ...]) -> Answer:
    by_status: dict[str, list[Response]] = {}
    for answer in answers:
        by_status.setdefault("2XX" if answer.status == "default" else answer.status, []).append(answer)
    exact = all(status.isdigit() for status in by_status)
    table = tuple(
        (Literal(int(status) if status.isdigit() else status), _by_media_type(each))
        for status, each in by_status.items()
    )
    return Answer(None if exact else Identifier("statuses"), (), table)


def _by_media_type(answers: list[Response]) -> Answer:
    """What the answers of one status are read as: by their media types, where those make a difference."""
    read = [_answer(answer) for answer in answers]
    if len(set(read)) == 1:
        return read[0]
    media_types = [Literal(essence(answer.media_type or "")) for answer in answers]
    return Answer(Identifier("MediaTypes"), (), tuple(zip(media_types, read, strict=True)))


def _answer(answer: Response) -> Answer:
    if function := _STREAMS.get(answer.reading):
        by_event = {piece.event: _piece(piece) for piece in answer.pieces}
        media_type = essence(answer.media_type or "")
        named = () if media_type in _DEFAULT_MEDIA_TYPES else (Literal(media_type),)
        table = tuple((Literal(event), piece) for event, piece in by_event.items() if event)
        return Answer(Identifier(function), (by_event[""], *named), table)
    if function := _FUNCTIONS.get(answer.reading):
        return Answer(None, (Identifier(function),))
    return Answer(None, (Annotation(exact(answer.type or NONE)),))


def _piece(piece: Piece) -> Answer:
    return Answer(None, (Identifier("Text") if piece.reading == "text" else Annotation(exact(piece.type)),))


def answer_imports(operations: Iterable[Operation]) -> Iterator[Import]:
    """What the operations take from the runtime to say what their answers are read as."""
    used: set[str] = set()
    for operation in operations:
        used.update(*(_functions(view) for view in (success_view(operation), stream_view(operation)) if view))
        types = (*call_types(operation), *piece_types(operation))
        used |= {UNKNOWN.name} & frozenset[str]().union(*(names_in(type) for type in types))
    for module in sorted({_MODULES[name] for name in used}):
        yield Import(f".._runtime.{module}", tuple(name for name in used if _MODULES[name] == module))


def _functions(answer: Answer) -> Iterator[str]:
    """What of the runtime stands in it."""
    for part in (answer.function, *answer.given, *(inner for _, inner in answer.table)):
        if isinstance(part, Answer):
            yield from _functions(part)
        elif isinstance(part, Identifier):
            yield part.name


def call_kind(operation: Operation) -> str:
    """The class of the calls that an endpoint function makes."""
    return "PagedCall" if operation.pages else "StreamCall" if operation.stream else "Call"


def call_types(operation: Operation) -> tuple[Type, ...]:
    """What a call returns, and what comes one after the other."""
    if operation.pages:
        return operation.result, operation.pages.item
    return (operation.result, piece_type(operation.stream)) if operation.stream else (operation.result,)


def piece_types(operation: Operation) -> tuple[Type, ...]:
    """The types of the pieces of streams, which a union of them may hide."""
    return tuple(piece.type for answer in operation.stream for piece in answer.pieces)
