"""What `--help` teaches about the commands around the configuration."""

from __future__ import annotations

SNIPPETS = {
    "gitattributes": "folds packages in diffs, leaves them out of statistics, and lets locks merge line by line",
    "ruff": "has packages neither linted nor formatted",
    "mypy": "has packages checked for those who import them, and their own errors not told",
    "coverage": "has packages not measured",
    "pre-commit": "runs `inhouse check` before each commit",
}
"""The tools that there are lines for, and what those do."""

_KINDS = "".join(f"  {kind:15}{doc}\n" for kind, doc in SNIPPETS.items())

SNIPPET = f"""\
kinds:

{_KINDS}
The lines are for files in the folder of the configuration (pre-commit: of the repository), and for the targets that are
named, else for all. Where the file is empty so far, the lines are the whole of it:

  inhouse snippet gitattributes >> .gitattributes
  inhouse snippet pre-commit >> .pre-commit-config.yaml
"""

INIT = """\
The target is added to inhouse.toml or pyproject.toml in the current folder, else to a new inhouse.toml; all that is there
already stays as it is. A document from a URL is kept in spec/, where you commit it. From nothing to a client that is
checked before each commit:

  inhouse init https://petstore3.swagger.io/api/v3/openapi.json
  inhouse generate
  inhouse snippet pre-commit >> .pre-commit-config.yaml && pre-commit install
  git add . && git commit

exit status: 0 fine, 2 wrong document or arguments, 3 could not write
"""

UPDATE = """\
A target says where its document is published, and which file of the repository is the copy that `generate` reads:

  [tool.inhouse.targets.apify]
  document = "spec/apify.json"
  url = "https://docs.apify.com/api/openapi.json"
  output = "generated/apify"

Nothing else is fetched, and by no other command. The copy is what was sent, byte for byte; apify.json.sha256 beside it pins
it. It is replaced only by an OpenAPI document that is whole in itself and has not lost most of its operations. What fails
is tried four times. An unchanged document costs one request, and no download where the server knows ETag or Last-Modified.

exit status: 0 fine, changed or not; 2 nothing that could be kept; 3 could not write
"""
