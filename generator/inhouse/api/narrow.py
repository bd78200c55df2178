"""The `Api` of a selection: fewer operations and what they reach, everything under the name that it has in the whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from inhouse.api.api import Api
from inhouse.api.directions import reached
from inhouse.api.errors import error_classes
from inhouse.api.walk import names_within


def narrowed(api: Api, operations: Collection[tuple[str, str]], webhooks: Collection[str]) -> Api:
    """The `Api` with only the operations of these methods and paths, the webhooks of these ids, and what those reach."""
    chosen = tuple(operation for operation in api.operations if (operation.method, operation.path) in operations)
    kept = tuple(webhook for webhook in api.webhooks if webhook.id in webhooks)
    models = {model.name: model for model in api.models}
    used = reached(models, names_within((*chosen, *kept)))
    sent = reached(models, names_within(tuple(operation.body for operation in chosen)))
    schemes = {name for operation in chosen for alternative in operation.security for name in alternative}
    servers = {operation.server for operation in chosen}
    statuses = {error.status for error in error_classes(chosen)}
    return replace(
        api,
        operations=chosen,
        webhooks=kept,
        models=tuple(model for model in api.models if model.name in used),
        inputs=tuple(input for input in api.inputs if input.model in sent),
        security_schemes=tuple(scheme for scheme in api.security_schemes if scheme.name in schemes),
        servers=tuple(server for server in api.servers if server.name is None or server.name in servers),
        # What an error says of itself is what the whole document says, so that one more operation rewords none.
        errors=tuple(error for error in api.errors if error.status in statuses),
    )
