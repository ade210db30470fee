def migrate(cr, version):
    """Who has taken credit away from customers without a limit has decided; the other companies are asked (002-12)."""
    cr.execute(
        "UPDATE res_company SET limit_decided_on = write_date, limit_decided_by_id = write_uid"
        " WHERE limit_without_row = 'zero'"
    )
