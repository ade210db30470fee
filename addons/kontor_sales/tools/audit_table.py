"""What the export for a tax audit (GoBD Z3) contains: tables and columns, declared by the addon whose documents they are.

``kontor.audit.export._selections()`` says which records belong to a period, ``_tables()`` what is told of them. Names and
descriptions are German whatever the language of the one who exports: they are read by a German tax office.

All SQL knows the parameters ``%(company)s`` and ``%(zone)s`` (the company's time zone); a selection also ``%(date_from)s``
and ``%(date_to)s`` (days), ``%(start)s`` and ``%(end)s`` (the same as moments in UTC, the end exclusive).
"""

import csv
import html
import io
import re
from dataclasses import dataclass

from .declarations import missing

#: Kinds of columns, as the Beschreibungsstandard knows them.
KINDS = ("text", "number", "date")
#: A text that begins like this would be a formula in a spreadsheet. The apostrophes are doubled to be told apart.
FORMULA = re.compile(r"^'*[=+\-@\t\r]")
BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h\d)>", re.IGNORECASE)
TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class AuditSelection:
    """Records that belong to the period.

    :param kind: what the table or tables of it are selected by; the name of the model where the records have a chatter
    :param query: SQL that returns their ids; several selections of a kind add up
    :param stage: lower ones are selected first: 10 documents of the period, 20 what belongs to them, 30 whom and what they
        name
    """

    kind: str
    query: str
    stage: int = 10

    @property
    def key(self):
        return f"{self.stage}/{self.kind}/{hash(self.query)}"

    def problems(self):
        """Return what is wrong with this declaration, a list of texts."""
        return missing(self, "kind", "query")


@dataclass(frozen=True)
class AuditColumn:
    """A column of a table.

    :param name: its heading
    :param sql: expression
    :param kind: one of ``KINDS``
    :param accuracy: decimals of a number
    :param references: code of the table whose key it holds; empty or resolved
    :param is_html: the expression returns HTML, of which the text is told
    """

    name: str
    sql: str
    kind: str = "text"
    accuracy: int = 0
    references: str = ""
    is_html: bool = False


@dataclass(frozen=True)
class AuditTable:
    """A table of the export: one CSV file.

    :param code: name of its file, without the ending
    :param title: what it contains, for the reader of index.xml
    :param selection: kind of the selected records it is made of
    :param source: SQL from FROM on; ``{ids}`` stands for the array of the selected ids of a part
    :param columns: ``AuditColumn``; the first one is the key, a number that no other row has
    """

    code: str
    title: str
    selection: str
    source: str
    columns: tuple

    @property
    def key(self):
        return self.code

    def problems(self, codes, kinds):
        """Return what is wrong with this declaration, a list of texts.

        :param codes: codes of all tables
        :param kinds: kinds of all selections
        """
        found = missing(self, "code", "title", "source", "columns")
        if self.selection not in kinds:
            found.append(f"nothing selects “{self.selection}”")
        if "{ids}" not in self.source:
            found.append("the source doesn't say where the selected ids go")
        for column in self.columns:
            if column.kind not in KINDS:
                found.append(f"{column.name}: “{column.kind}” is none of {', '.join(KINDS)}")
            if column.references and column.references not in codes:
                found.append(f"{column.name}: there is no table “{column.references}”")
        return found

    def count_query(self, ids):
        """Return the SQL that counts the rows.

        :param str ids: SQL of the array of selected ids
        """
        return f"SELECT count(*) {self.source.format(ids=ids)}"

    def rows_query(self, ids):
        """Return the SQL of the rows, by their key; see ``count_query``."""
        columns = ", ".join(column.sql for column in self.columns)
        return f"SELECT {columns} {self.source.format(ids=ids)} ORDER BY 1"

    def head(self):
        """Return the first line of the file: the names of the columns."""
        return ";".join(_quoted(column.name) for column in self.columns) + "\r\n"

    def lines(self, rows):
        """Return rows of the database as CSV text.

        :param rows: tuples in the order of the columns
        """
        writers = [_writer(column) for column in self.columns]
        return "".join(";".join(write(value) for write, value in zip(writers, row, strict=True)) + "\r\n" for row in rows)


def _quoted(text):
    return '"' + text.replace('"', '""') + '"'


def _writer(column):
    if column.kind == "number":
        return lambda value: "" if value is None else f"{value:.{column.accuracy}f}".replace(".", ",")
    if column.kind == "date":
        return lambda value: "" if value is None else f"{value:%d.%m.%Y}"
    return _write_html if column.is_html else _write_text


def _write_html(value):
    return _write_text(html.unescape(TAGS.sub("", BREAKS.sub("\n", value or ""))).strip())


def _write_text(value):
    if value is None or value is False:
        return '""'
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _quoted(f"'{text}" if FORMULA.match(text) else text)


def read_csv(text):
    """Return the rows of a file of the export as lists of texts, the formulas as they were, without the first line.

    :param str text: the file's content
    """
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    return [[cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell for cell in row] for row in rows]


# -- columns, in short ------------------------------------------------------------------------------------------------


def text(name, sql):
    """Return a column with a text."""
    return AuditColumn(name, sql)


def from_html(name, sql):
    """Return a column with the text of some HTML."""
    return AuditColumn(name, sql, is_html=True)


def number(name, sql, accuracy=0):
    """Return a column with a number."""
    return AuditColumn(name, sql, "number", accuracy)


def money(name, sql):
    """Return a column with an amount."""
    return AuditColumn(name, sql, "number", 2)


def date(name, sql):
    """Return a column with a day."""
    return AuditColumn(name, sql, "date")


def moment(name, sql):
    """Return a column with a moment, told in the company's time; the standard knows days only, so it is a text."""
    return text(name, f"to_char(({sql}) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s, 'DD.MM.YYYY HH24:MI:SS')")


def reference(name, sql, table):
    """Return a column with the key of a row in another table."""
    return AuditColumn(name, sql, "number", references=table)


def german(field):
    """Return the SQL of a translated field's German text.

    :param str field: the column: "u.name"
    """
    return f"COALESCE({field}->>'de_DE', {field}->>'en_US')"


def user_name(field):
    """Return the SQL of a user's name.

    :param str field: the column that holds the user
    """
    return f"(SELECT up.name FROM res_users uu JOIN res_partner up ON up.id = uu.partner_id WHERE uu.id = {field})"


def chosen(kind):
    """Return the SQL of the ids that were selected before.

    :param str kind: see ``AuditSelection``
    """
    return f"(SELECT res_id FROM kontor_audit_selection WHERE export_id = %(export)s AND kind = '{kind}')"
