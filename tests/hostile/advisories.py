"""The published cases of documents that became code, or files, by rivals' hands; each tried as it would be here.

Only what the advisories say in public is used: where the text stood, and how it broke out. Where that was not to be had in
their own words, `rebuilt_from` says what was: the case is then like the one described, and not known to be the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.hostile.places import Files

_RUN = "__import__('os').system('echo')"


@dataclass(frozen=True)
class Advisory:
    """One published case; `text` stands at the `place` of the files."""

    id: str
    of: str
    what: str
    files: Files
    text: str
    place: str = "advisory"
    rebuilt_from: str = ""


_TITLE = "the advisory's number, title and date"
_ACCOUNT = "an account of the advisories, with their numbers, the fields and the contexts that these break out of"
_WITHOUT_PLACE = "the advisory, which names no place, and the note at the function that mends it: defaults of strings"


def _document(operation: dict[str, Any] | None = None, schema: dict[str, Any] | None = None, **root: Any) -> Files:
    answer = {
        "description": "Fine.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
    }
    return Files(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "paths": {
                "/thing": {
                    "get": {
                        "operationId": "getThing",
                        "tags": ["Things"],
                        "responses": {"200": answer},
                        **(operation or {}),
                    }
                }
            },
            "components": {
                "schemas": {"Thing": {"type": "object", "properties": {"a": {"type": "string"}}, **(schema or {})}}
            },
            **root,
        }
    )


def _property(**members: Any) -> Files:
    return _document(schema={"properties": {"a": {"type": "string", **members}}})


ADVISORIES: tuple[Advisory, ...] = (
    Advisory(
        "GHSA-9x4c-63pf-525f",
        "openapi-python-client (CVE-2020-15142)",
        "a default breaks out of its literal",
        _property(default="«advisory»"),
        f'"; {_RUN}; "',
        rebuilt_from=_WITHOUT_PLACE,
    ),
    Advisory(
        "GHSA-9x4c-63pf-525f",
        "openapi-python-client (CVE-2020-15142)",
        "a description breaks out of its docstring",
        _document({"description": "«advisory»"}),
        f'"""\n{_RUN}\n"""',
        rebuilt_from=_WITHOUT_PLACE,
    ),
    Advisory(
        "GHSA-9x4c-63pf-525f",
        "openapi-python-client (CVE-2020-15142)",
        "an enum value breaks out of its literal",
        _property(enum=["a", "«advisory»"]),
        f'a"\n    B = {_RUN}\n    C = "',
        rebuilt_from=_WITHOUT_PLACE,
    ),
    Advisory(
        "GHSA-7wgr-7666-7pwj",
        "openapi-python-client (CVE-2020-15141)",
        "a tag climbs out of the folder",
        _document({"tags": ["«advisory»"]}),
        "../../../../tmp/hostile",
    ),
    Advisory(
        "GHSA-5293-mq8x-g3xj",
        "openapi-python-client (CVE-2026-105801)",
        "text breaks out of a string, a docstring or a formatted string",
        _document({"summary": "«advisory»", "parameters": [{"name": "«advisory»", "in": "query", "schema": {}}]}),
        f"{{{_RUN}}}\\\"\"\"'''",
    ),
    Advisory(
        "GHSA-jwgf-6xff-4hvp",
        "oapi-codegen before 2.7.2",
        "a path breaks out of the string by which its route is registered",
        Files(
            {
                "openapi": "3.1.0",
                "info": {"title": "Shop", "version": "1"},
                "paths": {"/thing/«advisory»": {"get": {"responses": {"200": {"description": "Fine."}}}}},
            }
        ),
        f'"); {_RUN}; ("',
        rebuilt_from=_TITLE,
    ),
    Advisory(
        "GHSA-xrqw-w576-xgj2",
        "oapi-codegen before 2.7.2",
        "a value of an enum breaks out of the block of its constants",
        _property(enum=["a", "«advisory»"]),
        f'a"\n)\n\n{_RUN}\n\nconst (\n    B = "',
        rebuilt_from=_TITLE,
    ),
    Advisory(
        "GHSA-rjwr-m7qx-3fjr",
        "oapi-codegen",
        "the description of a server escapes its comment",
        _document(servers=[{"url": "https://shop.example", "description": "«advisory»"}]),
        f"text\n{_RUN}\n*/",
        rebuilt_from=_TITLE,
    ),
    Advisory(
        "GHSA-2h9g-j24r-h63g",
        "orval (CVE-2026-71869)",
        "a default breaks out of a template literal",
        _property(default="«advisory»"),
        f"${{{_RUN}}}`;{_RUN};`",
    ),
    Advisory(
        "GHSA-38c3-wv3c-v3xj",
        "swagger-typescript-api; GHSA-hqj5-cw9f-rx67 is of the same place",
        "a server breaks out of its literal",
        _document(servers=[{"url": "https://shop.example/«advisory»"}]),
        f'"; {_RUN}; "',
    ),
    Advisory(
        "GHSA-5f94-x226-ccpm",
        "swagger-typescript-api",
        "a value of an enum breaks out of its literal",
        _property(enum=["a", "«advisory»"]),
        f'"; {_RUN}; "',
    ),
    Advisory(
        "GHSA-w284-33mx-6g9v",
        "swagger-typescript-api",
        "a path breaks out of a template literal",
        Files(
            {
                "openapi": "3.1.0",
                "info": {"title": "Shop", "version": "1"},
                "paths": {"/thing/«advisory»": {"get": {"responses": {"200": {"description": "Fine."}}}}},
            }
        ),
        f"`; {_RUN}; `${{{_RUN}}}",
    ),
    Advisory(
        "GHSA-954p-556p-r752",
        "datamodel-code-generator (CVE-2026-54690)",
        "a reference leads to an address, which is fetched",
        _property(**{"$ref": "«advisory»"}),
        "http://127.0.0.1:1/secret.json",
    ),
    Advisory(
        "GHSA-g2vv-83pm-v2hc",
        "oapi-codegen (CVE-2026-119027)",
        "x-go-name of a server is written unescaped",
        _document(servers=[{"url": "https://shop.example", "x-go-name": "«advisory»", "x-python-name": "«advisory»"}]),
        f"A\n\ndef init():\n    {_RUN}\n",
    ),
    Advisory(
        "GHSA-9c2f-gr95-7wqw",
        "oapi-codegen",
        "x-go-type-import brings a line of its own",
        _property(**{"x-go-type": "«advisory»", "x-go-type-import": {"name": "«advisory»", "path": "«advisory»"}}),
        f'os"\n{_RUN}\n"',
    ),
    Advisory(
        "GHSA-386q-5hp3-95m9",
        "datamodel-code-generator (CVE-2026-54653)",
        "default_factory is an expression",
        _property(default_factory="«advisory»"),
        f"lambda: {_RUN}",
    ),
    Advisory(
        "GHSA-5578-w22f-pfx9",
        "datamodel-code-generator (CVE-2026-55415)",
        "x-python-import and customTypePath break out of an import",
        _property(
            **{"x-python-import": {"module": "«advisory»", "name": "«advisory»"}, "customTypePath": "«advisory»"}
        ),
        f"os import path\n{_RUN}\nfrom os.path",
    ),
    Advisory(
        "GHSA-m34r-v34r-rf9q",
        "datamodel-code-generator (CVE-2026-54655)",
        "x-python-type is an expression",
        _property(**{"x-python-type": "«advisory»"}),
        _RUN,
    ),
    Advisory(
        "GHSA-wjv6-jcfj-mf9r",
        "datamodel-code-generator (CVE-2026-54654)",
        "a carriage return ends a comment",
        _document(schema={"$comment": "«advisory»", "comment": "«advisory»"}),
        f"text\r{_RUN}",
    ),
    Advisory(
        "GHSA-8m8r-38jm-f355",
        "datamodel-code-generator (CVE-2026-54656)",
        "validators are written into a decorator",
        _document(schema={"validators": [{"field": "«advisory»", "function": "«advisory»", "mode": "«advisory»"}]}),
        f"a')\n@{_RUN}\n@f('",
    ),
    Advisory(
        "GHSA-j884-q54q-mmx3",
        "datamodel-code-generator (CVE-2026-54621)",
        "a carriage return in the description of a union",
        _document(
            schema={
                "description": "«advisory»",
                "oneOf": [{"type": "object", "title": "A"}, {"type": "object", "title": "B"}],
            }
        ),
        f"text\r{_RUN}\r",
    ),
    Advisory(
        "GHSA-7x49-hhjc-29rg",
        "datamodel-code-generator (CVE-2026-63720)",
        "customBasePath brings lines of its own",
        _document(schema={"customBasePath": "«advisory»", "customTypePath": "«advisory»"}),
        f"os\n{_RUN}\nx",
    ),
    Advisory(
        "GHSA-2hx3-vp6r-mg3f",
        "Kiota (CVE-2026-41134)",
        "a property's name and default break out of their literals",
        _document(schema={"properties": {"«advisory»": {"type": "string", "default": "«advisory»"}}}),
        f'"); {_RUN}; ("',
        rebuilt_from=_TITLE,
    ),
    Advisory(
        "GHSA-7f3j-j7jj-r3vr",
        "Kiota for Python (CVE-2026-59862)",
        "a newline in the description of an enum's value ends its comment",
        _property(
            enum=["a"], **{"x-ms-enum": {"name": "Kind", "values": [{"value": "a", "description": "«advisory»"}]}}
        ),
        f"text\n{_RUN}",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-xg2h-5xr2-29jw",
        "Kiota for Ruby (CVE-2026-59861)",
        "interpolation in a literal",
        _document(schema={"properties": {"«advisory»": {"type": "string", "default": "«advisory»"}}}),
        f"#{{{_RUN}}}#$x#@y",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-jqwh-526h-c92j",
        "Kiota for PHP (CVE-2026-59859)",
        "interpolation in a literal",
        _property(description="«advisory»", default="«advisory»"),
        "${system('echo')}$x{$y->z}",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-3hrf-2gc2-mx32",
        "Kiota for C# (CVE-2026-59860)",
        "a line terminator ends a documentation comment",
        _document(
            {"description": "«advisory»", "externalDocs": {"url": "https://shop.example", "description": "«advisory»"}}
        ),
        f"text\u2028{_RUN}\u2029\u0085\r",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-4vv7-jj25-4gh6",
        "Kiota (CVE-2026-59866)",
        "x-ms-kiota-info names the client's class and namespace",
        _document(
            **{
                "x-ms-kiota-info": {
                    "languagesInformation": {
                        "Python": {"clientClassName": "«advisory»", "clientNamespaceName": "«advisory»"}
                    }
                }
            }
        ),
        "../../../hostile",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-hq9q-27g5-qwpj",
        "Kiota (CVE-2026-59865)",
        "x-ms-kiota-info names the command that installs dependencies",
        _document(
            **{"x-ms-kiota-info": {"languagesInformation": {"Python": {"dependencyInstallCommand": "«advisory»"}}}}
        ),
        "touch hostile; ",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-4jwf-m4wg-8p66",
        "Kiota",
        "x-ai-* name paths and addresses",
        _document({"x-ai-capabilities": {"response_semantics": {"static_template": {"file": "«advisory»"}}}}),
        "../../../etc/passwd",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-p5rm-jg5c-8c77",
        "Kiota",
        "x-ai-* name paths in another spelling",
        _document({"x-ai-capabilities": {"response_semantics": {"static_template": {"file": "«advisory»"}}}}),
        "%252e%252e/%2e%2e%2f\uff0e\uff0e/etc/passwd%00",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-rg4h-fpcp-2qm8",
        "Kiota (CVE-2026-59867)",
        "a reference leads to an address, or to a file beside the folder",
        _property(**{"$ref": "«advisory»"}),
        "../secret.json#/a",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "GHSA-4rj6-vrwv-wr8m",
        "Kiota (CVE-2026-59863)",
        "the configuration names a file elsewhere, or an address",
        Files(
            _document().document,
            None,
            '[targets.shop]\ndocument = "«advisory»"\noutput = "out"\n',
        ),
        "http://127.0.0.1:1/openapi.json",
        rebuilt_from=_ACCOUNT,
    ),
    Advisory(
        "CVE-2026-108551",
        "openapi-typescript-codegen",
        "a quote in a path, a parameter, a server or the version",
        _document(
            {"parameters": [{"name": "«advisory»", "in": "query", "schema": {}}]},
            servers=[{"url": "https://shop.example/«advisory»"}],
            info={"title": "Shop", "version": "«advisory»"},
        ),
        f"';{_RUN};'",
    ),
    Advisory(
        "CVE-2016-5641",
        "Swagger Code Generator",
        "a path, a description and a server break out of literals and comments",
        Files(
            {
                "openapi": "3.0.3",
                "info": {"title": "Shop", "version": "1", "description": "*/ «advisory»"},
                "paths": {
                    "/a«advisory»": {
                        "get": {"summary": "«advisory»", "responses": {"200": {"description": "«advisory»"}}}
                    }
                },
            }
        ),
        f'*/";{_RUN};//',
    ),
)
