"""What `--help` teaches about the commands, below their arguments."""

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

CONFIGURATION = """\
configuration, in pyproject.toml (or, without the prefix `tool.inhouse.`, in inhouse.toml):

  [tool.inhouse]
  exclude = ["tag:Internal"]               # optional: also overlays, folders and include, for every target that says none
  [tool.inhouse.targets.apify]
  document = "spec/apify.yaml"
  url = "https://apify.example/api.yaml"   # optional: where `inhouse update` fetches the document from
  overlays = ["spec/apify.overlay.yaml"]   # optional
  folders = ["shared"]                     # optional: where references may lead besides the document's folder
  output = "generated/apify"
  include = ["/v2/actors/**"]              # optional: only these operations, by patterns
  exclude = ["tag:Store"]                  # optional: but not these
  excuse = ["getThing"]                    # optional: operations that may be left out
  operations.getThing.unwrap = "/data"     # optional: as `x-inhouse-unwrap` in the document
  names.operations.getThing = "get"        # optional: other names, also of `schemas` and `tags`
  style = "host"                           # optional: line length, quotes and version as ruff is configured there
  header = "Copyright Acme"                # optional: comments at the top of each module
  license = "MIT"                          # optional: its SPDX line
  templates = "blocks"                     # optional: a folder of templates that override single blocks
  extend = "custom"                        # optional: a module of yours in the package's folder, with what it exports

patterns: `GET /v2/actors/{actorId}`, a method and a path; `/v2/actors/**`, a path; `tag:Actors`; or an operation id. In
paths `*` stands for text within a segment, `**` for any number of segments (none, too), and names in braces do not
count; in tags and ids `*` stands for any text. A pattern that matches nothing is an error.

exit status: 0 fine, 1 stale or edited by hand, 2 wrong document or configuration, 3 could not write
"""

PROPOSE = """\
The branch has one commit upon the current one: the files that the locks own, and what they are made of (configuration,
documents, overlays), as they are in the working tree. It is made anew whenever that changed or the base moved on, and goes
when there is nothing to propose any more. A branch whose last commit is someone else's is left alone, and told. The current
branch, the index and all other files stay as they are. In GitHub Actions the outputs of the step are `proposed` (true or
false), `branch` and `title`; examples/github-actions has the whole workflow.

exit status: 0 fine, proposed or not; else as of `generate`, or 2 for what git refuses
"""

DIFF = """\
OLD and NEW are each a document (a file), a revision that git knows (HEAD~1, v1.2, origin/main), or a package's folder or
its inhouse.lock, of which the commit is looked for. Without any, what git has at HEAD is compared with the files as they
are; with one, that with the files as they are. Two documents need no configuration; with --target they are read with the
target's overlays, policies, names and selection.

major: code that was right is not any more, or a running program does otherwise. minor: Python sees more, or otherwise,
and nothing breaks. patch: documentation, or only what goes over the wire.
"""

EXPLAIN = """\
WHAT is a model or a field (Actor, Actor.tagged_builds), an operation as a function, by its id, or by method and path
(get_actor, client.actors.get_actor, getActor, 'GET /v2/acts/{actorId}'), an argument (get_actor.actor_id), an error, a
group (client.actors), or a line of a written file (generated/apify/models.py:41).
"""
