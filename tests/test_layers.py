"""The house of each addon: floors are Odoo's folders, rooms are concerns, and a room uses only rooms below it.

``models/__init__.py`` names the rooms from the ground up. What a lower room needs from a higher one is a hook: the lower one
names it, documents it and gives a neutral answer, the higher one overrides it. The text of the source is looked at, so a
name that two rooms use must be the lower one's.
"""

import ast
import collections
import functools
import pathlib
import re

import odoo
import pytest

ADDONS = pathlib.Path(__file__).resolve().parent.parent / "addons"
#: Floors whose Python belongs to the layers. Tests may look at everything.
FLOORS = ("models", "wizard", "report")
#: A folder of tests whose subject is several rooms at once.
ACROSS = "across"
#: Rooms of kontor_sales from which the other addons import and whose names they extend as hooks: framework, lifecycle and
#: blocks are what customer and supplier orders share.
SHARED = ("framework", "lifecycle", "blocks")
#: Class attributes that say what a model is, not what a room offers.
MODEL_ATTRIBUTES = {"_inherit", "_inherits", "_description", "_order", "_rec_name", "_table", "_auto", "_check_company_auto"}


def rooms(addon):
    """Return the rooms of an addon, from the ground up; none where an addon is small enough to have no rooms."""
    source = (ADDONS / addon / "models" / "__init__.py").read_text()
    names = [alias.name for node in ast.parse(source).body if isinstance(node, ast.ImportFrom) for alias in node.names]
    return [name for name in names if (ADDONS / addon / "models" / name).is_dir()]


HOUSES = [path.parent.name for path in sorted(ADDONS.glob("*/__manifest__.py")) if rooms(path.parent.name)]


def folders_of_odoo():
    """Return the folders of the modules of Odoo that the addons stand on, and of its ORM and tools."""
    root = pathlib.Path(odoo.__path__[0])
    wanted, ready = {path.parent.name for path in ADDONS.glob("*/__manifest__.py")} | {"base"}, set()
    while wanted - ready:
        name = (wanted - ready).pop()
        ready.add(name)
        for manifest in (folder / name / "__manifest__.py" for folder in (ADDONS, root / "addons")):
            if manifest.exists():
                wanted.update(ast.literal_eval(manifest.read_text()).get("depends", []))
    return [root / "addons" / name for name in ready] + [root / "orm", root / "tools"]


def names_in(node):
    """Return the names that a node of Odoo's source defines or uses."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.arg):
        return {node.arg}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Many2many":
        # the columns of its table have no other definition than these texts
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        return {arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return set()


@functools.cache
def names_of_odoo():
    """Return every name that Odoo itself defines or uses: what is called so is no addon's own."""
    return {
        name
        for folder in folders_of_odoo()
        for path in folder.rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_bytes()))
        for name in names_in(node)
    }


@functools.cache
def names_of_shared_rooms():
    """Return what kontor_sales defines for all: for the other addons these names lie below their own ground floor."""
    return {name for path, room in files("kontor_sales") if room in SHARED for name in defined(ast.parse(path.read_text()))}


def files(addon):
    """Yield each source file of an addon's layers with its room."""
    for floor in FLOORS:
        for path in sorted((ADDONS / addon / floor).rglob("*.py")):
            parts = path.relative_to(ADDONS / addon / floor).parts
            if len(parts) > 1 and path.name != "__init__.py":
                yield path, parts[0]


def defined(tree):
    """Yield the names that a file defines: models, fields, methods, functions, constants."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.ClassDef):
            yield from defined_by_class(node)


def defined_by_class(node):
    """Yield the names that a class defines; the name of a model that it only extends is not one of them."""
    extended = " ".join(ast.unparse(item.value) for item in node.body if assigns(item, "_inherit"))
    for item in node.body:
        if isinstance(item, ast.FunctionDef):
            yield item.name
        elif assigns(item, "_name"):
            if item.value.value not in extended:
                yield item.value.value
        elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            if item.targets[0].id not in MODEL_ATTRIBUTES:
                yield item.targets[0].id


def assigns(item, name):
    """Tell whether a statement of a class assigns to a name."""
    return isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name) and item.targets[0].id == name


def is_own(name):
    """Tell whether a name is one of the addon's own: not Odoo's, and more than a single word."""
    return ("_" in name.strip("_") or "." in name) and name not in names_of_odoo()


def docstrings(tree):
    """Return the nodes of all docstrings: a comment may speak of any room."""
    found = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and ast.get_docstring(node, clean=False) is not None
        ):
            found.add(node.body[0].value)
    return found


def named_in_sql(tree):
    """Return the names that the file's own SQL gives to its columns and parts."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {
        name
        for text in texts
        for pair in re.findall(r"\bAS\s+(\w+)|(\w+)\s+AS\s*(?:MATERIALIZED\s*)?\(", text, re.IGNORECASE)
        for name in pair
        if name
    }


def used(tree):
    """Yield each name that a file uses, with its line: attributes, fields in domains and paths, columns in SQL."""
    comments = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.alias):
            yield node.name, node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in comments:
            text = node.value
            if re.fullmatch(r"[\w.]+", text):
                yield text, node.lineno
                yield from ((part, node.lineno) for part in text.split("."))
            elif re.search(r"\b(SELECT|WHERE|JOIN|FROM|AND)\b", text):
                yield from ((word, node.lineno) for word in re.findall(r"\w+", text))


def owners(addon, order):
    """Return by name the lowest room that defines it, and the lowest file.

    A column that a lower room's own query returns is the lower one's, also where a report above has a field for it. What
    the rooms of kontor_sales that all addons share define is nobody's own in the others.
    """
    shared = names_of_shared_rooms() if addon != "kontor_sales" else set()
    found = {}
    trees = [(path, room, ast.parse(path.read_text())) for path, room in files(addon)]
    for path, room, tree in trees:
        for name in defined(tree):
            if (
                is_own(name)
                and name not in shared
                and (name not in found or order.index(room) < order.index(found[name][0]))
            ):
                found[name] = (room, path)
    for path, room, tree in trees:
        for name in named_in_sql(tree) & found.keys():
            if order.index(room) < order.index(found[name][0]):
                found[name] = (room, path)
    return found


def upward_uses(addon):
    """Return the uses of names of a higher room: file and line, name, its room."""
    order = rooms(addon)
    owner = owners(addon, order)
    uses = []
    for path, room in files(addon):
        tree = ast.parse(path.read_text())
        local = named_in_sql(tree)
        for name, line in used(tree):
            if name in owner and name not in local and order.index(owner[name][0]) > order.index(room):
                uses.append(
                    f"{path.relative_to(ADDONS)}:{line}: the room “{room}” uses {name} of “{owner[name][0]}” above it"
                    f" ({owner[name][1].relative_to(ADDONS)}). Move it down, or name a hook in “{room}” that"
                    f" “{owner[name][0]}” overrides."
                )
    return uses


@pytest.mark.parametrize("addon", HOUSES)
def test_a_room_uses_only_rooms_below_it(addon):
    """No call, field, model or import leads upwards."""
    uses = upward_uses(addon)
    assert not uses, f"{len(uses)} uses upwards:\n" + "\n".join(uses)


def asks_super(function):
    """Tell whether a method goes on to what it overrides, by itself or by a helper that it gives its name."""
    return any(
        isinstance(node, ast.Constant)
        and node.value == function.name
        or isinstance(node, ast.Attribute)
        and node.attr == function.name
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "super"
        for node in ast.walk(function)
    )


def hidden_overrides(addon):
    """Return the methods that extend something and are replaced as a whole by a higher room's: they are never called."""
    order = rooms(addon)
    found = collections.defaultdict(list)
    for path, room in files(addon):
        for node in ast.parse(path.read_text()).body:
            for item in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(item, ast.FunctionDef):
                    found[node.name, item.name].append((order.index(room), asks_super(item), path))
    return [
        f"{path.relative_to(ADDONS)}: {name} is never called; {above.relative_to(ADDONS)} replaces it."
        for (_model, name), places in found.items()
        for level, extends, path in places
        for higher, goes_on, above in places
        if extends and higher > level and not goes_on
    ]


@pytest.mark.parametrize("addon", HOUSES)
def test_no_room_hides_what_a_lower_one_adds(addon):
    """A hook is named by the lower room: what a higher one defines without super() would hide what those below add."""
    hidden = hidden_overrides(addon)
    assert not hidden, "\n".join(hidden)


@pytest.mark.parametrize("addon", HOUSES)
def test_every_floor_has_the_same_rooms(addon):
    """A folder on any floor is one of the rooms; tests across several rooms have a folder of their own."""
    known = {*rooms(addon), "tours"}
    for floor in (*FLOORS, "views", "security", "data", "static/src", "static/tests/tours", "tests"):
        folder = ADDONS / addon / floor
        found = {path.name for path in folder.glob("*/") if path.is_dir() and path.name != "__pycache__"}
        assert found <= (known | {ACROSS} if floor == "tests" else known), f"{addon}/{floor}: {found - known}"


@pytest.mark.parametrize("addon", HOUSES)
def test_a_file_lies_in_a_room(addon):
    """Nothing lies beside the rooms but what holds for all of them: the groups, and a module's own menus."""
    allowed = {"__init__.py", "groups.xml", "menus.xml"}
    for floor in (*FLOORS, "views", "security", "data", "static/src"):
        beside = {path.name for path in (ADDONS / addon / floor).glob("*") if path.is_file()} - allowed
        assert not beside, f"{addon}/{floor}: {sorted(beside)}"


@pytest.mark.parametrize("addon", HOUSES)
def test_the_manifest_lists_room_by_room(addon):
    """Data files are loaded in the order of the layers, so that none leads upwards either."""
    order = rooms(addon)
    data = ast.literal_eval((ADDONS / addon / "__manifest__.py").read_text())["data"]
    listed = [path.split("/")[1] for path in data if path.count("/") > 1]
    positions = [order.index(room) for room in listed]
    assert positions == sorted(positions), f"{addon}: {list(dict.fromkeys(listed))} is not the order of the layers"


@pytest.mark.parametrize("addon", HOUSES)
def test_a_room_says_what_it_is(addon):
    """Each room's ``__init__.py`` says what it is for, its public names and what it must not know."""
    for room in rooms(addon):
        text = ast.get_docstring(ast.parse((ADDONS / addon / "models" / room / "__init__.py").read_text())) or ""
        assert re.search(r"^Public names:", text, re.MULTILINE), f"{addon}/models/{room}: no public names"
        assert re.search(r"^Must not know:", text, re.MULTILINE), f"{addon}/models/{room}: not what it must not know"


@pytest.mark.parametrize("addon", HOUSES)
def test_a_room_is_no_hall(addon):
    """A room has at most about a dozen files on a floor."""
    count = collections.Counter((room, path.parent.parent.name) for path, room in files(addon))
    assert not {place: number for place, number in count.items() if number > 14}


@pytest.mark.parametrize("addon", sorted(path.parent.name for path in ADDONS.glob("*/tests/__init__.py")) or HOUSES)
def test_every_file_is_imported(addon):
    """A file that nobody imports does nothing, and a test in it says nothing."""
    for path in sorted((ADDONS / addon).rglob("*.py")):
        floor = path.relative_to(ADDONS / addon).parts[0]
        if floor == "tests" and path.name.startswith("test_"):
            assert re.search(rf"\b{path.stem}\b", (path.parent / "__init__.py").read_text()), f"{path} is not imported"
            package = path.parent.name
            if package != "tests":
                init = (ADDONS / addon / "tests" / "__init__.py").read_text()
                assert f"from .{package} import *" in init, f"{addon}/tests/__init__.py does not import {package}"


@pytest.mark.parametrize("addon", [path.parent.name for path in sorted(ADDONS.glob("*/__manifest__.py"))])
def test_other_addons_import_from_shared_rooms_only(addon):
    """What an addon imports of kontor_sales is meant for it: its tools, and the rooms of ``SHARED``.

    ``framework``, ``lifecycle`` and ``blocks`` are the ground on which customer and supplier orders stand; what a tool or a
    constant of another room is worth to several addons moves there. The union of a customer's documents in ``analysis``
    numbers the models that other addons add to it. Helpers of tests and of the demo company are for everybody.
    """
    meant = (*(f"models.{room}" for room in SHARED), "tools", "demo", "tests", "report.analysis.customer_document")
    refused = []
    for path in sorted((ADDONS / addon).rglob("*.py")) if addon != "kontor_sales" else []:
        for node in ast.walk(ast.parse(path.read_text())):
            for name in imported(node):
                inside = name.removeprefix("odoo.addons.kontor_sales.")
                if inside != name and not any(f"{inside}.".startswith(f"{room}.") for room in meant):
                    refused.append(f"{path.relative_to(ADDONS)}:{node.lineno} imports {name}")
    assert not refused, "\n".join(refused)


def imported(node):
    """Yield the modules that a statement imports."""
    if isinstance(node, ast.ImportFrom) and node.module:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
