"""`[tool.inhouse]` in pyproject.toml, or inhouse.toml → targets."""

from __future__ import annotations

from inhouse.config.read import find_configuration, read_targets
from inhouse.config.target import Configured, Target, document_name, document_url, show

__all__ = ["Configured", "Target", "document_name", "document_url", "find_configuration", "read_targets", "show"]
