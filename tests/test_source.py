"""The checks of the source text that lint makes itself find what they are for, and nothing else."""

import ast
import pathlib
import sys
import textwrap

import pytest

sys.path.append(str(pathlib.Path(__file__).parent.parent / "setup" / "testing"))

import source


def lines_of(body):
    """Return the numbers of the lines in a test's body that compare a value with itself."""
    text = "def test():\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ")
    sentences = source.self_comparisons("test_it.py", text)
    return [int(sentence.split(":")[1]) - 1 for sentence in sentences]


@pytest.mark.parametrize(
    "assertion",
    [
        "self.assertEqual(order.name, order.name)",
        "self.assertEqual(self._total(order), self._total(order), 'the same')",
        "self.assertAlmostEqual(order.total, order.total)",
        "self.assertGreaterEqual(order.total, order.total)",
        "self.assertTrue(order.total == order.total)",
        "self.assertTrue(True)",
        "self.assertEqual(1, 1)",
        "self.assertEqual(order.name, invoice and order.name)",
        "self.assertStatus(order, order.lifecycle_status)",
        "self.assertStatus(order, invoice and order.lifecycle_status)",
        "assert order.name == order.name",
        "assert order is order",
        "assert True",
    ],
)
def test_a_comparison_with_itself_is_found(assertion):
    """On both sides the same: nothing the program does can make it fail."""
    assert lines_of(assertion) == [1]


@pytest.mark.parametrize(
    "assertion",
    [
        "self.assertEqual(order.name, invoice.name)",
        "self.assertEqual(order.name, other.name)",
        "self.assertNotEqual(self._token(), self._token())",
        "self.assertLess(order.total, order.total)",
        "self.assertStatus(order, 'invoice')",
        "self.assertStatus(order, other.lifecycle_status)",
        "self.assertEqual(order.total, other.total or 0.0)",
        "assert order.name != order.name",
        "order.compare(order.name, order.name)",
    ],
)
def test_a_comparison_of_two_things_is_none(assertion):
    """What can fail is left alone."""
    assert lines_of(assertion) == []


def test_a_name_given_just_before_hides_nothing():
    """Between the name and the assertion nothing happens."""
    assert lines_of(
        """
        before = order.total
        other = 5
        self.assertEqual(other, 5)
        self.assertEqual(before, order.total)
        """
    ) == [3, 4]
    assert lines_of(
        """
        expected = self._total()
        with self.subTest(expected):
            self.assertEqual(self._total(), expected)
        """
    ) == [3]


@pytest.mark.parametrize(
    "between",
    [
        "order.action_confirm()",
        "done = order.action_confirm()",
        "order.total = 5",
        "order = order.copy()",
        "del order.lines[0]",
        "for line in order: line.total = 3",
        "assert order.action_confirm()",
        "with self.assertRaises(UserError): order.action_confirm()",
    ],
)
def test_something_between_makes_it_two_things(between):
    """A value before, and the same after something was done: that is what tests are made of."""
    assert lines_of(f"before = order.total\n{between}\nself.assertEqual(before, order.total)") == []


def test_a_test_without_an_assertion_is_found():
    """A helper's assertions count, wherever it is; a tour fails by itself."""
    helpers = (
        "class Base:\n    def _pay(self):\n        self._check()\n    def _check(self):\n        self.assertTrue(self.x)\n"
    )
    tests = """
def test_nothing():
    order.action_confirm()

class TestOrder:
    def test_by_a_helper(self):
        self._pay()

    def test_itself(self):
        with self.assertRaises(ValueError):
            order.action_confirm()

    def test_in_the_browser(self):
        self.start_tour("/odoo", "a_tour")

    def test_no_more_than_a_call(self):
        self._order()
"""
    found = list(source.tests_without_assertion({"common.py": helpers, "test_it.py": tests}))
    assert [sentence.split(" asserts")[0] for sentence in found] == [
        "test_it.py:2: test_nothing",
        "test_it.py:16: test_no_more_than_a_call",
    ]


def test_size_counts_code_only():
    """Blank lines, comments and docstrings are free; a text that isn't a docstring is code."""
    text = '"""Two\nlines."""\n\n# Why.\nimport os\n\n\nclass A:\n    """Doc."""\n\n    x = """a\n    b"""  # and\n'
    assert source.code_lines(text) == 4


def test_a_long_file_says_why():
    """Beyond the limit a module is named, unless its docstring has the reason."""
    code = "x = 1\n" * (source.MOST_LINES + 1)
    assert [sentence.split(". ")[0] for sentence in source.long_file("a.py", code)] == [
        f"a.py: {source.MOST_LINES + 1} lines of code"
    ]
    assert not list(source.long_file("a.py", f'"""A table.\n\nLong because it is one.\n"""\n{code}'))
    assert not list(source.long_file("a.py", "x = 1\n" * source.MOST_LINES))


def test_the_tree_is_read():
    """What lint looks at is really there: the addons' tests are among the tests, and can be read."""
    root = pathlib.Path(__file__).parent.parent
    tests = [path for path in root.glob("addons/*/tests/**/test_*.py") if source.is_test(path.relative_to(root))]
    assert len(tests) > 100
    assert all(ast.parse(path.read_text("utf-8")) for path in tests[:5])
