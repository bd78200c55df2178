"""A small document, and edits of it with what each does to those who call the package: a table of truth.

What a change breaks is said as in `inhouse.changes.change`, and argued from the Python that is written: arguments are
keyword-only but for those of the path and nothing checks them at run time; models are strict about what they are made
of, and lenient about what they are read from; enums are `Literal[…] | str`; unions are read as `Unknown` where they are
none of their members.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import yaml

GONE = object()

BASE: dict[str, Any] = yaml.safe_load("""
openapi: 3.1.0
info: {title: Shop API, version: '1'}
servers: [{url: 'https://shop.example/v1'}]
security: [{token: []}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      summary: List pets.
      parameters:
        - {name: desc, in: query, schema: {type: boolean}, description: Newest first.}
        - {name: limit, in: query, schema: {type: integer, default: 10}}
        - {name: status, in: query, schema: {$ref: '#/components/schemas/Status'}}
        - {name: since, in: query, schema: {type: string}}
        - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
        - {name: weight, in: query, schema: {type: number}}
        - {name: page, in: query, schema: {type: integer}}
      responses:
        '200': {description: A page., content: {application/json: {schema: {$ref: '#/components/schemas/PetPage'}}}}
        '400': {description: Bad., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    post:
      operationId: createPet
      tags: [pets]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}
      responses:
        '201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '400': {description: Bad., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        '409': {description: There already.}
  /pets/{petId}:
    get:
      operationId: getPet
      tags: [pets]
      parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '404': {description: None such., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    delete:
      operationId: deletePet
      tags: [pets]
      parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: Gone.}}
  /pets/{petId}/label:
    put:
      operationId: putLabel
      tags: [pets]
      parameters:
        - {name: petId, in: path, required: true, schema: {type: integer}}
        - {name: force, in: query, required: true, schema: {type: boolean}}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Label'}}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Label'}}}}
  /pets/{petId}/friends/{friendId}:
    get:
      operationId: getFriend
      tags: [pets]
      parameters:
        - {name: petId, in: path, required: true, schema: {type: integer}}
        - {name: friendId, in: path, required: true, schema: {type: integer}}
      responses: {'204': {description: Yes.}}
  /owners:
    get:
      operationId: listOwners
      tags: [owners]
      parameters:
        - {name: offset, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer}}
      x-inhouse-pagination: {style: offset, offset: offset, limit: limit, items: /items}
      responses:
        '200': {description: A page., content: {application/json: {schema: {$ref: '#/components/schemas/OwnerPage'}}}}
  /events:
    get:
      operationId: getEvent
      tags: [events]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Status: {type: string, enum: [free, taken]}
    Mood: {type: string, enum: [good, bad]}
    Id: {type: integer}
    Unused: {type: object, properties: {x: {type: string}}}
    Problem: {type: object, properties: {message: {type: string}}}
    Owner: {type: object, required: [name], properties: {name: {type: string}, since: {type: string}}}
    OwnerPage:
      type: object
      required: [items]
      properties: {items: {type: array, items: {$ref: '#/components/schemas/Owner'}}}
    PetPage:
      type: object
      required: [items]
      properties: {items: {type: array, items: {$ref: '#/components/schemas/Pet'}}, total: {type: integer}}
    Pet:
      type: object
      description: A pet.
      required: [id, name, mood]
      properties:
        id: {$ref: '#/components/schemas/Id'}
        name: {type: string, description: What it is called.}
        nickName: {type: string}
        mood: {$ref: '#/components/schemas/Mood'}
        bornAt: {type: string}
        age: {type: integer}
        weight: {type: number}
        extra: {}
        tags: {type: array, items: {type: string}}
        owner: {$ref: '#/components/schemas/Owner'}
    NewPet:
      type: object
      required: [name]
      properties:
        name: {type: string}
        colour: {type: string}
        petStatus: {$ref: '#/components/schemas/Status'}
        weight: {type: number}
        count: {type: integer}
        bornAt: {type: string}
    Label: {type: object, required: [text], properties: {text: {type: string}, size: {type: integer}}}
    Born: {type: object, required: [kind], properties: {kind: {type: string}, at: {type: string}}}
    Sold: {type: object, required: [kind], properties: {kind: {type: string}, price: {type: integer}}}
    Lost: {type: object, required: [kind], properties: {kind: {type: string}, where: {type: string}}}
    Event:
      oneOf: [{$ref: '#/components/schemas/Born'}, {$ref: '#/components/schemas/Sold'}]
      discriminator:
        propertyName: kind
        mapping: {born: '#/components/schemas/Born', sold: '#/components/schemas/Sold'}
""")

S = "/components/schemas"
PET, NEW, LABEL = f"{S}/Pet/properties", f"{S}/NewPet/properties", f"{S}/Label/properties"
LIST, MAKE = "/paths/~1pets/get", "/paths/~1pets/post"
GET, DELETE = "/paths/~1pets~1{petId}/get", "/paths/~1pets~1{petId}/delete"
PUT = "/paths/~1pets~1{petId}~1label/put"
OWNERS = "/paths/~1owners/get"
REF = "$ref"


@dataclass(frozen=True)
class Case:
    """Edits, by pointer; what they break, and the verdict; and one of the Python names that are told of."""

    title: str
    edits: dict[str, Any]
    breaks: str
    verdict: str
    name: str = ""


def edited(edits: dict[str, Any]) -> dict[str, Any]:
    """The base with what is said at each pointer, `/-` to append; GONE takes away."""
    document = copy.deepcopy(BASE)
    for pointer, value in edits.items():
        *way, last = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
        here: Any = document
        for token in way:
            here = here[int(token)] if isinstance(here, list) else here[token]
        if isinstance(here, list):
            if last == "-":
                here.append(value)
            elif value is GONE:
                del here[int(last)]
            else:
                here[int(last)] = value
        elif value is GONE:
            del here[last]
        else:
            here[last] = value
    return document


def moved(old: str, new: str) -> dict[str, Any]:
    """The edits that call a path or a schema otherwise."""
    here: Any = BASE
    for token in old.split("/")[1:]:
        here = here[token.replace("~1", "/")]
    return {old: GONE, new: here}


def ref(name: str) -> dict[str, str]:
    return {REF: f"#{S}/{name}"}


_STRING, _INTEGER, _NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
_MOMENT = {"type": "string", "format": "date-time"}

CASES = [
    # What no caller meets.
    Case("nothing", {}, "none", "none"),
    Case("a new version of the document", {"/info/version": "2"}, "none", "none"),
    Case("a schema that nothing refers to is renamed", moved(f"{S}/Unused", f"{S}/Renamed"), "none", "none"),
    Case("a schema that nothing refers to is changed", {f"{S}/Unused/required": ["x"]}, "none", "none"),
    Case("a security scheme that nothing uses is removed", {"/components/securitySchemes/key": GONE}, "none", "none"),
    # Documentation.
    Case("a field is described otherwise", {f"{PET}/name/description": "Its name."}, "none", "patch", "Pet"),
    Case(
        "an operation is summarized otherwise",
        {f"{LIST}/summary": "All pets."},
        "none",
        "patch",
        "client.pets.list_pets",
    ),
    Case(
        "a default is changed, which is not sent",
        {f"{LIST}/parameters/1/schema/default": 20},
        "none",
        "patch",
        "client.pets.list_pets",
    ),
    Case("an error is described otherwise", {f"{GET}/responses/404/description": "No."}, "none", "patch"),
    Case("the API has another title", {"/info/title": "Store API"}, "none", "patch", "Client"),
    Case(
        "an operation documents one more of the errors there are",
        {f"{DELETE}/responses/404": {"description": "No."}},
        "none",
        "patch",
    ),
    # The wire alone.
    Case(
        "the server has another address",
        {"/servers/0/url": "https://store.example/v1"},
        "wire",
        "patch",
        "Client(base_url)",
    ),
    Case(
        "a path is called otherwise",
        moved("/paths/~1owners", "/paths/~1people"),
        "wire",
        "patch",
        "client.owners.list_owners",
    ),
    Case(
        "a method is another",
        {"/paths/~1events/get": GONE, "/paths/~1events/query": BASE["paths"]["/events"]["get"], "/openapi": "3.2.0"},
        "wire",
        "patch",
        "client.events.get_event",
    ),
    Case(
        "a parameter is spelled otherwise on the wire alone",
        {f"{OWNERS}/parameters/0/name": "Offset", f"{OWNERS}/x-inhouse-pagination/offset": "Offset"},
        "wire",
        "patch",
        "client.owners.list_owners(offset)",
    ),
    Case(
        "a parameter moves from query to header",
        {f"{LIST}/parameters/0/in": "header"},
        "wire",
        "patch",
        "client.pets.list_pets(desc)",
    ),
    Case(
        "an array is joined by commas",
        {f"{LIST}/parameters/4/explode": False},
        "wire",
        "patch",
        "client.pets.list_pets(ids)",
    ),
    Case(
        "a property is spelled otherwise on the wire alone",
        {f"{PET}/nickName": GONE, f"{PET}/nick_name": _STRING},
        "wire",
        "patch",
        "Pet.nick_name",
    ),
    Case(
        "an operation needs no credentials any more, others do",
        {f"{LIST}/security": []},
        "wire",
        "patch",
        "client.pets.list_pets",
    ),
    Case(
        "an operation asks for a scope",
        {
            "/security": [{"token": []}],
            "/components/securitySchemes/token/scheme": "bearer",
            f"{LIST}/security": [{"token": ["read"]}],
        },
        "wire",
        "patch",
    ),
    Case(
        "pages are walked otherwise",
        {f"{OWNERS}/x-inhouse-pagination": {"style": "offset", "offset": "offset", "items": "/items"}},
        "wire",
        "patch",
        "client.owners.list_owners",
    ),
    Case("a POST may be repeated", {f"{MAKE}/x-inhouse-repeatable": True}, "wire", "patch", "client.pets.create_pet"),
    Case(
        "a POST gets an idempotency key",
        {f"{MAKE}/x-inhouse-idempotency-key": "Key"},
        "wire",
        "patch",
        "client.pets.create_pet",
    ),
    Case(
        "a body is another kind of JSON",
        {f"{MAKE}/requestBody/content": {"application/vnd.shop+json": {"schema": ref("NewPet")}}},
        "wire",
        "patch",
        "client.pets.create_pet(body)",
    ),
    # More than before.
    Case(
        "an operation is added",
        {
            f"{GET[:-4]}/head": {
                "operationId": "hasPet",
                "tags": ["pets"],
                "parameters": BASE["paths"]["/pets/{petId}"]["get"]["parameters"],
                "responses": {"200": {"description": "Yes."}},
            }
        },
        "none",
        "minor",
        "client.pets.has_pet",
    ),
    Case(
        "an optional parameter is added",
        {f"{LIST}/parameters/-": {"name": "q", "in": "query", "schema": _STRING}},
        "none",
        "minor",
        "client.pets.list_pets(q)",
    ),
    Case(
        "a required parameter is made optional",
        {f"{PUT}/parameters/1/required": False},
        "none",
        "minor",
        "client.pets.put_label(force)",
    ),
    Case(
        "a parameter is widened from int to number",
        {f"{LIST}/parameters/1/schema": {"type": "number", "default": 10}},
        "none",
        "minor",
        "client.pets.list_pets(limit)",
    ),
    Case("an optional property is added to a response", {f"{PET}/race": _STRING}, "none", "minor", "Pet.race"),
    Case(
        "a required property is added to a response",
        {f"{PET}/race": _STRING, f"{S}/Pet/required": ["id", "name", "mood", "race"]},
        "none",
        "minor",
        "Pet.race",
    ),
    Case(
        "an optional property of a response is required",
        {f"{S}/Pet/required": ["id", "name", "mood", "age"]},
        "none",
        "minor",
        "Pet.age",
    ),
    Case("an optional property is added to a request", {f"{NEW}/race": _STRING}, "none", "minor", "NewPet.race"),
    Case(
        "a required property of a request is optional", {f"{S}/NewPet/required": GONE}, "none", "minor", "NewPet.name"
    ),
    Case("null is allowed in a request", {f"{NEW}/name": {"type": ["string", "null"]}}, "none", "minor", "NewPet.name"),
    Case(
        "a property of a request is widened from int to number",
        {f"{NEW}/count": _NUMBER},
        "none",
        "minor",
        "NewPet.count",
    ),
    Case("a value is added to an enum of responses", {f"{S}/Mood/enum/-": "odd"}, "none", "minor", "Mood['odd']"),
    Case("a value is removed from an enum of responses", {f"{S}/Mood/enum/1": GONE}, "none", "minor", "Mood['bad']"),
    Case(
        "a value is removed from an enum of requests", {f"{S}/Status/enum/1": GONE}, "none", "minor", "Status['taken']"
    ),
    Case("a value is added to an enum of requests", {f"{S}/Status/enum/-": "lost"}, "none", "minor", "Status['lost']"),
    Case(
        "an error gets a class", {f"{GET}/responses/410": {"description": "Gone."}}, "none", "minor", "errors.GoneError"
    ),
    Case("an operation is deprecated", {f"{GET}/deprecated": True}, "none", "minor", "client.pets.get_pet"),
    Case(
        "an operation needs another credential", {f"{GET}/security": [{"key": []}]}, "wire", "minor", "Client(api_key)"
    ),
    Case(
        "a list gets pages",
        {f"{LIST}/x-inhouse-pagination": {"style": "page", "page": "page", "items": "/items"}},
        "none",
        "minor",
        "client.pets.list_pets",
    ),
    Case(
        "a body may be sent as another media type",
        {f"{PUT}/requestBody/content/application~1merge-patch+json": {"schema": ref("Label")}},
        "none",
        "minor",
        "client.pets.put_label(content_type)",
    ),
    Case(
        "a response property is narrowed from nullable",
        {f"{PET}/owner": ref("Owner"), f"{S}/Pet/required": ["id", "name", "mood", "owner"]},
        "none",
        "minor",
        "Pet.owner",
    ),
    # Source: a type checker tells, and programs go on.
    Case("a property of a response is optional", {f"{S}/Pet/required": ["id", "mood"]}, "source", "major", "Pet.name"),
    Case(
        "null is allowed in a response",
        {f"{PET}/name": {"type": ["string", "null"], "description": "What it is called."}},
        "source",
        "major",
        "Pet.name",
    ),
    Case(
        "an answer may have no body",
        {f"{GET}/responses/204": {"description": "None."}},
        "source",
        "major",
        "client.pets.get_pet",
    ),
    Case(
        "a parameter is narrowed from number to int",
        {f"{LIST}/parameters/5/schema": _INTEGER},
        "source",
        "major",
        "client.pets.list_pets(weight)",
    ),
    Case(
        "a parameter becomes a moment",
        {f"{LIST}/parameters/3/schema": _MOMENT},
        "source",
        "major",
        "client.pets.list_pets(since)",
    ),
    Case(
        "an open enum of parameters becomes another type",
        {f"{S}/Status": {"type": "integer", "enum": [1, 2]}},
        "source running",
        "major",
        "Status",
    ),
    Case(
        "a key of a typed dict is spelled otherwise",
        {f"{NEW}/petStatus": GONE, f"{NEW}/pet_status": ref("Status")},
        "source",
        "major",
        "NewPet.pet_status",
    ),
    # Running: nothing tells, and programs do otherwise.
    Case("a missing pet is None", {f"{DELETE}/x-inhouse-none-on": [404]}, "running", "major", "client.pets.delete_pet"),
    Case("a call ends after a time", {f"{GET}/x-inhouse-timeout": 3}, "running", "major", "client.pets.get_pet"),
    Case(
        "a status is no success any more",
        {f"{DELETE}/responses": {"202": {"description": "Later."}}},
        "running",
        "major",
        "client.pets.delete_pet",
    ),
    Case(
        "errors are read from another place",
        {"/x-inhouse-error": {"type": "/type", "message": "/message"}},
        "running",
        "major",
        "errors.StatusError",
    ),
    Case(
        "path arguments change places",
        {
            "/paths/~1pets~1{petId}~1friends~1{friendId}": GONE,
            "/paths/~1pets~1{friendId}~1friends~1{petId}": BASE["paths"]["/pets/{petId}/friends/{friendId}"],
        },
        "running",
        "major",
        "client.pets.get_friend",
    ),
    # Both.
    Case("an operation is removed", {DELETE: GONE}, "source running", "major", "client.pets.delete_pet"),
    Case(
        "an operation is left out",
        {f"{GET}/x-inhouse-unwrap": "/nowhere"},
        "source running",
        "major",
        "client.pets.get_pet",
    ),
    Case(
        "an operationId is renamed",
        {f"{GET}/operationId": "readPet"},
        "source running",
        "major",
        "client.pets.read_pet",
    ),
    Case(
        "an operation moves to another tag",
        {f"{GET}/tags": ["animals"]},
        "source running",
        "major",
        "client.animals.get_pet",
    ),
    Case(
        "an optional parameter is required",
        {f"{LIST}/parameters/0/required": True},
        "source running",
        "major",
        "client.pets.list_pets(desc)",
    ),
    Case(
        "a required parameter is added",
        {f"{GET}/parameters/-": {"name": "q", "in": "query", "required": True, "schema": _STRING}},
        "source running",
        "major",
        "client.pets.get_pet(q)",
    ),
    Case(
        "a parameter is removed",
        {f"{LIST}/parameters/6": GONE},
        "source running",
        "major",
        "client.pets.list_pets(page)",
    ),
    Case(
        "a parameter is renamed",
        {f"{LIST}/parameters/3/name": "after"},
        "source running",
        "major",
        "client.pets.list_pets(after)",
    ),
    Case(
        "an optional body is required",
        {f"{PUT}/requestBody/required": True},
        "source running",
        "major",
        "client.pets.put_label(body)",
    ),
    Case("a body is removed", {f"{PUT}/requestBody": GONE}, "source running", "major", "client.pets.put_label(body)"),
    Case("a property of a response is removed", {f"{PET}/age": GONE}, "source running", "major", "Pet.age"),
    Case(
        "a property of a response is renamed",
        {f"{PET}/bornAt": GONE, f"{PET}/birth": _STRING},
        "source running",
        "major",
        "Pet.birth",
    ),
    Case(
        "a property of a response becomes a moment",
        {f"{PET}/bornAt": _MOMENT},
        "source running",
        "major",
        "Pet.born_at",
    ),
    Case("an integer of a response becomes a number", {f"{PET}/age": _NUMBER}, "source running", "major", "Pet.age"),
    Case("a number of a response becomes an integer", {f"{PET}/weight": _INTEGER}, "running", "major", "Pet.weight"),
    Case(
        "any value of a response becomes an object",
        {f"{PET}/extra": ref("Owner")},
        "source running",
        "major",
        "Pet.extra",
    ),
    Case("an object of a response becomes any value", {f"{PET}/owner": {}}, "running", "major", "Pet.owner"),
    Case("a name for a type becomes another", {f"{S}/Id": _STRING}, "source running", "major", "Id"),
    Case(
        "a required property is added to a request",
        {f"{NEW}/race": _STRING, f"{S}/NewPet/required": ["name", "race"]},
        "source running",
        "major",
        "NewPet.race",
    ),
    Case(
        "an optional property of a request is required",
        {f"{S}/NewPet/required": ["name", "colour"]},
        "source running",
        "major",
        "NewPet.colour",
    ),
    Case(
        "a property of a request is narrowed", {f"{NEW}/weight": _INTEGER}, "source running", "major", "NewPet.weight"
    ),
    Case(
        "a property of a request becomes a moment",
        {f"{NEW}/bornAt": _MOMENT},
        "source running",
        "major",
        "NewPet.born_at",
    ),
    Case(
        "a property of a request is removed that is spelled alike",
        {f"{NEW}/colour": GONE},
        "source",
        "major",
        "NewPet.colour",
    ),
    Case(
        "a property of a request is removed that is spelled otherwise",
        {f"{NEW}/petStatus": GONE},
        "source running",
        "major",
        "NewPet.pet_status",
    ),
    Case("a property of both directions is optional", {f"{S}/Label/required": GONE}, "source", "major", "Label.text"),
    Case(
        "a property of both directions is required",
        {f"{S}/Label/required": ["text", "size"]},
        "source running",
        "major",
        "Label.size",
    ),
    Case(
        "a schema that a response names is renamed",
        {
            **moved(f"{S}/Problem", f"{S}/Fault"),
            f"{LIST}/responses/400/content/application~1json/schema": ref("Fault"),
            f"{MAKE}/responses/400/content/application~1json/schema": ref("Fault"),
            f"{GET}/responses/404/content/application~1json/schema": ref("Fault"),
        },
        "source running",
        "major",
        "Fault",
    ),
    Case(
        "an error loses its class", {f"{MAKE}/responses/409": GONE}, "source running", "major", "errors.ConflictError"
    ),
    Case(
        "a union of responses gets a member",
        {f"{S}/Event/oneOf/-": ref("Lost"), f"{S}/Event/discriminator/mapping/lost": f"#{S}/Lost"},
        "source running",
        "major",
        "Event",
    ),
    Case(
        "a union of responses loses a member",
        {f"{S}/Event/oneOf/1": GONE, f"{S}/Event/discriminator/mapping/sold": GONE},
        "source running",
        "major",
        "Sold",
    ),
    Case(
        "another value tells a member of a union",
        {f"{S}/Event/discriminator/mapping": {"birth": f"#{S}/Born", "sold": f"#{S}/Sold"}},
        "running",
        "major",
        "Event",
    ),
    Case(
        "a list loses its pages",
        {f"{OWNERS}/x-inhouse-pagination": GONE},
        "source running",
        "major",
        "client.owners.list_owners",
    ),
    Case(
        "what a call returns is unwrapped",
        {f"{LIST}/x-inhouse-unwrap": "/items"},
        "source running",
        "major",
        "client.pets.list_pets",
    ),
    Case(
        "credentials are of another kind",
        {"/components/securitySchemes/token": {"type": "http", "scheme": "basic"}},
        "source running",
        "major",
        "Client(token)",
    ),
    Case("nothing needs credentials any more", {"/security": []}, "source running", "major", "Client(token)"),
    Case("the document names no host any more", {"/servers/0/url": "/v1"}, "running", "major", "Client(base_url)"),
    Case(
        "a path argument is renamed",
        {
            f"{DELETE[:-7]}": GONE,
            "/paths/~1pets~1{id}": {
                "get": {
                    **BASE["paths"]["/pets/{petId}"]["get"],
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": _INTEGER}],
                },
                "delete": {
                    **BASE["paths"]["/pets/{petId}"]["delete"],
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": _INTEGER}],
                },
            },
        },
        "source running",
        "major",
        "client.pets.get_pet(id)",
    ),
]
