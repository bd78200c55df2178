"""The few things that are asked of git, and done with it. It runs as a process, with arguments of its own and no shell."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inhouse.diagnostics import fatal, quote

_NOBODY = {"NAME": "inhouse", "EMAIL": "inhouse@localhost"}


@dataclass(frozen=True, slots=True)
class Repository:
    """A working tree, by its root."""

    root: Path

    def read(self, *words: str, given: bytes = b"") -> bytes | None:
        """What git prints; None where it says that there is no such thing. Nothing is fetched for it. Raises Fatal."""
        done = _git(self.root, words, {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}, given)
        return done.stdout if done.returncode == 0 else None

    def ask(self, *words: str) -> str | None:
        """What git prints, as text; None where it says that there is no such thing. Raises Fatal."""
        found = self.read(*words)
        return None if found is None else _text(found)

    def do(self, *words: str, env: Mapping[str, str] | None = None, given: bytes = b"") -> str:
        """What git prints. Raises Fatal where it fails."""
        done = _git(self.root, words, env, given)
        if done.returncode != 0:
            reason = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise fatal("git", f"`git {words[0]}` failed: {reason}")
        return _text(done.stdout)

    def tree(self, base: str, paths: Sequence[str]) -> str:
        """The tree of a commit with these paths as they are in the folder, or gone; no index is touched. Raises Fatal."""
        with tempfile.TemporaryDirectory() as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.do("read-tree", base, env=env)
            names = b"".join(os.fsencode(path) + b"\0" for path in paths)
            self.do("update-index", "--add", "--remove", "-z", "--stdin", env=env, given=names)
            return self.do("write-tree", env=env)

    def commit(self, tree: str, parent: str, message: str) -> str:
        """A commit of the tree, which no branch has yet; by nobody in particular, if git does not know by whom."""
        env: dict[str, str] = {}
        for role in ("AUTHOR", "COMMITTER"):
            if self.ask("var", f"GIT_{role}_IDENT") is None:
                env |= {f"GIT_{role}_{key}": value for key, value in _NOBODY.items()}
        return self.do("commit-tree", tree, "-p", parent, "-F", "-", env=env, given=message.encode())


def find_repository(folder: Path) -> Repository:
    """The repository that the folder is in. Raises Fatal."""
    root = Repository(folder).ask("rev-parse", "--show-toplevel")
    if not root:
        hint = "Run it in one; two documents can be compared anywhere: `inhouse diff OLD.yaml NEW.yaml`."
        raise fatal("no-repository", f"{quote(str(folder))} is in no git repository", None, hint)
    return Repository(Path(root))


def _text(printed: bytes) -> str:
    return os.fsdecode(printed).removesuffix("\n")


def _git(
    folder: Path, words: Sequence[str], env: Mapping[str, str] | None = None, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **(env or {})}
    command = ["git", "--no-pager", *words]
    try:
        return subprocess.run(command, cwd=folder, env=environment, input=given, capture_output=True, check=False)
    except OSError as error:
        raise fatal("no-git", f"git cannot be run: {error.strerror or error}", None, "Install it.") from None
