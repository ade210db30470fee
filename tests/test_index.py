"""The documents for developers are true: the index is complete and up to date, and no page names what doesn't exist."""

import functools
import pathlib
import re

import pytest

import index
from test_requirements import ROWS

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "bench").rglob("*.md")),
]
#: Pages whose code is the source's, so that each name in them has to be there.
ABOUT_CODE = [page for page in PAGES if page.parent.name in ("docs", "ideas", "index") and page.name != "handbuch.md"]
INDEX = [ROOT / "docs" / "index.md", *sorted((ROOT / "docs" / "index").glob("*.md"))]


def linked(page):
    """Return the files and folders that a page links to."""
    addresses = index.links(page.read_text())
    return [
        (page.parent / address.partition("#")[0]).resolve()
        for address in addresses
        if not re.match(r"https?:|#|mailto:", address)
    ]


def test_the_index_is_up_to_date():
    """What ./kontor index would write is what is there."""
    stale = [
        str(path.relative_to(ROOT)) for path, text in index.pages().items() if not path.exists() or path.read_text() != text
    ]
    left = {path.name for path in INDEX[1:]} - {path.name for path in index.pages()}
    assert not stale and not left, f"Run ./kontor index; out of date: {stale}, of no addon: {left}"


@pytest.mark.parametrize("addon", list(index.addons()))
def test_every_room_and_every_file_is_in_the_index(addon):
    """An addon's page links to each of its source files, and has a part for each of its rooms."""
    page = ROOT / "docs" / "index" / f"{addon}.md"
    headings = set(re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE))
    assert {path.name for path in (ROOT / "addons" / addon / "models").glob("*/") if path.name != "__pycache__"} <= headings
    files = {
        path
        for ending in ("py", "xml", "js", "scss", "csv")
        for path in (ROOT / "addons" / addon).rglob(f"*.{ending}")
        if path.name != "__init__.py"
    }
    assert not files - set(linked(page))
    assert page in linked(ROOT / "docs" / "index.md")


def test_every_requirement_is_in_the_index():
    """Each row of the requirements leads to its rule's files and to a part of an addon's page."""
    text = (ROOT / "docs" / "index.md").read_text()
    for row in ROWS:
        [line] = [line for line in text.splitlines() if line.startswith(f"| {row[0]} |") and f"| {row[1][:20]}" in line]
        assert "](index/" in line
        for address in index.links(row[2] + row[3]):
            assert f"]({address})" in line


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_no_path_is_dead(page):
    """What a page links to exists, and the part of the other page that it links to; paths in its text, too."""
    for address in index.links(page.read_text()):
        if re.match(r"https?:|mailto:", address):
            continue
        path, _sign, part = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), address
        if part:
            assert part in anchors(target), address
    folders = (ROOT, page.parent, ROOT / "addons", ROOT / "addons" / page.stem)
    for path in re.findall(r"`([\w./-]+/[\w./-]+\.(?:py|xml|js|scss|csv|md|sh|conf))`", page.read_text()):
        assert any((folder / path).exists() for folder in folders), path


def anchors(page):
    """Return the names of the parts of a page, as GitHub makes them from the headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)).lower().replace(" ", "-") for text in headings
    }


@functools.cache
def words_of_source():
    """Return every word of the source that could be the name of something."""
    files = [path for folder in ("addons", "setup", "tests", "bench") for path in (ROOT / folder).rglob("*")]
    files = [path for path in files if path.suffix in (".py", ".xml", ".js", ".csv", ".sh")] + [ROOT / "kontor"]
    return {word for path in files for word in re.findall(r"\w+", path.read_text())} | {path.stem for path in files}


@pytest.mark.parametrize("page", ABOUT_CODE, ids=[page.name for page in ABOUT_CODE])
def test_no_name_is_dead(page):
    """Methods, fields and models that a page names are in the source."""
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL) if page.name == "recipes.md" else page.read_text()
    names = {
        part
        for code in re.findall(r"`([^`\n]+)`", text)
        if re.fullmatch(r"[\w.]+(\([\w, {}=]*\))?", code) and not re.search(r"\.(md|po|pot|sh|conf)$", code)
        for part in re.split(r"[.(]", code.rstrip(")"))[: 1 + code.count(".")]
        if "_" in part.strip("_")
    }
    # in the drawings, too
    names |= set(
        re.findall(r"\b_[a-z]+(?:_[a-z]+)+\b", "".join(re.findall(r"```mermaid.*?```", page.read_text(), re.DOTALL)))
    )
    dead = sorted(names - words_of_source())
    assert not dead, dead
