"""./kontor translate: the files follow the source, German that is there stays, and what is missing is said."""

import polib
import pytest

import translate

HEADER = """# Translation of Odoo Server.
msgid ""
msgstr ""
"Project-Id-Version: Kontor 19.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"""


def entry(term, *places, german="", comment="module: kontor_sales"):
    """Return an entry of a translation."""
    return polib.POEntry(msgid=term, msgstr=german, occurrences=[(place, "") for place in places], comment=comment)


def terms(*entries):
    """Return an export with these entries."""
    file = polib.POFile()
    file.extend(entries)
    return file


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Return template and German of an addon whose source has changed: a place moved, a term went, another came."""
    monkeypatch.setattr(translate.ks, "ADDONS", tmp_path)
    template, german = tmp_path / "kontor_sales" / "i18n" / "kontor_sales.pot", tmp_path / "kontor_sales" / "i18n" / "de.po"
    template.parent.mkdir(parents=True)
    for path, known, old in ((template, "", ""), (german, "Auftrag", "Altes")):
        file = terms(entry("Old", "model:a", german=old), entry("Order", "model:b", german=known))
        path.write_text(HEADER + str(file)[str(file).index("\n\n") :])
    return template, german


WANTED = terms(entry("New", "model:c"), entry("Order", "model:b", "model:d"))


def test_what_is_wrong_is_said(files):
    """Missing German, and a place that a file doesn't name."""
    template, german = files
    wrong = translate.complaints(WANTED, template, german)
    assert wrong == [
        "no German: New",
        "de.po doesn't name the place model:d: Order",
        "kontor_sales.pot doesn't name the place model:d: Order",
    ]
    template.unlink()
    assert translate.complaints(WANTED, template, german) == [f"{template} is missing"]


def test_files_follow_the_source(files, capsys):
    """Terms and places are the source's; the German and the header stay; what went and what is missing is listed."""
    template, german = files
    assert translate.translate("kontor_sales", WANTED) == 1
    told = capsys.readouterr().out
    assert "gone: 'Old' (was 'Altes')" in told
    assert "no German: 'New' (model:c)" in told
    assert "Order" not in told
    assert german.read_text().startswith(HEADER)
    written = polib.pofile(str(german))
    assert [(each.msgid, each.msgstr) for each in written] == [("New", ""), ("Order", "Auftrag")]
    assert [place for place, _line in written[1].occurrences] == ["model:b", "model:d"]
    assert [each.msgid for each in polib.pofile(str(template))] == ["New", "Order"]
    # With the German all is well, and a second run changes nothing.
    written[0].msgstr = "Neu"
    written.save(str(german))
    assert translate.translate("kontor_sales", WANTED) == 0
    assert translate.complaints(WANTED, template, german) == []
    before = german.read_bytes(), template.read_bytes()
    translate.translate("kontor_sales", WANTED)
    assert (german.read_bytes(), template.read_bytes()) == before


def test_a_new_addon_gets_its_files(tmp_path, monkeypatch):
    """An addon without translations begins with the header that the others have."""
    monkeypatch.setattr(translate.ks, "ADDONS", tmp_path)
    (tmp_path / "kontor_new").mkdir()
    translate.translate("kontor_new", terms(entry("New", "model:c")))
    german = polib.pofile(str(tmp_path / "kontor_new" / "i18n" / "de.po"))
    assert german.metadata["Language"] == "de"
    assert german.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert "Language" not in polib.pofile(str(tmp_path / "kontor_new" / "i18n" / "kontor_new.pot")).metadata
