"""The style sheet, scripts and icons: read once at start, named by their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

MOUNT = "/assets"
STATIC = Path(__file__).resolve().parent / "static"
HTMX_FILES = {
    "htmx.js": "htmx-2.min.js",
    "htmx-sse.js": "ext/hx-sse-2.min.js",
}
"""Our name for each file of the installed htmx wheel that pages may ask for."""

FOR_A_YEAR = "public, max-age=31536000, immutable"


class MissingAsset(RuntimeError):
    """A file that pages need is not installed."""


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: plain, compressed, and the digest that names it."""

    name: str
    body: bytes
    packed: bytes
    digest: str
    media_type: str

    @classmethod
    def of(cls, name: str, body: bytes) -> Asset:
        digest = hashlib.sha256(body).hexdigest()[:16]
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return cls(name, body, gzip.compress(body, 9, mtime=0), digest, media_type)


def htmx_folder() -> Path:
    """Find the folder of the htmx wheel without importing it (it would ask for Django)."""
    spec = find_spec("django_htmx")
    if spec is None or not spec.submodule_search_locations:
        raise MissingAsset("The package django-htmx is not installed; run make to install it.")
    return Path(spec.submodule_search_locations[0]) / "static" / "django_htmx"


def load_assets(static: Path = STATIC, htmx: Path | None = None) -> dict[str, Asset]:
    """Read every asset, or say which file is missing before the first visitor comes."""
    wheel = htmx_folder() if htmx is None else htmx
    paths = {path.name: path for path in sorted(static.iterdir()) if path.is_file()}
    paths |= {name: wheel / inside for name, inside in HTMX_FILES.items()}
    missing = [str(path) for path in paths.values() if not path.is_file()]
    if missing:
        raise MissingAsset(f"These files are not installed: {', '.join(missing)}.")
    return {name: Asset.of(name, path.read_bytes()) for name, path in paths.items()}


class Assets:
    """An ASGI app that sends the files, each under an address that changes with its content."""

    def __init__(self, files: Mapping[str, Asset]) -> None:
        self.files = files

    def url(self, name: str) -> str:
        """Return the address of a file; an unknown name is a mistake of the template."""
        return f"{MOUNT}/{self.files[name].digest}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._answer(scope) if scope["type"] == "http" else _not_found()
        await response(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("", status_code=405, headers={"Allow": "GET, HEAD"})
        digest, _, name = scope["path"].removeprefix(MOUNT).strip("/").partition("/")
        asset = self.files.get(name)
        if asset is None:
            return _not_found()
        # An address of yesterday still works after an update, but nobody may keep its answer.
        fresh = digest == asset.digest
        headers = {
            "Cache-Control": FOR_A_YEAR if fresh else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(asset.packed, headers=headers, media_type=asset.media_type)
        return Response(asset.body, headers=headers, media_type=asset.media_type)


def _not_found() -> Response:
    return PlainTextResponse("", status_code=404)
