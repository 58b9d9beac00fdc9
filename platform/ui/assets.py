"""Static files: read and hashed once at start, served under `/s/<hash>/<name>` for ever.

The hash in the address changes with the content, so a browser never asks twice and never sees an old file.
Brotli and gzip forms are made in memory on first request. A compression middleware must leave this route
alone: `opt["precompressed"]` is set on it, for `exclude_opt_key`.
"""

import asyncio
import gzip
import hashlib
import mimetypes
from functools import cached_property
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from ui.modules import bundled
from ui.stylesheet import assembled

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_SQUEEZED = (".woff2", ".png", ".webp", ".jpg")


class AssetMissing(LookupError):
    """No static file of that name; files under `vendor/` come from `make assets`."""


class Asset:
    """One file as it is sent: its bytes, type and address, and its compressed forms when first wanted."""

    def __init__(self, name: str, body: bytes) -> None:
        self.name = name
        self.body = body
        self.hash = hashlib.sha256(body).hexdigest()[:12]
        self.url = f"/s/{self.hash}/{name}"
        self.content_type = _content_type(Path(name).suffix)

    @cached_property
    def brotli(self) -> bytes:
        return bytes(brotli.compress(self.body))

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    def encoded(self, accepted: str) -> tuple[bytes, str]:
        """The smallest form a browser accepts, and its encoding ("" for plain)."""
        offered = {entry.split(";")[0].strip() for entry in accepted.split(",") if ";q=0" not in entry[-4:]}
        if Path(self.name).suffix in _SQUEEZED:
            return self.body, ""
        if "br" in offered:
            return self.brotli, "br"
        return (self.gzip, "gzip") if "gzip" in offered else (self.body, "")


class Assets:
    """Every file below the static folder, by name (`desk.css`, `vendor/icons.svg`)."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder
        self._assets: dict[str, Asset] = {}
        # sheets last: they name the addresses of other files
        for name in sorted(_names(folder), key=lambda name: name.endswith(".css")):
            self._assets[name] = Asset(name, self._body(name))

    def __getitem__(self, name: str) -> Asset:
        """Raise `AssetMissing` when there is no such file."""
        try:
            return self._assets[name]
        except KeyError:
            raise AssetMissing(f"{name}: no such static file (front-end files: make assets)") from None

    def at(self, digest: str, name: str) -> Asset | None:
        """The file of exactly this address, if it is one of ours."""
        asset = self._assets.get(name)
        return asset if asset is not None and asset.hash == digest else None

    def url(self, name: str) -> str:
        return self[name].url

    def text(self, name: str) -> str:
        return self[name].body.decode()

    def _body(self, name: str) -> bytes:
        if name.endswith(".css"):
            return assembled(name, self._source, self.url).encode()
        if name.endswith(".js") and "/" not in name:  # those below vendor/ are others'
            return bundled(name, self._source).encode()
        return (self._folder / name).read_bytes()

    def _source(self, name: str) -> str:
        return (self._folder / name).read_text()


def assets_route(assets: Assets) -> HTTPRouteHandler:
    """The handler of `/s/{hash}/{name}`: the file for ever, or 404 for any other hash or name."""

    @get(
        ["/s/{digest:str}/{name:path}"],
        include_in_schema=False,
        opt={"precompressed": True},
        name="asset",
    )
    async def serve(
        request: Request[Any, Any, Any], digest: FromPath[str], name: FromPath[str]
    ) -> Response[bytes]:
        asset = assets.at(digest, name.lstrip("/"))
        if asset is None:
            raise NotFoundException
        body, encoding = await asyncio.to_thread(asset.encoded, request.headers.get("accept-encoding", ""))
        headers = {"cache-control": FOREVER, "vary": "Accept-Encoding", "x-content-type-options": "nosniff"}
        if encoding:
            headers["content-encoding"] = encoding
        return Response(body, media_type=asset.content_type, headers=headers)

    return serve


def _names(folder: Path) -> list[str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return [path.relative_to(folder).as_posix() for path in files]


def _content_type(suffix: str) -> str:
    return _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
