"""Every text on a screen has its English translation.

When this fails: run `python -m ui.messages` (with PYTHONPATH=platform; it extracts all texts and lists what
lacks a translation), fill the empty `msgstr` in `platform/ui/locale/en/LC_MESSAGES/sahut.po`, or put the
translations into a JSON file {"Indonesian": "English"} and run `python -m ui.messages fill that.json`.
"""

from babel.messages.catalog import Catalog

from ui.messages import ROOT, extracted, problems, translations


def test_nothing_is_missing_stale_or_badly_translated():
    template = extracted(ROOT)
    faults = [
        f"{language}: {fault}"
        for language, catalogue in translations()
        for fault in problems(template, catalogue)
    ]
    assert not faults, "\n".join([*faults, "mend: python -m ui.messages (see the head of this file)"])


def test_templates_and_python_are_both_read():
    template = extracted(ROOT)
    assert "Langsung ke isi" in template
    assert template.get("Ada satu hal yang perlu diperbaiki").pluralizable


def test_the_check_sees_each_kind_of_fault():
    template, english = Catalog(), Catalog(locale="en")
    template.add("Ada")
    template.add("Halo %(nama)s", flags=["python-format"])
    template.add("Belum")
    english.add("Halo %(nama)s", "Hello %(name)s", flags=["python-format"])
    english.add("Belum", "")
    english.add("Lama", "Old")
    english.add("Nomor {number}", "Number {nomor}")
    faults = problems(template, english)
    assert "missing: 'Ada'" in faults
    assert "no longer said anywhere: 'Lama'" in faults
    assert "not translated: 'Belum'" in faults
    assert any(fault.startswith("'Halo %(nama)s':") for fault in faults)
    assert "'Nomor {number}': other blanks" in faults
