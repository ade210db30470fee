from odoo import models
from odoo.addons.kontor_sales.tools.database_function import create_function
from odoo.tools import SQL

FUNCTION = "kontor_credit_figures"
ARGUMENTS = {"in_ids": "integer[]", "in_company": "integer", "in_today": "date"}

#: What the function returns, in the order of the query.
COLUMNS = {
    "id": "integer",
    "open_items": "numeric",
    "open_orders": "numeric",
    "overdue_amount": "numeric",
    "first_due": "date",
    "overdue": "boolean",
    "internal": "boolean",
    "delivery_stop": "boolean",
    "limit": "numeric",
    "limit_from": "date",
    "limit_to": "date",
    "limit_ended": "numeric",
    "internal_limit": "numeric",
    "internal_limit_from": "date",
    "internal_limit_to": "date",
    "internal_limit_ended": "numeric",
    "last_return_date": "date",
    "limit_remaining": "numeric",
    "limit_remaining_with_orders": "numeric",
    "internal_limit_remaining": "numeric",
    "internal_limit_remaining_with_orders": "numeric",
}

#: Up to how many customers are looked at one by one: those of a document, a header, a check. A list is read at once.
FEW_CUSTOMERS = 5


class CreditFigures(models.AbstractModel):
    """The figures of some customers as a function in the database.

    For a page of customers PostgreSQL plans the query longer than it runs it. It keeps the plan of a function until the
    transaction ends, so that a check, the document behind it and its header plan it once.
    """

    _name = "kontor.credit.figures"
    _description = "Credit Figures in the Database"

    def init(self):
        compose = self.env["res.partner"]._compose_figures_query
        arguments = SQL("in_company"), SQL("in_today"), SQL("in_ids")
        create_function(
            self.env.cr,
            FUNCTION,
            ARGUMENTS,
            COLUMNS,
            SQL(
                """
                IF EXISTS (SELECT FROM kontor_payment_delay WHERE company_id = in_company AND days > 0) THEN
                    IF CARDINALITY(in_ids) <= %(few)s THEN
                        RETURN QUERY SELECT %(names)s FROM (%(few_with_delays)s) figures;
                    ELSE
                        RETURN QUERY SELECT %(names)s FROM (%(with_delays)s) figures;
                    END IF;
                ELSIF CARDINALITY(in_ids) <= %(few)s THEN
                    RETURN QUERY SELECT %(names)s FROM (%(few_without_delays)s) figures;
                ELSE
                    RETURN QUERY SELECT %(names)s FROM (%(without_delays)s) figures;
                END IF;
                """,
                names=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                few=FEW_CUSTOMERS,
                **{
                    f"{'few_' if few else ''}with{'' if delays else 'out'}_delays": compose(
                        *arguments, with_defaults=True, with_delays=delays, one_by_one=few
                    )
                    for few in (True, False)
                    for delays in (True, False)
                },
            ),
        )
