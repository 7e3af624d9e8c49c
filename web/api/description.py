"""The API described for machines: OpenAPI 3.1 at a fixed address."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse

from odr.rates import Limit
from web.api import cases, oauth
from web.api.access import BASE
from web.api.schemas import Problem
from web.guards import anyone

VERSION = "1.0.0"
ABOUT = """What a court's registry system reads: cases, their record, their papers, and a feed of
events. Ask for a token with client credentials, then send it as a bearer token. Lists go on from
`next`; the feed of events is read from a cursor and may be read again. Refusals are RFC 9457
problem details. Amounts are decimal text with a currency, times carry their zone."""

PAGE = """# The registry API

This page is what `web.api.description.as_page()` writes from the API itself; a test fails when it
is out of date. The whole description is OpenAPI 3.1 at `{base}/openapi.json`.

{about}

| address | what it does | scope |
|---|---|---|
{rows}

## Coming in

`odr client add "Name of the court's system" --scopes "cases:read events:read"` prints an id and a
secret, the secret this once.

```sh
curl -u "$ID:$SECRET" -d grant_type=client_credentials $COURT{base}/oauth/token
curl -H "Authorization: Bearer $TOKEN" $COURT{base}/cases
```

A token lasts ten minutes. When a client is ended, its tokens end at once.

## Reading on

A list gives `items` and `next`; send `next` back as `cursor` for the part after it, until it is
null. The feed of events always gives `next`: keep it, and ask again from it later. Events come in
one lasting order and none is ever put in behind a reader. An event says what happened and where
to read about it; it names nobody.

One machine may read {reads} times a minute, and ask for a token {tokens} times a minute. After that
the answer is 429, and `Retry-After` says how many seconds to wait.

## What machines are never told

What is said in mediation, letters to one party (a notice carries a secret code), addresses and
how to reach people, and cases that were not issued.
"""

router = APIRouter()


@lru_cache(maxsize=1)
def describe() -> dict[str, Any]:
    """Return the description of the whole API."""
    found = get_openapi(
        title="Small claims registry API",
        version=VERSION,
        description=ABOUT,
        routes=[*oauth.router.routes, *cases.router.routes],
    )
    schemas = found["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for framework in ("HTTPValidationError", "ValidationError"):
        schemas.pop(framework, None)
    for operations in found["paths"].values():
        for operation in operations.values():
            _put_right(operation)
    return found


def _put_right(operation: dict[str, Any]) -> None:
    """Name an operation in our words and leave out the framework's own form of refusal."""
    operation["operationId"] = operation["operationId"].split("_api_v1_")[0]
    operation["summary"] = operation.pop("description").removesuffix(".")
    responses = operation["responses"]
    if "application/json" in responses.get("422", {}).get("content", {}):
        del responses["422"]


@router.get(
    f"{BASE}/openapi.json",
    name="api.description",
    dependencies=[Depends(anyone)],
    include_in_schema=False,
)
def read_description() -> JSONResponse:
    """Give the description."""
    return JSONResponse(describe())


def as_page() -> str:
    """Write docs/api.md: every address with its scope, and how to come in."""
    rows = [
        f"| `{method.upper()} {path}` | {operation['summary']} | {_scopes(operation)} |"
        for path, operations in describe()["paths"].items()
        for method, operation in operations.items()
    ]
    return PAGE.format(
        about=ABOUT.replace("\n", " "),
        rows="\n".join(rows),
        base=BASE,
        reads=Limit.API_READ.windows[0].tries,
        tokens=Limit.API_CLIENT.windows[0].tries,
    )


def _scopes(operation: dict[str, Any]) -> str:
    named = [scope for way in operation.get("security", []) for scope in way["registry"]]
    return ", ".join(f"`{scope}`" for scope in named) or "none"
