"""Checks of the source text that ruff and pylint don't make: assertions that can't fail, tests without any, long files.

Each check answers sentences that name the file and the line. Everything is read with ``ast``; nothing is imported.
"""

import ast
import copy
import io
import itertools
import tokenize

#: Lines of code that a file may have; blank lines, comments and docstrings don't count.
MOST_LINES = 400
#: What the docstring of a longer module says, with the reason behind it.
LONG = "Long because"

#: Assertions that hold whenever both sides are the same thing.
HOLD_FOR_THE_SAME = {
    "assertEqual",
    "assertEquals",
    "assertAlmostEqual",
    "assertIs",
    "assertCountEqual",
    "assertListEqual",
    "assertDictEqual",
    "assertSetEqual",
    "assertTupleEqual",
    "assertSequenceEqual",
    "assertMultiLineEqual",
    "assertRecordValues",
    "assertXMLEqual",
    "assertIn",
    "assertGreaterEqual",
    "assertLessEqual",
}
#: Comparisons that do.
SAME_OPERATORS = (ast.Eq, ast.Is, ast.LtE, ast.GtE)
#: What fails by itself when it isn't as wanted: a tour in the browser, and what the test frameworks offer.
FAIL_BY_THEMSELVES = {"start_tour", "browser_js", "raises", "fail", "check_call"}


def code_lines(text):
    """Return how many lines of code a module has, without blank lines, comments and docstrings.

    :param str text: the module
    """
    nothing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in nothing:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            lines.difference_update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(lines)


def long_file(path, text):
    """Yield a sentence when a module is long and doesn't say why.

    :param path: how to name it
    :param str text: the module
    """
    number = code_lines(text)
    if number > MOST_LINES and LONG not in (ast.get_docstring(ast.parse(text)) or ""):
        yield (
            f"{path}: {number} lines of code. Split it by concern (at most {MOST_LINES}), or say in its docstring "
            f"“{LONG} …”."
        )


# -- assertions that compare a value with itself ------------------------------------------------------------------------


def self_comparisons(path, text):
    """Yield a sentence for each assertion that compares a value with itself, and so can't fail.

    That is the same expression on both sides, also by a name that it was given just before, and also as one of several
    operands of ``and`` and ``or``; or a status that is compared with what the record itself says
    (``assertStatus(order, order.lifecycle_status)``).

    :param path: how to name the module
    :param str text: the module
    """
    for line in sorted(set(_self_compared(ast.parse(text).body, {}))):
        yield f"{path}:{line}: the assertion compares a value with itself, so it can't fail."


def _self_compared(statements, known):
    """Yield the lines of such assertions in a block.

    :param dict known: ``{name: the expression that it was given just before}``; changed on the way
    """
    for statement in statements:
        if isinstance(statement, ast.Expr | ast.Assert):
            if _is_same(statement, known):
                yield statement.lineno
        blocks = [getattr(statement, field, None) for field in ("body", "orelse", "finalbody")]
        blocks += [part.body for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ()))]
        for block in blocks:
            if isinstance(block, list):
                # The body of a ``with`` goes on where the line before stopped; a branch or a loop may come from anywhere.
                yield from _self_compared(block, known if isinstance(statement, ast.With) else {})
        _remember(statement, known)


def _remember(statement, known):
    """Note what a name was given; forget everything once something may have happened in between."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        name, value = statement.targets[0].id, _resolved(statement.value, known)
        if _does_something(statement.value):
            known.clear()
        for other in [other for other, expression in known.items() if _mentions(expression, name)]:
            del known[other]
        if _mentions(value, name):
            known.pop(name, None)
        else:
            known[name] = value
    elif not isinstance(statement, ast.Expr | ast.Assert) or any(map(_does_something, _operands(statement))):
        known.clear()


def _operands(statement):
    """Return what an assertion looks at; the statement itself, when it is none."""
    if isinstance(statement, ast.Assert):
        return [statement.test]
    call = statement.value
    if isinstance(call, ast.Call) and _name(call.func).startswith("assert"):
        return [*call.args, *(keyword.value for keyword in call.keywords)]
    return [call]


def _is_same(statement, known):
    """Tell whether an assertion holds whatever the program does."""
    if isinstance(statement, ast.Assert):
        return _holds(statement.test, known)
    call = statement.value
    if not isinstance(call, ast.Call) or not call.args:
        return False
    name = _name(call.func)
    if name == "assertTrue":
        return _holds(call.args[0], known)
    if len(call.args) < 2:
        return False
    if name in HOLD_FOR_THE_SAME:
        return _meet(call.args[0], call.args[1], known)
    # A check of our own of something about a record, which is handed exactly that of the same record.
    if name.startswith("assert"):
        record, about = ast.dump(_resolved(call.args[0], known)), name.removeprefix("assert").lower()
        return any(
            isinstance(choice, ast.Attribute)
            and about.endswith(choice.attr.rpartition("_")[2])
            and ast.dump(choice.value) == record
            for argument in call.args[1:]
            for choice in _choices(_resolved(argument, known))
        )
    return False


def _holds(test, known):
    """Tell whether a condition is a constant that holds, or compares something with itself."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    return (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], SAME_OPERATORS)
        and _meet(test.left, test.comparators[0], known)
    )


def _meet(left, right, known):
    """Tell whether two expressions may be the same thing: as they are, or one of the operands of ``and`` and ``or``."""
    left, right = _resolved(left, known), _resolved(right, known)
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
        return ast.dump(left) == ast.dump(right)
    sides = [{ast.dump(part) for part in _choices(side) if not isinstance(part, ast.Constant)} for side in (left, right)]
    return bool(sides[0] & sides[1])


def _choices(expression):
    """Return what an expression can come to: itself, or the operands of ``and``, ``or`` and ``if … else``."""
    if isinstance(expression, ast.BoolOp):
        return list(itertools.chain.from_iterable(_choices(value) for value in expression.values))
    if isinstance(expression, ast.IfExp):
        return [*_choices(expression.body), *_choices(expression.orelse)]
    return [expression]


class _Resolver(ast.NodeTransformer):
    """Puts in for each name what it was given just before."""

    def __init__(self, known):
        self.known = known

    def visit_Name(self, node):
        return self.known.get(node.id, node) if isinstance(node.ctx, ast.Load) else node


def _resolved(expression, known):
    """Return an expression with known names resolved; what it is made of stays as it is."""
    return _Resolver(known).visit(copy.deepcopy(expression))


def _does_something(expression):
    """Tell whether an expression calls anything, which may change what other expressions give."""
    return any(isinstance(node, ast.Call | ast.Await | ast.Yield | ast.NamedExpr) for node in ast.walk(expression))


def _mentions(expression, name):
    """Tell whether an expression reads a name."""
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(expression))


def _name(function):
    """Return the last part of what is called, or an empty text."""
    return getattr(function, "attr", None) or getattr(function, "id", "")


# -- tests without an assertion -----------------------------------------------------------------------------------------


def tests_without_assertion(modules):
    """Yield a sentence for each test that asserts nothing, neither itself nor in what it calls.

    Helpers are known by their names alone, whichever class they are of: what they assert counts for whoever calls them.

    :param dict modules: ``{how to name a module of tests: its text}``
    """
    functions = [
        (path, node)
        for path, text in modules.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    called = {(path, node.lineno): _called(node) for path, node in functions}
    asserting = set(FAIL_BY_THEMSELVES)
    while True:
        more = {
            node.name
            for path, node in functions
            if node.name not in asserting and _asserts(called[path, node.lineno], asserting)
        }
        if not more:
            break
        asserting |= more
    for path, node in functions:
        if node.name.startswith("test") and not _asserts(called[path, node.lineno], asserting):
            yield f"{path}:{node.lineno}: {node.name} asserts nothing. Say what has to be true when it ends."


def _called(function):
    """Return the names of what a function calls or hands on; "assert" for the statement."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            names.add("assert")
        elif isinstance(node, ast.Call):
            names.add(_name(node.func))
        elif isinstance(node, ast.Raise) and node.exc is not None:
            names.add("assert" if "AssertionError" in ast.dump(node.exc) else "")
    return names


def _asserts(called, asserting):
    """Tell whether one of these names asserts something."""
    return any(name.startswith("assert") or name in asserting for name in called)


# -- all of them --------------------------------------------------------------------------------------------------------


def is_test(path):
    """Tell whether a file belongs to the tests, by its folder.

    :param pathlib.Path path: its place in the checkout
    """
    return "tests" in path.parts


def problems(root, folders):
    """Return what is wrong with the modules in these folders, as sentences.

    :param pathlib.Path root: the checkout
    :param folders: names of folders in it
    """
    modules = {
        path.relative_to(root): path.read_text("utf-8")
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
    }
    tests = {path: text for path, text in modules.items() if is_test(path)}
    found = [sentence for path, text in modules.items() for sentence in long_file(path, text)]
    found += [sentence for path, text in tests.items() for sentence in self_comparisons(path, text)]
    return found + list(tests_without_assertion(tests))
