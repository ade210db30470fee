from odoo import models
from odoo.tools import SQL

from ...tools.database_function import create_function
from .sale_order_line_facts import POSITION_FACTS

FUNCTION = "kontor_position_facts"
ARGUMENTS = {"in_ids": "integer[]", "in_inter_company": "integer"}
#: What the function returns, in the order of the query; see ``sale.order.line._position_facts_query``.
COLUMNS = {
    "line_id": "integer",
    "order_id": "integer",
    **dict.fromkeys(POSITION_FACTS, "float8"),
    **dict.fromkeys(
        ("is_technical", "to_deliver", "is_ready", "has_delivery", "has_invoice", "is_unpaid"),
        "boolean",
    ),
}


class PositionFactsFunction(models.AbstractModel):
    """The facts about positions as a function in the database; see ``sale.order.line._position_facts_call``."""

    _name = "kontor.position.facts.function"
    _description = "Facts about Positions in the Database"

    def init(self):
        line = self.env["sale.order.line"]
        create_function(
            self.env.cr,
            FUNCTION,
            ARGUMENTS,
            COLUMNS,
            # found once: three comparisons of each stock move go by them
            declare=SQL("customer_side integer[] := ARRAY(%s);", line._customer_side_query(SQL("in_inter_company"))),
            body=SQL(
                "RETURN QUERY SELECT %s FROM (%s) facts;",
                SQL(", ").join(SQL("%s::%s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items()),
                line._position_facts_query(SQL("l.id = ANY(in_ids)"), at_customer=SQL("= ANY(customer_side)")),
            ),
        )
