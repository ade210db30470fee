from odoo.addons.kontor_sales.tests.invoicing.test_final_invoice import InvoicingCase
from odoo.addons.kontor_sales.tests.lock_matrix import LockMatrix
from odoo.tests import tagged

from ..common import DunningCase


@tagged("post_install", "-at_install")
class TestLockMatrix(DunningCase, InvoicingCase, LockMatrix):
    """002-17: each lock × each step of an order whose customer is being dunned works, or is refused with a sentence."""

    def test_a_customer_with_a_dunning_level(self):
        self.env["kontor.block.rule"].search([]).effect = "warn"
        invoice = self._invoice(60)
        self._dun()
        self.assertTrue(invoice.dunning_level_id)
        self._walk(self._order((self.plank, 10)), [*self._quotation_steps(), *self._order_steps()])
