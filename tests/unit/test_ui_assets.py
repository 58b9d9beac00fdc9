"""A static file is sent once and for ever, small, under an address that changes with its content."""

import gzip
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.testing import TestClient

from ui.assets import FOREVER, AssetMissing, Assets, assets_route
from ui.stylesheet import minified


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "inter.woff2").write_bytes(b"font" * 400)
    (tmp_path / "vendor" / ".stamp").write_text("not for browsers")
    (tmp_path / "tokens.css").write_text(":root { --ink: #000; } /* dark ink */\n")
    (tmp_path / "desk.css").write_text('@import "tokens.css";\n.x { src: url("vendor/inter.woff2"); }\n')
    (tmp_path / "desk.js").write_text("// hello\n" * 200)
    return Assets(tmp_path)


@pytest.fixture
def client(assets: Assets) -> TestClient[Litestar]:
    squeeze = CompressionConfig(backend="brotli", exclude_opt_key="precompressed")
    return TestClient(Litestar([assets_route(assets)], compression_config=squeeze))


def test_a_file_is_kept_for_ever(client: TestClient[Litestar], assets: Assets):
    answer = client.get(assets.url("desk.js"), headers={"accept-encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in answer.headers
    assert answer.content == b"// hello\n" * 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("", None)],
)
def test_a_browser_gets_the_smallest_form_it_accepts(
    client: TestClient[Litestar], assets: Assets, accepted: str, encoding: str | None
):
    with client.stream("GET", assets.url("desk.js"), headers={"accept-encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    opened = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](raw)
    assert opened == b"// hello\n" * 200


def test_a_font_is_not_squeezed_twice(client: TestClient[Litestar], assets: Assets):
    answer = client.get(assets.url("vendor/inter.woff2"), headers={"accept-encoding": "br"})
    assert answer.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "address", ["/s/000000000000/desk.js", "/s/x/none.css", "/s/x/..%2f..%2fassets.py", "/s/x"]
)
def test_any_other_address_is_not_found(client: TestClient[Litestar], address: str):
    assert client.get(address).status_code == 404


def test_a_hidden_file_has_no_address(assets: Assets):
    with pytest.raises(AssetMissing, match="make assets"):
        assets.url("vendor/.stamp")


def test_a_sheet_is_one_file_that_names_hashed_addresses(assets: Assets):
    assert (
        assets.text("desk.css") == f':root{{--ink:#000}}.x{{src:url("{assets.url("vendor/inter.woff2")}")}}'
    )


def test_another_content_has_another_address(tmp_path: Path):
    (tmp_path / "a.js").write_text("1")
    before = Assets(tmp_path).url("a.js")
    (tmp_path / "a.js").write_text("2")
    assert Assets(tmp_path).url("a.js") != before


def test_minifying_keeps_what_carries_meaning():
    sheet = '.a  .b > .c { content: " – ; } "; width: calc(100% - 4px); } /* x */ a :hover { color: red; }'
    assert minified(sheet) == '.a .b>.c{content:" – ; } ";width:calc(100% - 4px)}a :hover{color:red}'


def test_the_sheets_keep_their_budgets():
    shipped = Assets()
    assert len(shipped["portal.css"].brotli) <= 4096
    assert len(shipped["desk.css"].brotli) <= 12 * 1024
    scripts = ("desk.js", "live.js", "keys.js", "compose.js")
    assert sum(len(shipped[name].brotli) for name in scripts) <= 30 * 1024
    assert len(shipped["vendor/inter.woff2"].body) <= 50 * 1024
