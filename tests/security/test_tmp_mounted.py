import support.integrators as i
from test_foreign_objects import *
from litestar import Router
from helpdesk.desk.routes import desk_routes, overview_routes
from helpdesk.portal.routes import portal_routes
from tenants.sign_in.forms import guard_forms
orig = i.route_handlers
def more():
    hs = orig()
    from litestar import Litestar
    paths = str([getattr(r,'path_format','') for r in Litestar(route_handlers=hs, openapi_config=None).routes])
    if "/desk/{slug}" in paths: return hs
    return [*hs, Router("/", route_handlers=[*desk_routes, *portal_routes], guards=[guard_forms], include_in_schema=False)]
i.route_handlers = more
