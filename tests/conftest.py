"""Options of the test suite."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

try:
    from hypothesis import HealthCheck, settings
except ImportError:  # the environment that the written package is tried in has no need of it
    pass
else:
    # How long examples take, and to make up, says nothing on a busy machine.
    settings.register_profile("inhouse", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("inhouse")


@pytest.fixture(autouse=True, scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What inhouse notes of what is up to date is this run's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INHOUSE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def few_objects() -> Iterator[None]:
    """The collector passes over what was there before: tests that collect very often would spend their time on it."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected packages anew; read their diff")
