"""The README's commands and snippets. `python tests/readme.py test` prints the command that runs the tests."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language and text, and the comment right above it."""

    language: str
    text: str
    comment: str


def blocks() -> list[Block]:
    """The fenced blocks of the README, in order."""
    found = re.findall(
        r"(?:<!-- (.*?) -->\n)?^```(\w+)\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return [Block(language, text, comment) for comment, language, text in found]


def commands() -> dict[str, str]:
    """The two set-up commands."""
    generate, test = [block.text.strip() for block in blocks() if block.language == "sh"]
    return {"generate": generate, "test": test}


if __name__ == "__main__":
    print(commands()[sys.argv[1]])
