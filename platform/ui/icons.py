"""Line icons, drawn into the page: no request, no flash, and they print.

`icons.txt` lists the names in use; `python -m ui.build` takes them from lucide-static (ISC) into one sprite,
`static/vendor/icons.svg`, which is read once at start. Each is drawn as one path: a list of fifty cases holds
two hundred icons, and every shape would be an element of the page.
"""

import re
from pathlib import Path

from markupsafe import Markup

LIST = Path(__file__).parent / "icons.txt"
SPRITE = "vendor/icons.svg"
_SILENT = 'aria-hidden="true"'
_SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
_SHAPE = re.compile(r"<(\w+) ([^>]*?)/>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_BEGINNING = re.compile(r"m\s*(-?[\d.]+)[\s,]*(-?(?:\d+\.?\d*|\.\d+))[\s,]*(?=([-\d.])?)")
_KNOWN = {
    "path": ("d",),
    "circle": ("cx", "cy", "r"),
    "line": ("x1", "y1", "x2", "y2"),
    "polyline": ("points",),
    "rect": ("x", "y", "width", "height"),
}
"""Shapes with all that says where they are; one that says more is drawn as it is."""


class IconMissing(LookupError):
    """An icon that is not in `icons.txt`, or a sprite that was not built since it was added."""


def listed() -> tuple[str, ...]:
    """The names in `icons.txt`, in its order."""
    lines = (line.split("#")[0].strip() for line in LIST.read_text().splitlines())
    return tuple(line for line in lines if line)


class Icons:
    """Icons by name, ready to be put into a page."""

    def __init__(self, sprite: str) -> None:
        self._icons = {
            name: Markup(f'<svg class="ic" viewBox="0 0 24 24" {_SILENT}>{shape}</svg>')  # noqa: S704
            for name, shape in ((name, one_path(shapes)) for name, shapes in _SYMBOL.findall(sprite))
        }

    def __call__(self, name: str, label: str = "") -> Markup:
        """A picture without a word, or with one for those who do not see it; raises `IconMissing`."""
        try:
            return self._labelled(name, label) if label else self._icons[name]
        except KeyError:
            raise IconMissing(f"{name}: not in the sprite (add it to icons.txt, then make assets)") from None

    def _labelled(self, name: str, label: str) -> Markup:
        said = Markup('role="img" aria-label="%s"') % label
        return self._icons[name].replace(_SILENT, said, 1)


def one_path(shapes: str) -> str:
    """The shapes of an icon as one path; as they are when one of them says more than where it is."""
    found = [(kind, dict(_ATTRIBUTE.findall(said))) for kind, said in _SHAPE.findall(shapes)]
    drawn = [_drawn(kind, said) for kind, said in found]
    whole = "".join(drawn)
    return f'<path d="{whole}"/>' if found and all(drawn) else shapes


def _drawn(kind: str, said: dict[str, str]) -> str:
    """One shape in the words of a path; empty when it cannot be said so."""
    if tuple(sorted(said)) != tuple(sorted(_KNOWN.get(kind, ("",)))):
        return _rounded(said) if kind == "rect" else ""
    match kind:
        case "path":
            return _absolute(said["d"])
        case "line":
            return f"M{said['x1']} {said['y1']}L{said['x2']} {said['y2']}"
        case "polyline":
            return f"M{said['points']}"
        case "circle":
            x, y, r = (float(said[each]) for each in ("cx", "cy", "r"))
            return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0"
        case _:
            return f"M{said['x']} {said['y']}h{said['width']}v{said['height']}H{said['x']}z"


def _rounded(said: dict[str, str]) -> str:
    """A rectangle with round corners."""
    if not {"x", "y", "width", "height", "rx"} <= set(said) <= {"x", "y", "width", "height", "rx", "ry"}:
        return ""
    x, y, wide, high, r = (float(said[each]) for each in ("x", "y", "width", "height", "rx"))
    if said.get("ry", said["rx"]) != said["rx"]:
        return ""
    corner = f"a{r:g} {r:g} 0 0 1 "
    return (
        f"M{x + r:g} {y:g}h{wide - 2 * r:g}{corner}{r:g} {r:g}v{high - 2 * r:g}{corner}{-r:g} {r:g}"
        f"h{2 * r - wide:g}{corner}{-r:g} {-r:g}v{2 * r - high:g}{corner}{r:g} {-r:g}z"
    )


def _absolute(d: str) -> str:
    """A path that may follow another one: a relative beginning means the same place by itself only."""
    return (
        _BEGINNING.sub(lambda found: f"M{found[1]} {found[2]}{'l' if found[3] else ''}", d, count=1)
        if d[0] == "m"
        else d
    )
