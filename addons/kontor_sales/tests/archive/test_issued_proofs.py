from odoo.tests import tagged

from ..tax.test_tax_matrix import TaxCase
from .common import PrintingCase

FORM = "kontor_sales.action_report_supply_proof"


@tagged("post_install", "-at_install")
class TestIssuedProofs(PrintingCase, TaxCase):
    """The form that the customer is asked to sign is kept, too."""

    def test_the_form_is_printed_again_as_it_was(self):
        buyer = self._buyer("AT", street="Ring 1", city="Wien", zip="1010", lang="en_US")
        order = self._order((self.drill, 2), partner_id=buyer.id)
        order.change_status("order")
        order.change_status("delivery", quantities=[{"line_id": order.order_line.id, "quantity": 2}])
        proof = order.picking_ids.supply_proof_id
        first = self._print(FORM, proof)
        buyer.name = "Umbenannt GmbH"
        self.assertEqual(self._print(FORM, proof), first)
        issued = self._issued(proof)
        self.assertEqual((issued.kind, issued.number), ("supply_proof", order.picking_ids.name))
        self.assertEqual(issued.title, f"Confirmation of Arrival {order.picking_ids.name}")
