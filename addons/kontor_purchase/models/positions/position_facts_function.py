from odoo import models
from odoo.addons.kontor_sales.tools.database_function import create_function
from odoo.tools import SQL

from .purchase_order_line_facts import POSITION_FACTS

FUNCTION = "kontor_purchase_position_facts"
ARGUMENTS = {"in_ids": "integer[]", "in_inter_company": "integer"}
#: What the function returns, in the order of the query; see ``purchase.order.line._position_facts_query``.
COLUMNS = {
    "line_id": "integer",
    "order_id": "integer",
    **dict.fromkeys(POSITION_FACTS, "float8"),
    **dict.fromkeys(("is_technical", "to_receive", "has_receipt", "has_bill", "is_unpaid"), "boolean"),
}


class PurchasePositionFactsFunction(models.AbstractModel):
    """The facts about positions of supplier orders as a function in the database; the mirror of the sales side."""

    _name = "kontor.purchase.position.facts.function"
    _description = "Facts about Supplier Positions in the Database"

    def init(self):
        create_function(
            self.env.cr,
            FUNCTION,
            ARGUMENTS,
            COLUMNS,
            SQL(
                "RETURN QUERY SELECT %s FROM (%s) facts;",
                SQL(", ").join(SQL("%s::%s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items()),
                self.env["purchase.order.line"]._position_facts_query(SQL("l.id = ANY(in_ids)"), SQL("in_inter_company")),
            ),
        )
