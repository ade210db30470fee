from odoo.tools import SQL


def spread_over_companies(cr, table, *columns):
    """Make what was one value for all companies the value of each company (a field that became company-dependent).

    What was decided holds on for every company that exists; from now on each decides for itself. Columns that are per
    company already, or don't exist, stay as they are.

    :param cr: cursor
    :param str table: name of the table
    :param str columns: names of the columns; ``none``, false and empty values need not be kept
    """
    cr.execute(
        """
        SELECT column_name FROM information_schema.columns
         WHERE table_schema = current_schema AND table_name = %s AND column_name IN %s AND udt_name <> 'jsonb'
        """,
        [table, columns],
    )
    for (name,) in cr.fetchall():
        names = {
            "table": SQL.identifier(table),
            "column": SQL.identifier(name),
            "old": SQL.identifier(f"{name}_of_all_companies"),
        }
        cr.execute(SQL("ALTER TABLE %(table)s RENAME COLUMN %(column)s TO %(old)s", **names))
        cr.execute(SQL("ALTER TABLE %(table)s ADD COLUMN %(column)s jsonb", **names))
        cr.execute(
            SQL(
                """
                UPDATE %(table)s t
                   SET %(column)s = (SELECT JSONB_OBJECT_AGG(c.id::text, TO_JSONB(t.%(old)s)) FROM res_company c)
                 WHERE t.%(old)s IS NOT NULL AND t.%(old)s::text NOT IN ('none', 'false', '')
                """,
                **names,
            )
        )
        cr.execute(SQL("ALTER TABLE %(table)s DROP COLUMN %(old)s", **names))
