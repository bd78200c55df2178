"""The same two endpoints with httpx2 and msgspec, which neither keeps unknown fields nor reads unions without a tag."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx2
import msgspec


class Base(msgspec.Struct, rename="camel"):
    """Wire names are those of the fields, in camel case."""


class Stats(Base):
    total_builds: int | None = None
    total_runs: int | None = None
    total_users: int | None = None
    total_users7_days: int | None = msgspec.field(default=None, name="totalUsers7Days")
    total_users30_days: int | None = msgspec.field(default=None, name="totalUsers30Days")
    total_users90_days: int | None = msgspec.field(default=None, name="totalUsers90Days")
    total_metamorphs: int | None = None
    last_run_started_at: datetime | None = None


class EnvVar(Base):
    name: str
    value: str | None = None
    is_secret: bool | None = None


class SourceFile(Base):
    name: str
    format: str | None = None
    content: str | None = None
    folder: bool | None = None


class Version(Base):
    version_number: str
    source_type: str | None
    env_vars: list[EnvVar] | None = None
    apply_env_vars_to_build: bool | None = None
    build_tag: str | None = None
    source_files: list[SourceFile] | None = None
    git_repo_url: str | None = None
    tarball_url: str | None = None
    git_hub_gist_url: str | None = None


class RunOptions(Base):
    build: str | None = None
    timeout_secs: int | None = None
    memory_mbytes: int | None = None
    restart_on_error: bool | None = None
    max_items: int | None = None
    force_permission_level: str | None = None


class ExampleRunInput(Base):
    body: str | None = None
    content_type: str | None = None


class TaggedBuild(Base):
    build_id: str | None = None
    build_number: str | None = None
    finished_at: datetime | None = None


class Actor(Base):
    id: str
    user_id: str
    name: str
    username: str
    is_public: bool
    created_at: datetime
    modified_at: datetime
    stats: Stats
    versions: list[Version]
    default_run_options: RunOptions
    description: str | None = None
    restart_on_error: bool | None = None
    actor_permission_level: str | None = None
    pricing_infos: list[dict[str, Any]] | None = None
    example_run_input: ExampleRunInput | None = None
    is_deprecated: bool | None = None
    deployment_key: str | None = None
    title: str | None = None
    tagged_builds: dict[str, TaggedBuild | None] | None = None
    actor_standby: dict[str, Any] | None = None
    readme_summary: str | None = None


class Meta(Base):
    origin: str
    client_ip: str | None = None
    user_agent: str | None = None


class Build(Base):
    id: str
    status: str
    started_at: datetime
    usage_total_usd: float
    act_id: str | None = None
    finished_at: datetime | None = None
    meta: Meta | None = None


class Builds(Base):
    total: int
    offset: int
    limit: int
    desc: bool
    count: int
    items: list[Build]


class ActorAnswer(Base):
    data: Actor


class BuildsAnswer(Base):
    data: Builds


_ACTOR, _BUILDS = msgspec.json.Decoder(ActorAnswer), msgspec.json.Decoder(BuildsAnswer)


def read_actor(response: httpx2.Response) -> Actor:
    return _ACTOR.decode(response.raise_for_status().content).data


def read_builds(response: httpx2.Response) -> Builds:
    return _BUILDS.decode(response.raise_for_status().content).data
