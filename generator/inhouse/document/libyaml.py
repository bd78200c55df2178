"""The events of YAML text by libyaml: the fast way, for what YAML 1.1 and 1.2 read alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml
from yaml.scanner import ScannerError

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_SIGN = re.compile(r"[\s,\[{][?:][^\s,\[\]{}]")


def events(text: str) -> Iterable[yaml.Event]:
    """Give the events of a text. Raises yaml.YAMLError where it is none, or means something else to YAML 1.2."""
    if _SIGN.search(text) is not None:
        _refuse_signs(text)
    return yaml.parse(text, Loader=_LOADER)


def _refuse_signs(text: str) -> None:
    """Refuses text that begins with `?` or `:`, which libyaml takes for signs in flow collections (YAML 1.2.2, 7.3.3)."""
    for token in yaml.scan(text, Loader=_LOADER):
        is_sign = isinstance(token, yaml.KeyToken | yaml.ValueToken)
        if is_sign and _SIGN.match(text, token.start_mark.index - 1):
            raise ScannerError(None, None, "found text that begins with '?' or ':'", token.start_mark)
