"""The description of the interface: `/schema/openapi.json`. No pages that load scripts from elsewhere."""

from importlib.metadata import version

from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Server, Tag

_ABOUT = """\
Cases of one health office, for systems of that office.

Every request carries an API key: `Authorization: Bearer sahut_…`. What a key may do stands in its scopes.
Lists are read page by page with opaque cursors. POST requests take an `Idempotency-Key` (up to 200
printable characters, kept for seven days): the same request under the same key is done once and answered the
same way again. Errors are `application/problem+json` (RFC 9457) with a stable `code`; what does not exist
and what the key may not see answer alike. Times are RFC 3339 with zone.
"""


def openapi_config(base_url: str = "/") -> OpenAPIConfig:
    """For the application; routes say `include_in_schema=False` when they are not for integrators."""
    return OpenAPIConfig(
        title="Sahut",
        version=version("sahut"),
        description=_ABOUT,
        path="/schema",
        render_plugins=[JsonRenderPlugin()],
        servers=[Server(url=base_url)],
        tags=[
            Tag(name="cases", description="Find, open, read and correct cases."),
            Tag(name="acts", description="What people do with a case."),
            Tag(name="messages", description="What was said."),
            Tag(name="office", description="The office, its units, and the feed of what happens in it."),
        ],
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "apiKey": SecurityScheme(
                    type="http",
                    scheme="bearer",
                    bearer_format="sahut_…",
                    description="An API key, made by the office's administrator.",
                )
            }
        ),
    )
