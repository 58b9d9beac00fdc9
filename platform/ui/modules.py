"""Our own scripts on their way to the browser: one file for each page's needs, put together from small modules.

An address holds the hash of its file, so a module cannot name another one's address; and a page that loads one
file is there sooner than one that loads five. Only `import { a, b } from "./name.js";` and `import "./name.js";`
at the beginning of a line are known, and what stands at the top of two modules must have two names.
"""

import re
from collections.abc import Callable

_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_NAME = re.compile(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)


class NameTaken(ValueError):
    """Two modules that a page loads as one file call something by the same name."""


def bundled(name: str, source: Callable[[str], str]) -> str:
    """The module `name` with all that it imports before it, each once; raises `NameTaken`."""
    parts: dict[str, str] = {}
    _collect(name, source, parts)
    taken: dict[str, str] = {}
    for module, text in parts.items():
        for found in _NAME.findall(text):
            if found in taken:
                raise NameTaken(f"{found} stands in {taken[found]} and in {module}")
            taken[found] = module
    return "\n".join(parts.values())


def _collect(name: str, source: Callable[[str], str], parts: dict[str, str]) -> None:
    if name in parts:
        return
    text = source(name)
    parts[name] = ""  # two modules may import each other
    for other in _IMPORT.findall(text):
        _collect(other, source, parts)
    del parts[name]
    parts[name] = _EXPORT.sub("", _IMPORT.sub("", text))
