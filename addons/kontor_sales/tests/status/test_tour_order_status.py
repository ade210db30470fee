from odoo.tests import HttpCase, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestTourOrderStatus(OrderCase, HttpCase):
    """The order's life on the screen, as a clerk with the rights for it (001-3, 001-10, 001-15, 004-14, 004-16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.lang = "en_US"  # the tours read English texts and figures, whatever the database's language

    def _start_on(self, order, tour):
        """Open an order's form as the clerk and run a tour on it."""
        self.env.flush_all()
        self.start_tour(f"/odoo/action-kontor_sales.action_order/{order.id}", tour, login=self.clerk.login)
        self.env.invalidate_all()

    def _render_real_pdfs(self):
        """Make documents as in real life; tests get HTML instead otherwise, which is no print."""
        reports = self.env.registry["ir.actions.report"]
        original = reports._pre_render_qweb_pdf

        def forced(self, *args, **kwargs):
            return original(self.with_context(force_report_rendering=True), *args, **kwargs)

        self.patch(reports, "_pre_render_qweb_pdf", forced)

    def test_life_from_quotation_to_completed(self):
        order = self._order((self.drill, 10))
        self._start_on(order, "kontor_order_life")
        self.assertStatus(order, "done")
        self.assertEqual(order.special_request, "Deliver before ten o'clock", "Ctrl+S saves what is still being typed")
        self.assertEqual(order.picking_ids.mapped("state"), ["done", "done"])
        self.assertEqual(sorted(order.picking_ids.move_ids.mapped("quantity")), [4, 6])
        self.assertEqual(order.invoice_ids.order_invoice_type, "final")
        self.assertIn(order.invoice_ids.payment_state, ("paid", "in_payment"))

    def test_cancel_with_reason(self):
        reason = self.env["sale.order.cancel.reason"].create({"name": "Fraud (tour)"})
        order = self._in_status("invoice")
        self._start_on(order, "kontor_order_cancel")
        self.assertStatus(order, "cancel")
        self.assertEqual(order.cancel_reason_id, reason)
        self.assertEqual(order.cancel_note, "The address does not exist")
        self.assertEqual(self._revenue(), 0)

    def test_chargeback(self):
        order = self._in_status("done")
        self._start_on(order, "kontor_order_chargeback")
        self.assertStatus(order, "invoice")
        self.assertEqual(order.invoice_ids.payment_state, "not_paid")

    def test_refused_change_says_why(self):
        product = self._product("Kettensäge", type="consu", is_storable=True)
        self._stock(product, 3)
        order = self._order((product, 5))
        order.change_status("order")
        self._start_on(order, "kontor_order_refused")
        self.assertStatus(order, "order")
        self.assertFalse(order.order_line.qty_delivered)

    def test_unsaved_order_opens_no_dialog(self):
        orders = self.env["sale.order"].search_count([])
        self.start_tour("/odoo/action-kontor_sales.action_quotation/new", "kontor_order_unsaved", login=self.clerk.login)
        self.assertEqual(self.env["sale.order"].search_count([]), orders)

    def test_many_from_the_list(self):
        customer = self.env["res.partner"].create({"name": "Eisenwaren Nord KG", "is_company": True})
        orders = self._order((self.drill, 2), partner_id=customer.id) | self._order((self.drill, 3), partner_id=customer.id)
        for order in orders:
            order.change_status("delivery")
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Orders of the tour",
                "res_model": "sale.order",
                "view_mode": "list,form",
                "search_view_id": self.env.ref("kontor_sales.sale_order_view_search_order").id,
                "domain": f"[('partner_id', '=', {customer.id})]",
            }
        )
        self.start_tour(f"/odoo/action-{action.id}", "kontor_order_list_status", login=self.clerk.login)
        self.env.invalidate_all()
        self.assertEqual(orders.mapped("lifecycle_status"), ["invoice", "invoice"])

    def test_print_and_its_marks(self):
        order = self._in_status("order")
        self._render_real_pdfs()
        self._start_on(order, "kontor_order_print")
        prints = self.env["sale.order.print"].search([("order_id", "=", order.id)])
        self.assertEqual(sorted(prints.mapped("status")), ["delivery", "order"])
        self.assertEqual(prints.user_id, self.clerk)

    def test_new_order_from_the_customer(self):
        self.start_tour(
            f"/odoo/action-account.res_partner_action_customer/{self.customer.id}",
            "kontor_customer_new_order",
            login=self.clerk.login,
        )

    def test_preparation_finished(self):
        order = self._in_status("order")
        self._start_on(order, "kontor_order_preparation")
        self.assertEqual(order.fulfilment_stage, "waiting")
        self.assertEqual(order.invoice_ids.order_invoice_type, "final")
