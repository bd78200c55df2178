"""Which modules a package has, the template of each, and what its view is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from inhouse.api.api import Api
from inhouse.package.environment import render
from inhouse.package.host import Host
from inhouse.package.views.clients import (
    client_view,
    endpoints_package_view,
    group_module_view,
    groups_of,
    groups_package_view,
)
from inhouse.package.views.common import View
from inhouse.package.views.endpoints import endpoints_of, endpoints_view
from inhouse.package.views.errors import errors_view
from inhouse.package.views.exports import init_view
from inhouse.package.views.forms import form_dicts, forms_view
from inhouse.package.views.inputs import inputs_view
from inhouse.package.views.models import model_module_view, model_modules_of, models_package_view, models_view
from inhouse.package.views.webhooks import read_webhooks, webhooks_view


@dataclass(frozen=True, slots=True)
class Module:
    """A module to be written: its template, and its view when that is asked for.

    The `source` is a digest of all of the `Api` that the view is made of; None where that is not worth telling apart.
    """

    template: str
    view: Callable[[], View]
    source: str | None = None

    def text(self, host: Host, *, has_text: bool = True) -> str:
        """The module as its template lays it out; without text, with nothing in any string of a fragment."""
        return render(self.template, self.view(), host.style, host.overrides, has_text=has_text)


def modules_of(api: Api, host: Host, *, is_split: bool) -> dict[str, Module]:
    """The modules that are made of the `Api`, by POSIX path within the package."""
    width = host.style.line_length
    endpoints = endpoints_of(api)
    found = {
        "__init__.py": Module("__init__.py.jinja", partial(init_view, api, host.extension, is_split=is_split)),
        "client.py": Module("client.py.jinja", partial(client_view, api, width, is_split=is_split)),
        "endpoints/__init__.py": Module("endpoints/__init__.py.jinja", dict[str, object]),
        "errors.py": Module("errors.py.jinja", partial(errors_view, api)),
    }
    if is_split:
        modules = model_modules_of(api)
        found["models/__init__.py"] = Module("lazy.py.jinja", partial(models_package_view, api, modules))
        for name, models in modules.items():
            view = partial(model_module_view, models)
            found[f"models/{name}.py"] = Module("models.py.jinja", view, _digest(models))
    else:
        found["models.py"] = Module("models.py.jinja", partial(models_view, api))
    if is_split and endpoints:
        found["endpoints/__init__.py"] = Module("lazy.py.jinja", partial(endpoints_package_view, api))
        found["groups/__init__.py"] = Module("lazy.py.jinja", partial(groups_package_view, api))
        for name, group in groups_of(api).items():
            found[f"groups/{name}.py"] = Module(
                "groups/module.py.jinja", partial(group_module_view, group), _digest(group)
            )
    if api.inputs:
        found["inputs.py"] = Module("inputs.py.jinja", partial(inputs_view, api))
    if form_dicts(api):
        found["forms.py"] = Module("forms.py.jinja", partial(forms_view, api, width))
    if read_webhooks(api):
        found["webhooks.py"] = Module("webhooks.py.jinja", partial(webhooks_view, api, width, is_split=is_split))
    for name, each in endpoints.items():
        view = partial(endpoints_view, each, width, is_split=is_split)
        found[f"endpoints/{name}.py"] = Module("endpoints/module.py.jinja", view, _digest((each, is_split)))
    return found


def _digest(value: object) -> str:
    """A number for a value of which all that counts is printed."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()
