"""Every template of the repository is safe under a strict policy, usable by everybody, and can be translated.

A template is read as its author wrote it: text and tags stay, each `{{ … }}` becomes one mark, both branches
of a condition are seen. Each rule is also shown one template that breaks it.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

from ui.icons import listed
from ui.render import TEMPLATES, environment_for_reading

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for room in ("platform", "tenants", "admin", "integrations")
    for path in (ROOT / room).rglob("*.html")
)
SIMULATORS = "/simulator/"
"""Pages of simulated remotes have no sessions, speak the remote's own language and show files of any size:
the rules of CSRF, gettext and picture sizes are not theirs."""

JINJA = environment_for_reading()
SPOKEN_ATTRIBUTES = {"title", "placeholder", "aria-label", "alt", "aria-description", "aria-roledescription"}
SPOKEN = {
    *(
        "label",
        "legend",
        "title",
        "text",
        "hint",
        "placeholder",
        "blank",
        "caption",
        "heads",
        "summary",
        "note",
    ),
    *("spoken", "number_label", "pin_label", "took", "via", "state", "of", "channel", "status"),
}
"""Parameters of our macros, and keys of what they are given, that people read."""
UNSPOKEN = ("style", "script", "code", "kbd")
ICONS = frozenset(listed())
LETTER = re.compile(r"[^\W\d_]{2,}")


def faults(source: str, simulated: bool = False) -> list[str]:
    """What is wrong with one template, in words."""
    page, tree = Page(source), JINJA.parse(source)
    found = [*page.faults, *expression_faults(tree)]
    return found if simulated else [*found, *page.product_faults, *untranslated_arguments(tree)]


class Page(HTMLParser):
    """One template as a stream of tags; `faults` hold anywhere, `product_faults` in our own pages."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.product_faults: list[str] = []
        self._html, self._marks = flattened(source)
        self._open: list[str] = []
        self._form_has_token = True
        self._button_is_named = True
        self.feed(self._html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._attributes(tag, attributes)
        if tag in UNSPOKEN:
            self._open.append(tag)
        if tag == "form":
            self._form_has_token = attributes.get("method", "get").lower() in ("get", "dialog")
        if tag == "input" and attributes.get("name") == "_csrf_token":
            self._form_has_token = True
        if tag == "button":
            self._button_is_named = bool(attributes.get("aria-label"))
            if "type" not in attributes:
                self._wrong("a <button> without a type")

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open[-1]:
            self._open.pop()
        if tag == "form" and not self._form_has_token:
            self._ours("a posting <form> without its CSRF field")
        if tag == "button" and not self._button_is_named:
            self._wrong("a <button> without a name")

    def handle_data(self, data: str) -> None:
        for mark in self._expressions(data):
            self._form_has_token |= calls(mark, "csrf")
            self._button_is_named |= not calls(mark, "icon", "draw")
            for text in literals(mark):
                self._ours(f"{text!r} is not translated")
        words = LETTER.search(_MARK.sub("", data))
        if words and not self._open:
            self._button_is_named = True
            self._ours(f"{data.strip()!r} is not translated")

    def _attributes(self, tag: str, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                self._wrong(f"inline {name}= in <{tag}>")
            if value.strip().lower().startswith(("js:", "javascript:")):
                self._wrong(f"code in {name}=")
            if name in SPOKEN_ATTRIBUTES:
                said = [text for mark in self._expressions(value) for text in literals(mark)]
                if said or LETTER.search(_MARK.sub("", value)):
                    self._ours(f"{name}= is not translated")
        if tag == "img" and not {"alt", "width", "height"} <= attributes.keys():
            self._ours("an <img> without alt, width and height")

    def _expressions(self, text: str) -> Iterator[nodes.Expr]:
        for index in _MARK.findall(text):
            yield self._marks[int(index)]

    def _wrong(self, text: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {text}")

    def _ours(self, text: str) -> None:
        self.product_faults.append(f"line {self.getpos()[0]}: {text}")


_MARK = re.compile("\ue000(\\d+)\ue001")


def flattened(source: str) -> tuple[str, list[nodes.Expr]]:
    """The template's own text with a mark for each `{{ … }}`, and the expressions the marks stand for."""
    html, marks, inside, translating = "", [], "", False
    for _line, kind, value in JINJA.lex(source):
        if kind == "data":
            html += "\n" * value.count("\n") if translating else value
        elif kind in ("variable_begin", "block_begin"):
            inside = ""
        elif kind == "variable_end":
            html += f"\ue000{len(marks)}\ue001"
            marks.append(expression("''" if translating else inside))
        elif kind == "block_end":
            word = inside.split()[0]
            translating = word == "trans" or (translating and word != "endtrans")
            if word == "trans":
                html += f"\ue000{len(marks)}\ue001"
                marks.append(expression("_('')"))
        else:
            inside += value
    return html, marks


def expression(text: str) -> nodes.Expr:
    output = JINJA.parse("{{" + text + "}}").body[0]
    assert isinstance(output, nodes.Output)
    return output.nodes[0]


def calls(node: nodes.Node, *names: str) -> bool:
    """Whether the expression is a call of one of these, alone or of a module (`ui.csrf(…)`)."""
    return isinstance(node, nodes.Call) and called(node) in names


def called(call: nodes.Call) -> str:
    return getattr(call.node, "name", "") or getattr(call.node, "attr", "")


def literals(node: nodes.Node | None) -> list[str]:
    """Words written into the template that this expression would show as they stand."""
    if isinstance(node, nodes.Const):
        return [node.value] if isinstance(node.value, str) and LETTER.search(node.value) else []
    if isinstance(node, nodes.CondExpr):
        return literals(node.expr1) + literals(node.expr2)
    if isinstance(node, nodes.Concat | nodes.List | nodes.Tuple):
        parts = node.nodes if isinstance(node, nodes.Concat) else node.items
        return [text for part in parts for text in literals(part)]
    if isinstance(node, nodes.Or | nodes.Add):
        return literals(node.left) + literals(node.right)
    return []


def expression_faults(tree: nodes.Template) -> Iterator[str]:
    """What may not be said in `{{ … }}` or `{% … %}` at all."""
    for call in tree.find_all(nodes.Call):
        first = call.args[0] if call.args else None
        if called(call) in ("_", "gettext") and not isinstance(first, nodes.Const):
            yield f"line {call.lineno}: _(…) of a value; mark it with N_ and use the filter `translated`"
        if called(call) in ("icon", "draw") and isinstance(first, nodes.Const) and first.value not in ICONS:
            yield f"line {call.lineno}: icon {first.value!r} is not in ui/icons.txt"
        yield from (
            f"line {call.lineno}: icon {value.value!r} is not in ui/icons.txt"
            for name, value in arguments(call)
            if name == "icon" and isinstance(value, nodes.Const) and value.value and value.value not in ICONS
        )
    for use in tree.find_all(nodes.Filter):
        if use.name == "safe":
            yield f"line {use.lineno}: the filter safe lets markup through"
    for _scope in tree.find_all(nodes.ScopedEvalContextModifier):
        yield "autoescape is switched"


def untranslated_arguments(tree: nodes.Template) -> Iterator[str]:
    """Words handed to our macros without gettext."""
    for call in tree.find_all(nodes.Call):
        for name, value in arguments(call):
            texts = literals(value) if name in SPOKEN else []
            if called(call) in ("figures", "steps"):
                texts += [text for pair in value.find_all(nodes.Pair) for text in spoken_pair(pair)]
            if called(call) == "kv" and isinstance(value, nodes.List | nodes.Tuple):
                texts += [
                    text
                    for row in value.items
                    if isinstance(row, nodes.Tuple)
                    for text in literals(row.items[0])
                ]
            yield from (f"line {call.lineno}: {text!r} is not translated" for text in texts)


def spoken_pair(pair: nodes.Pair) -> list[str]:
    key = pair.key.value if isinstance(pair.key, nodes.Const) else ""
    return literals(pair.value) if key in SPOKEN else []


def arguments(call: nodes.Call) -> Iterator[tuple[str, nodes.Expr]]:
    """Names and values of what one of our macros is called with; nothing for other calls."""
    if called(call) in SIGNATURES:
        yield from zip(SIGNATURES[called(call)], call.args, strict=False)
        yield from ((keyword.key, keyword.value) for keyword in call.kwargs)


SIGNATURES = {
    macro.name: [argument.name for argument in macro.args]
    for path in TEMPLATES.glob("*.html")
    for macro in JINJA.parse(path.read_text()).find_all(nodes.Macro)
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_keeps_the_rules(path: Path):
    assert faults(path.read_text(), simulated=SIMULATORS in str(path)) == []


def test_templates_were_found():
    assert TEMPLATES / "desk_base.html" in FILES
    assert {"button", "field", "csrf", "message"} <= SIGNATURES.keys()


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('<p style="color: red">', "inline style="),
        ('<p {{ x }} onclick="go()">', "inline onclick="),
        ('<p hx-on:click="go()">', "inline hx-on:click="),
        ('<a hx-vals="js:{a: 1}">', "code in hx-vals="),
        ("<button>{{ label }}</button>", "without a type"),
        ('<button type="button">{{ icon("x") }}</button>', "without a name"),
        ('<form method="post">{{ ui.field("a", _("A")) }}</form>', "without its CSRF field"),
        ('<form method="POST"></form>', "without its CSRF field"),
        ('<img src="{{ address }}" alt="">', "without alt, width and height"),
        ("<p>Halo</p>", "'Halo' is not translated"),
        ('<p>{{ "Halo" if x else "" }}</p>', "'Halo' is not translated"),
        ('<a title="Tutup">{{ x }}</a>', "title= is not translated"),
        ('{{ ui.button("Kirim") }}', "'Kirim' is not translated"),
        ('{{ ui.field("nama", label="Nama") }}', "'Nama' is not translated"),
        ('{{ ui.kv([("Jenis", x)]) }}', "'Jenis' is not translated"),
        ('{{ ui.steps([{"title": "Diterima", "state": "done"}]) }}', "'Diterima' is not translated"),
        ('{% call ui.table(_("Kasus"), ["Kantor"]) %}{% endcall %}', "'Kantor' is not translated"),
        ("{{ _(case.title) }}", "_(…) of a value"),
        ("{{ text | safe }}", "safe lets markup through"),
        ("{% autoescape false %}{{ text }}{% endautoescape %}", "autoescape is switched"),
        ('{{ icon("unicorn") }}', "'unicorn' is not in ui/icons.txt"),
        ('{{ ui.link_button(_("A"), "/a", icon="unicorn") }}', "'unicorn' is not in ui/icons.txt"),
    ],
)
def test_a_template_that_breaks_a_rule_is_refused(source: str, fault: str):
    assert any(fault in found for found in faults(source)), faults(source)


@pytest.mark.parametrize(
    "source",
    [
        '<form method="post">{{ ui.csrf(t) }}<button type="submit">{{ icon("x") }}{{ a }}</button></form>',
        '<form method="get"><button type="submit" aria-label="{{ _("A") }}">{{ icon("x") }}</button></form>',
        '<p class="{{ "late" if x else "" }}">{% trans %}Halo {{ n }}{% endtrans %} {{ _("Halo") }} 24</p>',
        '{{ ui.button(_("Kirim"), "primary", "check") }}{{ ui.kv([(_("Jenis"), kind)]) }}<code>ls</code>',
        '<img src="{{ a }}" alt="" width="20" height="20">{{ status | translated }}{{ ui.pill(word, "ok") }}',
    ],
)
def test_a_template_that_keeps_them_passes(source: str):
    assert faults(source) == []
