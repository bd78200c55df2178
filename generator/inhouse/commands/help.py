"""What `--help` teaches about the commands around the configuration."""

from __future__ import annotations

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
