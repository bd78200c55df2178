"""The view of `webhooks.py`."""

from __future__ import annotations

from inhouse.api.api import Api, Webhook
from inhouse.api.types import ANY, names_in
from inhouse.models.schemas import exact
from inhouse.package.fragments import Annotation, Docstring, Identifier, Import, Literal
from inhouse.package.views.common import INDENT, View, api_title, doc_entry, sentence
from inhouse.package.views.formats import exact_imports, standard_imports, standard_names
from inhouse.package.views.layout import package_import, package_name, qualified


def read_webhooks(api: Api) -> tuple[Webhook, ...]:
    """The webhooks whose bodies a function reads."""
    return tuple(webhook for webhook in api.webhooks if webhook.function is not None)


def webhooks_view(api: Api, line_length: int, *, is_split: bool = False) -> View:
    """For `webhooks.py`, in lines of so many characters; split, models are imported when they are needed."""
    package = package_name("models", {webhook.function or "" for webhook in read_webhooks(api)})
    names = {model.name for model in api.models} if is_split else set[str]()
    webhooks = qualified(read_webhooks(api), names, package)
    types = [webhook.type or ANY for webhook in webhooks]
    models = frozenset[str]().union(*(names_in(type) for type in types))
    found = package_import(".", "models", package) if is_split else Import(".models", tuple(models))
    return {
        "doc": Docstring(
            f"What the {api_title(api)} sends: a function for each webhook and callback, which reads the body that came."
        ),
        "imports": (
            *standard_imports(standard_names([*types, *map(exact, types)]) | {"Unpack": "typing"}),
            *exact_imports(types, "._runtime", ("ReadOptions", "webhooks"), ("read_webhook", "webhooks")),
            *((found,) if models else ()),
        ),
        "webhooks": tuple(
            {
                "function": Identifier(webhook.function or ""),
                "type": Annotation(webhook.type or ANY),
                "form": Annotation(exact(webhook.type or ANY)),
                "name": Literal(webhook.name if webhook.operation is None else f"{webhook.operation}.{webhook.name}"),
                "doc": Docstring(_doc(api, webhook, line_length), INDENT),
            }
            for webhook in webhooks
        ),
    }


def _doc(api: Api, webhook: Webhook, line_length: int) -> str:
    blocks = [sentence(webhook.summary)] if webhook.summary else []
    if webhook.description and webhook.description.rstrip(".") != webhook.summary.rstrip("."):
        blocks.append(webhook.description)
    sender = next((operation.function for operation in api.operations if operation.id == webhook.operation), None)
    name = " ".join(webhook.name.split())
    what = f"Webhook `{name}`" if webhook.operation is None else f"Callback `{name}`"
    of = f" of `{sender}`" if sender is not None else ""
    blocks.append(f"{what}{of}: `{webhook.method}`, `{webhook.media_type}`.")
    if webhook.deprecated:
        blocks.append("Deprecated.")
    if webhook.headers:
        entries = "\n".join(doc_entry(header.wire_name, header.doc, line_length) for header in webhook.headers)
        blocks.append(f"Headers:\n{entries}")
    blocks.append("Raises:\n    DecodeError: The content cannot be read.")
    return "\n\n".join(blocks)
