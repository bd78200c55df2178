"""What a careful person writes for the two endpoints with httpx2 and pydantic: the measure for what the package adds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import httpx2
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Status = Literal["READY", "RUNNING", "SUCCEEDED", "FAILED", "TIMING-OUT", "TIMED-OUT", "ABORTING", "ABORTED"]


class Base(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class Stats(Base):
    total_builds: int | None = None
    total_runs: int | None = None
    total_users: int | None = None
    total_users7_days: Annotated[int | None, Field(alias="totalUsers7Days")] = None
    total_users30_days: Annotated[int | None, Field(alias="totalUsers30Days")] = None
    total_users90_days: Annotated[int | None, Field(alias="totalUsers90Days")] = None
    total_metamorphs: int | None = None
    last_run_started_at: datetime | None = None


class EnvVar(Base):
    name: str
    value: str | None = None
    is_secret: bool | None = None


class SourceFile(Base):
    name: str
    format: Literal["BASE64", "TEXT"] | None = None
    content: str | None = None
    folder: bool | None = None


class Version(Base):
    version_number: str
    source_type: Literal["SOURCE_FILES", "GIT_REPO", "TARBALL", "GITHUB_GIST"] | None
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
    description: str | None = None
    restart_on_error: bool | None = None
    is_public: bool
    actor_permission_level: Literal["LIMITED_PERMISSIONS", "FULL_PERMISSIONS"] | None = None
    created_at: datetime
    modified_at: datetime
    stats: Stats
    versions: list[Version]
    pricing_infos: list[dict[str, Any]] | None = None
    default_run_options: RunOptions
    example_run_input: ExampleRunInput | None = None
    is_deprecated: bool | None = None
    deployment_key: str | None = None
    title: str | None = None
    tagged_builds: dict[str, TaggedBuild | None] | None = None
    actor_standby: dict[str, Any] | None = None
    readme_summary: str | None = None


class Meta(Base):
    origin: Literal["DEVELOPMENT", "WEB", "API", "SCHEDULER", "TEST", "WEBHOOK", "ACTOR", "CLI", "STANDBY"]
    client_ip: str | None = None
    user_agent: str | None = None


class Build(Base):
    id: str
    act_id: str | None = None
    status: Status
    started_at: datetime
    finished_at: datetime | None = None
    usage_total_usd: float
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


def headers() -> dict[str, str]:
    return {"authorization": "Bearer token"}


def client(url: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, headers=headers(), timeout=30)


def async_client(url: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=url, headers=headers(), timeout=30)


def read_actor(response: httpx2.Response) -> Actor:
    return ActorAnswer.model_validate_json(response.raise_for_status().content).data


def read_builds(response: httpx2.Response) -> Builds:
    return BuildsAnswer.model_validate_json(response.raise_for_status().content).data
