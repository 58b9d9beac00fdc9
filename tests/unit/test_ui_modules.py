"""Our scripts as one file: what is imported stands before it, once, and no two things have one name."""

import pytest

from ui.assets import Assets
from ui.formats import left
from ui.modules import NameTaken, bundled
from ui.ticking import clock_words
from ui.words import words

FILES = {
    "page.js": 'import { b } from "./b.js";\nimport {\n  a,\n} from "./a.js";\nconst page = a + b();\n',
    "b.js": 'import { a } from "./a.js";\nexport async function b() {}\n',
    "a.js": "// one\nexport const a = 1;\n",
    "twice.js": 'import "./a.js";\nconst a = 2;\n',
    "round.js": 'import { b } from "./about.js";\nexport const round = 1;\n',
    "about.js": 'import { round } from "./round.js";\nexport const about = 1;\n',
}


def test_what_is_imported_stands_before_and_once() -> None:
    assert bundled("page.js", FILES.__getitem__).split("\n") == [
        "// one",
        "const a = 1;",
        "",
        "async function b() {}",
        "",
        "const page = a + b();",
        "",
    ]


def test_modules_may_import_each_other() -> None:
    assert bundled("round.js", FILES.__getitem__).count("const round") == 1


def test_two_things_of_one_name_are_refused() -> None:
    with pytest.raises(NameTaken, match=r"a stands in a\.js and in twice\.js"):
        bundled("twice.js", FILES.__getitem__)


def test_no_script_of_ours_is_left_with_an_import() -> None:
    assets = Assets()
    for name in ("desk.js", "live.js"):
        assert "\nimport " not in f"\n{assets.text(name)}"
        assert "\nexport " not in f"\n{assets.text(name)}"


@pytest.mark.parametrize("language", ["id", "en"])
def test_clocks_in_the_browser_have_the_words_of_the_server(language: str) -> None:
    told = clock_words(language)
    assert told["left"].format("1 x") == words(language).left.format("1 x")
    assert told["under"]["short"] in left(30, True, language=language)
    assert [one for one, _ in told["short"]] == [
        word(1).split()[-1] for word in (words(language).short_units.day, words(language).short_units.hour)
    ] + [words(language).short_units.minute(1).split()[-1]]
