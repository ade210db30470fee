def migrate(cr, version):
    """The credit report counts days as its reader does: it is a query now, no view in the database any more."""
    cr.execute("DROP VIEW IF EXISTS kontor_credit_report")
