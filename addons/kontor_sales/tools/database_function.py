from odoo.tools import SQL


def create_function(cr, name, arguments, columns, body, declare=None):
    """Make a function in the database, whose plan is kept until the transaction ends (000-7).

    A query over some tables costs PostgreSQL several times as long to parse and plan as to run for a few records. (Between
    two transactions Odoo discards what its connection has prepared.) Call it from the ``init`` of a model, so that an
    update of the addon brings the new text.

    :param str name: of the function; one that stands there already is replaced
    :param dict arguments: ``{name: type}``
    :param dict columns: ``{name: type}`` of what it returns, in the order of the query
    :param SQL body: statements of PL/pgSQL; a name that is both a column and an argument is the column
    :param SQL declare: declarations of variables
    """
    drop_function(cr, name, arguments)
    cr.execute(
        SQL(
            """
            CREATE FUNCTION %(name)s(%(arguments)s) RETURNS TABLE (%(columns)s)
            -- compiling (JIT) takes several times as long as the run, for thousands of records too
            LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $function$
            #variable_conflict use_column
            DECLARE
                %(declare)s
            BEGIN
                %(body)s
            END
            $function$
            """,
            name=SQL.identifier(name),
            arguments=_typed(arguments),
            columns=_typed(columns),
            declare=declare or SQL(),
            body=body,
        )
    )


def drop_function(cr, name, arguments):
    """Take a function out of the database, if it is there.

    :param dict arguments: ``{name: type}``, as in ``create_function``
    """
    cr.execute(SQL("DROP FUNCTION IF EXISTS %s(%s)", SQL.identifier(name), _typed(arguments)))


def _typed(names):
    return SQL(", ").join(SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in names.items())
