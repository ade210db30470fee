from odoo import Command
from odoo.tests import tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestPositionBeingTyped(OrderCase):
    """The screen computes positions that have neither article nor unit yet, and headings and texts (004-5)."""

    def _read_everything(self, records):
        """Compute each field as the form does, one by one; what fails names the field."""
        for record in records:
            for name, field in record._fields.items():
                if field.compute and (not field.groups or record.env.user.has_groups(field.groups)):
                    with self.subTest(model=record._name, field=name):
                        record.mapped(name)

    def test_004_5_a_new_quotation_with_a_heading_and_an_empty_position(self):
        """ "Abschnitt hinzufügen", a text, Enter: the next row is a position of which nothing is known."""
        order = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .new(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create({"display_type": "line_section", "name": "Erdgeschoss"}),
                        Command.create({"display_type": "line_note", "name": "frei Baustelle"}),
                        Command.create({"product_uom_qty": 1.0, "sequence": 11}),
                    ],
                }
            )
        )
        self.assertFalse(order.order_line[2].product_uom_id)
        self._read_everything(order)
        self._read_everything(order.order_line)
        self.assertEqual(order.position_count, 1)
        self.assertEqual(order.position_delivered_count, 0)

    def test_quantities_are_compared_without_a_unit_too(self):
        unit = self.env["uom.uom"]
        self.assertEqual(unit._compare_quantities(1.0, 2.0), -1)
        self.assertEqual(unit._compare_quantities(2.004, 2.0), 0)
        self.assertEqual(self.env.ref("uom.product_uom_unit")._compare_quantities(2.0, 1.0), 1)
