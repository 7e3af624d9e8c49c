"""The API described for machines: OpenAPI 3.1 at a fixed address."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse

from web.api import cases, oauth
from web.api.access import BASE
from web.api.schemas import Problem
from web.guards import anyone

VERSION = "1.0.0"
ABOUT = """What a court's registry system reads: cases, their record, their papers, and a feed of
events. Ask for a token with client credentials, then send it as a bearer token. Lists go on from
`next`; the feed of events is read from a cursor and may be read again. Refusals are RFC 9457
problem details. Amounts are decimal text with a currency, times carry their zone."""

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
