"""Options of the test suite."""

from __future__ import annotations

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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected packages anew; read their diff")
