"""Line icons, drawn into the page: no request, no flash, and they print.

`icons.txt` lists the names in use; `python -m ui.build` takes them from lucide-static (ISC) into one sprite,
`static/vendor/icons.svg`, which is read once at start.
"""

import re
from pathlib import Path

from markupsafe import Markup

LIST = Path(__file__).parent / "icons.txt"
SPRITE = "vendor/icons.svg"
_SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


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
            name: Markup(f'<svg class="ic" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>')  # noqa: S704
            for name, shape in _SYMBOL.findall(sprite)
        }

    def __call__(self, name: str) -> Markup:
        """Raise `IconMissing` for a name that is not in the sprite."""
        try:
            return self._icons[name]
        except KeyError:
            raise IconMissing(f"{name}: not in the sprite (add it to icons.txt, then make assets)") from None
