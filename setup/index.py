"""Writes the index of the source: docs/index.md and docs/index/ADDON.md.

    index.py [--check]

Called by ./kontor index. What it says comes from the docstrings of the rooms (addons/*/models/ROOM/__init__.py), from those
of the files, and from docs/requirements.md; so nothing in it is written twice, and tests/test_index.py holds it up to date.
Where a file was moved to another room, the links to it in docs/ are mended first. With --check nothing is written, and the
exit code tells whether something would be.
"""

import ast
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
DOCS = ROOT / "docs"
#: Odoo's floors, in the order in which somebody who looks for a rule wants them; what isn't here comes after them.
FLOORS = (
    "models",
    "wizard",
    "report",
    "controllers",
    "tools",
    "views",
    "static",
    "security",
    "data",
    "demo",
    "migrations",
    "tests",
)
#: Endings of the files that somebody looks for; pictures and translations are none.
ENDINGS = (".py", ".xml", ".js", ".scss", ".csv")
NOTE = "Made by `./kontor index` from the docstrings of the rooms and files; don't edit it by hand."


@functools.cache
def addons():
    """Return the addons, those that others stand on first."""
    manifests = {path.parent.name: ast.literal_eval(path.read_text()) for path in sorted(ADDONS.glob("*/__manifest__.py"))}
    ordered = {}

    def visit(name):
        if name in manifests and name not in ordered:
            for other in manifests[name].get("depends", []):
                visit(other)
            ordered[name] = manifests[name]

    for name in manifests:
        visit(name)
    return ordered


@functools.cache
def rooms(addon):
    """Return the rooms of an addon, from the ground up; none where an addon is small enough to have no rooms."""
    source = (ADDONS / addon / "models" / "__init__.py").read_text()
    names = [alias.name for node in ast.parse(source).body if isinstance(node, ast.ImportFrom) for alias in node.names]
    return [name for name in names if (ADDONS / addon / "models" / name).is_dir()]


def sources(addon):
    """Return the source files of an addon; an ``__init__.py`` counts only where it says something."""
    return [
        path
        for path in sorted((ADDONS / addon).rglob("*"))
        if path.suffix in ENDINGS
        and "__pycache__" not in path.parts
        and (path.name != "__init__.py" or not is_list_of_imports(path))
    ]


def is_list_of_imports(path):
    """Tell whether an ``__init__.py`` does nothing but import, maybe after a docstring: its room's text tells the rest."""
    return all(
        isinstance(node, (ast.Import, ast.ImportFrom))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in ast.parse(path.read_text()).body
    )


def place(addon, path):
    """Return the floor and the room of a source file; the room is None for what lies beside the rooms."""
    parts = path.relative_to(ADDONS / addon).parts
    if len(parts) == 1:
        return "", None
    known = rooms(addon)
    return parts[0], next((part for part in parts[1:-1] if part in known), None)


def purpose(path):
    """Return in one line what a Python file is for: the first paragraph of its docstring or of its first class's.

    A file that says nothing tells which models it extends.
    """
    if path.suffix != ".py":
        return ""
    tree = ast.parse(path.read_text())
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    text = next((text for node in (tree, *classes) if (text := ast.get_docstring(node))), "")
    return paragraph(text.split("\n\n")[0]) or ", ".join(dict.fromkeys(f"`{name}`" for name in models(classes)))


def models(classes):
    """Yield the names of the models that classes define or extend."""
    for item in (item for node in classes for item in node.body if isinstance(item, ast.Assign)):
        if item.targets[0].id in ("_name", "_inherit"):
            yield from (node.value for node in ast.walk(item.value) if isinstance(node, ast.Constant))


def paragraph(text):
    """Return a text as one line that is safe in a table."""
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|")


def room_text(addon, room):
    """Return what a room says about itself."""
    return ast.get_docstring(ast.parse((ADDONS / addon / "models" / room / "__init__.py").read_text())) or ""


@functools.cache
def requirement_rows():
    """Return the rows of the table of requirements: id, what, the files of the rule, the files of the tests."""
    rows = []
    for line in (DOCS / "requirements.md").read_text().splitlines():
        if re.match(r"\| 00\d-", line):
            name, what, kept, tested = [cell.strip() for cell in line.strip("|\n").split("|")]
            rows.append((name, what, *([(DOCS / link).resolve() for link in links(cell)] for cell in (kept, tested))))
    return rows


def links(text):
    """Return the addresses of all links in a text."""
    return re.findall(r"\]\(([^)]+)\)", text)


def link(path, page):
    """Return a link to a file from a page."""
    up = "../" * (len(page.relative_to(ROOT).parts) - 1)
    return f"[{path.name}]({up}{path.relative_to(ROOT).as_posix()})"


def in_rooms(path):
    """Return the addon and the room of a file; None outside the addons."""
    if ADDONS not in path.parents:
        return None, None
    addon = path.relative_to(ADDONS).parts[0]
    return addon, place(addon, path)[1]


def room_link(addon, room, prefix):
    """Return a link to a room's part of the index."""
    return f"[{addon} · {room}]({prefix}{addon}.md#{room})" if room else f"[{addon}]({prefix}{addon}.md)"


def main_page():
    """Return the text of docs/index.md: the addons with their rooms, and each requirement's way to its rule."""
    page = DOCS / "index.md"
    out = ["# Index", "", NOTE, ""]
    out += ["Each addon has [floors, rooms and layers](developers.md#the-house); a room's name leads to its files.", ""]
    out += ["- [By addon and room](#by-addon-and-room)", "- [By requirement](#by-requirement)", "", "## By addon and room"]
    for addon, manifest in addons().items():
        out += ["", f"### [{addon}](index/{addon}.md)", "", paragraph(manifest.get("summary") or manifest["name"])]
        if rooms(addon):
            out += ["", "| room, from the ground up | what it is for |", "|---|---|"]
            for room in rooms(addon):
                first = paragraph(room_text(addon, room).split("\n\n")[0])
                out.append(f"| [{room}](index/{addon}.md#{room}) | {first} |")
    out += ["", "## By requirement", "", "What each says in full: [requirements.md](requirements.md)."]
    part = None
    for name, what, kept, tested in requirement_rows():
        if name[:3] != part:
            part = name[:3]
            out += ["", f"### {part}", "", "| id | what | room | rule | test |", "|---|---|---|---|---|"]
        where = dict.fromkeys(room_link(*in_rooms(path), "index/") for path in kept if in_rooms(path)[0])
        cells = [", ".join(where), *(", ".join(link(path, page) for path in files) for files in (kept, tested))]
        out.append(f"| {name} | {shortened(what)} | {' | '.join(cells)} |")
    return "\n".join(out) + "\n"


def shortened(text, most=110):
    """Return the beginning of a text, cut at a word."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(" ,;:(") + " …"


def addon_page(addon, manifest):
    """Return the text of an addon's page: its rooms, what each says, and all its files."""
    page = DOCS / "index" / f"{addon}.md"
    files = {}
    for path in sources(addon):
        floor, room = place(addon, path)
        files.setdefault(room, {}).setdefault(floor, []).append(path)
    known = rooms(addon)
    out = [f"# {addon}", "", NOTE, "", paragraph(manifest.get("summary") or manifest["name"])]
    if known:
        out += ["", "Rooms, from the ground up: " + " · ".join(f"[{room}](#{room})" for room in known) + "."]
    for room in known:
        out += ["", f"## {room}", "", *room_lines(addon, room), *file_lines(files.get(room, {}), page)]
    out += ["", "## Beside the rooms" if known else "## Files", ""]
    out += file_lines(files.get(None, {}), page)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)) + "\n"


def room_lines(addon, room):
    """Return a room's own text, with the requirements whose rule lies in it."""
    kept = [name for name, _what, files, _tests in requirement_rows() if (addon, room) in map(in_rooms, files)]
    text = room_text(addon, room)
    for heading in ("Public names:", "Must not know:"):
        text = re.sub(rf"^{heading}\n?(?=\S)", f"**{heading}**\n\n", text, flags=re.MULTILINE)
        text = re.sub(rf"^{heading} ", f"**{heading}** ", text, flags=re.MULTILINE)
    lines = [*text.splitlines(), ""]
    if kept:
        lines += [f"Requirements: {', '.join(kept)}", ""]
    return lines


def file_lines(by_floor, page):
    """Return the files of a room by floor; those with Python tell what they are for."""
    lines = []
    for floor in sorted(by_floor, key=lambda name: (FLOORS.index(name) if name in FLOORS else len(FLOORS), name)):
        told = [(path, purpose(path)) for path in by_floor[floor]]
        lines += ["", f"**{floor or 'top'}**", ""]
        lines += [f"- {link(path, page)}: {text}" for path, text in told if text]
        silent = [link(path, page) for path, text in told if not text]
        lines += [f"- {', '.join(silent)}"] if silent else []
    return lines


def pages():
    """Return the text of each page by its path."""
    found = {DOCS / "index.md": main_page()}
    for addon, manifest in addons().items():
        found[DOCS / "index" / f"{addon}.md"] = addon_page(addon, manifest)
    return found


def mended(page):
    """Return the text of a page in which links to files that were moved lead to where they are now.

    A file is known by its name, addon and floor; where that isn't one file, the link stays as it is.
    """

    def mend(match):
        path = (page.parent / match[1]).resolve()
        if path.exists() or ADDONS not in path.parents:
            return match[0]
        addon, floor, *_rooms = path.relative_to(ADDONS).parts
        found = list((ADDONS / addon / floor).rglob(path.name))
        if len(found) != 1:
            return match[0]
        up = "../" * (len(page.relative_to(ROOT).parts) - 1)
        return f"]({up}{found[0].relative_to(ROOT).as_posix()})"

    return re.sub(r"\]\(((?:\.\./)+addons/[^)#]+)\)", mend, page.read_text())


def main(arguments):
    """Write the pages; return the exit code."""
    by_hand = [page for page in DOCS.rglob("*.md") if page.parent != DOCS / "index" and page != DOCS / "index.md"]
    moved = {page: text for page in by_hand if (text := mended(page)) != page.read_text()}
    if moved and "--check" not in arguments:
        for page, text in moved.items():
            print(page.relative_to(ROOT))
            page.write_text(text)
        requirement_rows.cache_clear()
    wanted = pages()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    left = [path for path in (DOCS / "index").glob("*.md") if path not in wanted]
    for path in stale + left:
        print(path.relative_to(ROOT))
    if "--check" in arguments:
        return 1 if stale or left or moved else 0
    (DOCS / "index").mkdir(exist_ok=True)
    for path in stale:
        path.write_text(wanted[path])
    for path in left:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
