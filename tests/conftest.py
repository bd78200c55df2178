"""Options of the test suite."""

from __future__ import annotations

import pytest

try:
    from hypothesis import settings
except ImportError:  # the environment that the written package is tried in has no need of it
    pass
else:
    # How long one example takes says nothing on a busy machine.
    settings.register_profile("inhouse", deadline=None)
    settings.load_profile("inhouse")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected packages anew; read their diff")
