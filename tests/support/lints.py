"""Two doors lead to rows, and nobody climbs in elsewhere (decisions of ARCHITECTURE.md, "Doors to rows")."""

import ast
import re
from collections.abc import Callable, Iterator

from support.sources import (
    Source,
    clock_reads,
    dotted,
    imports,
    names,
    texts,
)

Lint = Callable[[Source], Iterator[str]]

DOORS = "tenants.doors"

TRANSACTION_OPENERS = {
    "wiring.migrate",  # the owner's migrations: no tenant, one outer transaction with a lock
}
SQL_BUILDERS = {
    "tenants.doors.bulk",  # names of a store's table and columns
    "tenants.doors.call",  # names of the functions listed in the same file
    "wiring.worker",  # names of kinds of work, written in the same function
    "kit.embedded.postgres",  # the names of our own databases, before there is a tenant
}
CLOCK_READERS: set[str] = set()
MARKUP_MODULES = {
    "ui.icons",  # our own drawings
    "ui.render",  # our own style sheet, and escaped lines joined by <br>
}
"""Exceptions are listed, each with its reason; none of them meets a text from outside."""


def forbidden_row_calls(source: Source) -> Iterator[str]:
    """Piccolo's row methods filter by `id` alone, and `batch` opens a connection without the tenant."""
    known = names(source.tree)
    has_rows = any(re.match(r"piccolo(\.|$)|.*\.tables(\.|$)", target) for target, _ in imports(source))
    for call in _calls(source):
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method in _ROW_METHODS and (_bare(call, method) or (has_rows and not _of_a_module(call, known))):
            yield source.at(call.lineno, f".{method}() leaves the tenant's keys; write the statement out")


_ROW_METHODS = {"save", "remove", "refresh", "batch"}


def _bare(call: ast.Call, method: str) -> bool:
    """Called as only Piccolo is: without a value, or with a list of columns."""
    if call.args:
        return method in ("save", "refresh") and isinstance(call.args[0], ast.List | ast.Tuple)
    return {keyword.arg for keyword in call.keywords} <= {"columns", "load_json", "batch_size", "node"}


def _of_a_module(call: ast.Call, known: dict[str, str]) -> bool:
    """`store.save(case)` is a function of an imported module, written small; a list has `remove`."""
    assert isinstance(call.func, ast.Attribute)
    owner = call.func.value
    if call.func.attr == "remove" and len(call.args) == 1:
        return True
    return isinstance(owner, ast.Name) and owner.id in known and owner.id.islower()


def forbidden_transactions(source: Source) -> Iterator[str]:
    """Piccolo's transactions nest silently and leak connections; ours are opened in one room."""
    if source.module.startswith(f"{DOORS}.") or source.module in TRANSACTION_OPENERS:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in ("transaction", "atomic"):
            yield source.at(node.lineno, f".{node.attr} outside {DOORS}; use tenant_scope or tenants_call")


def side_tasks_in_a_scope(source: Source) -> Iterator[str]:
    """A scope has one connection: a second task inside it breaks the first or outlives it."""
    known = names(source.tree)
    for block in ast.walk(source.tree):
        if not isinstance(block, ast.AsyncWith) or not any(_opens_scope(item, known) for item in block.items):
            continue
        for node in ast.walk(block):
            if isinstance(node, ast.Call) and _last(node.func, known) in _SIDE_TASKS:
                name = _last(node.func, known)
                yield source.at(node.lineno, f"{name} inside a scope; start it after the scope has closed")


_SIDE_TASKS = {
    *("gather", "create_task", "ensure_future", "as_completed"),
    *("TaskGroup", "start_soon", "to_thread"),
}


def _opens_scope(item: ast.withitem, known: dict[str, str]) -> bool:
    call = item.context_expr
    return isinstance(call, ast.Call) and _last(call.func, known).endswith("_scope")


def session_state(source: Source) -> Iterator[str]:
    """What outlives a transaction on a pooled connection meets the next tenant there."""
    for text, line in texts(source.tree):
        yield from (source.at(line, sentence) for sentence in session_sql(text))
    for call in _calls(source):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_listener":
            yield source.at(call.lineno, "a listener holds a pooled connection; doorbells go through Valkey")


def session_sql(text: str) -> Iterator[str]:
    """Why a statement may not run on a pooled connection; nothing for all others."""
    return (sentence for rule, sentence in _SESSION_SQL.items() if rule.search(text))


_START = r"(?:\A|;|\bbegin\b)(?:\s|--[^\n]*\n)*"
_SETTING = r"(?:[a-z]+[_.][a-z_.]*|timezone|datestyle|jit)"
_SESSION_SQL = {
    re.compile(rule, re.IGNORECASE): sentence
    for rule, sentence in {
        rf"{_START}set\s+(?:session\s+)?{_SETTING}\s*(?:=|\bto\b)": (
            "SET outlives the transaction; use set_config(…, true) or SET LOCAL"
        ),
        rf"{_START}set\s+(?:session\s+|local\s+)?(?:role|authorization)\b": (
            "no SET ROLE: each role has an address of its own"
        ),
        rf"{_START}reset\s+(?:all|role|{_SETTING})\b": "RESET outlives the transaction",
        r"set_config\s*\([^()]*,\s*false\s*\)": "set_config(…, false) outlives the transaction; say true",
        r"\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(": (
            "a session's lock outlives the transaction; use the _xact_ form"
        ),
        rf"{_START}listen\s+[\"\w]+\s*(?:;|\Z)": (
            "LISTEN holds a pooled connection; doorbells go through Valkey"
        ),
        r"\bcreate\s+(?:local\s+)?temp(?:orary)?\s+table\b": "temporary tables stay on the pooled connection",
    }.items()
}


def sql_from_pieces(source: Source) -> Iterator[str]:
    """A statement is settled when the file is imported; what a function learns goes in as a parameter."""
    if source.module in SQL_BUILDERS:
        return
    constants = _constants(source.tree)
    functions = (n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    nodes = {id(node): node for function in functions for node in ast.walk(function)}
    for node in nodes.values():
        text, varies = _pieces(node, constants) if isinstance(node, ast.expr) else ("", False)
        if varies and isinstance(node, ast.expr) and _SQL.search(text):
            yield source.at(node.lineno, "SQL is put together from pieces; write it out and pass parameters")


_SQL = re.compile(
    r"\bselect\b[^.]*\bfrom\b|\binsert\s+into\b|\bupdate\s+\S+\s+set\b|\bdelete\s+from\b|\btruncate\s+\w"
    r"|\b(?:create|alter|drop)\s+(?:table|role|user|policy|function|index|view|schema|database|extension)\b"
    r"|\bset_config\s*\(|\bgrant\s.*\bto\b|\bwhere\s+[\w.]+\s*(?:=|<|>|in\b)|\border\s+by\b",
    re.IGNORECASE | re.DOTALL,
)


Constants = dict[str, str]


def _constants(tree: ast.Module) -> Constants:
    """Names in capitals that the file imports or makes at its top level, with what is seen of their text."""
    known = {name: "" for name in names(tree) if name.isupper()}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.isupper():
                known[name] = _pieces(value, known)[0]
    return known


def _pieces(node: ast.expr, constants: Constants) -> tuple[str, bool]:
    """The constant text of an expression, and whether it varies; `{n:d}` can only be a number."""
    match node:
        case ast.Constant(value=str(text)):
            return text, False
        case ast.Name(id=name) | ast.FormattedValue(value=ast.Name(id=name)) if name in constants:
            return constants[name], False
        case ast.IfExp(body=one, orelse=other) | ast.FormattedValue(value=ast.IfExp(body=one, orelse=other)):
            return _together([one, other], constants)
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value="d")])):
            return "0", False
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            return _together(parts, constants)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _together([left, right], constants)
        case ast.BinOp(left=left, op=ast.Mod()):
            return _pieces(left, constants)[0], True
        case ast.Call(func=ast.Attribute(value=text, attr="join"), args=[parts]):
            return _together([text, parts], constants)
        case ast.Call(func=ast.Attribute(value=text, attr="format" | "format_map" | "replace")):
            return _pieces(text, constants)[0], True
    return "", True


def _together(parts: list[ast.expr], constants: Constants) -> tuple[str, bool]:
    pieces = [_pieces(part, constants) for part in parts]
    return " ".join(text for text, _ in pieces), any(varies for _, varies in pieces)


def clock_outside(source: Source) -> Iterator[str]:
    """Now is the database's time plus the demonstration's offset: a scope brings it."""
    if (
        source.package in ("helpdesk", "tenants", "integrations", "admin")
        and source.module not in CLOCK_READERS
    ):
        for line, name in clock_reads(source.tree):
            yield source.at(line, f"{name} is the machine's time; take `now` from the scope")


def declared_markup(source: Source) -> Iterator[str]:
    """Escaping is never switched off where a page is written; a literal in the code is its own HTML."""
    if source.module in MARKUP_MODULES:
        return
    known = names(source.tree)
    for call in _calls(source):
        literal = [isinstance(argument, ast.Constant) for argument in call.args] == [True]
        declared = _last(call.func, known) == "Markup" and not literal and (call.args or call.keywords)
        handed_on = any(_last(argument, known) == "Markup" for argument in call.args)
        if declared or handed_on:
            yield source.at(call.lineno, "a text is declared to be HTML; escape it, or let the template")


def raw_in_template(text: str) -> Iterator[int]:
    """Lines of a template that switch escaping off."""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(r"\|\s*safe\b|\bautoescape\s+false\b", line):
            yield number


def pickles(source: Source) -> Iterator[str]:
    """Whoever can write a pickle runs code where it is read; the queue says msgpack explicitly."""
    for target, line in imports(source):
        if target.split(".")[0] in {
            "pickle",
            "cPickle",
            "dill",
            "cloudpickle",
            "shelve",
            "marshal",
            "joblib",
        }:
            yield source.at(line, f"{target} runs what it reads; use msgspec")
    known = names(source.tree)
    for call in _calls(source):
        name = dotted(call.func, known)
        queue = re.fullmatch(r"arq(\.\w+)*\.(create_pool|Worker|ArqRedis|run_worker)", name)
        if queue and not {"job_serializer", "job_deserializer"} <= _keywords(call, source.tree):
            yield source.at(call.lineno, f"{name} pickles unless it is given both job serializers")


def _keywords(call: ast.Call, tree: ast.Module) -> set[str]:
    """The names a call is given, also through `**function()` of the same file that answers a dictionary."""
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    spread = {dotted(k.value.func, {}) for k in call.keywords if not k.arg and isinstance(k.value, ast.Call)}
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name in spread:
            for node in ast.walk(function):
                if isinstance(node, ast.Dict):
                    given |= {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
    return given


def _calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def _last(node: ast.expr, known: dict[str, str]) -> str:
    """The last part of a called name, whoever it belongs to."""
    return node.attr if isinstance(node, ast.Attribute) else dotted(node, known).split(".")[-1]
