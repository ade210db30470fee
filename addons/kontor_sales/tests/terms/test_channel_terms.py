from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval
from psycopg2.errors import CheckViolation

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestTerms(OrderCase):
    """Standard terms of the customer, and what happens when a quotation is created (000-13, 000-14, 001-17)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.env.ref("account.account_payment_term_30days")
        cls.method = cls.bank.inbound_payment_method_line_ids[:1]
        cls.pricelist = cls.env["product.pricelist"].create({"name": "Händler"})
        cls.customer.write(
            {
                "property_payment_term_id": cls.term.id,
                "property_inbound_payment_method_line_id": cls.method.id,
                "property_product_pricelist": cls.pricelist.id,
                "customer_discount": 7.5,
                "shipping_policy": "one",
                "user_id": cls.seller.id,
                "sale_closing_text": "Wie immer frei Haus.",
            }
        )
        cls.company.write({"sale_intro_text": "Vielen Dank für Ihre Anfrage.", "sale_closing_text": "Bis bald."})

    def test_000_14_a_new_quotation_takes_everything_over(self):
        order = self._order()
        self.assertEqual(order.payment_term_id, self.term)
        self.assertEqual(order.preferred_payment_method_line_id, self.method)
        self.assertEqual(order.pricelist_id, self.pricelist)
        self.assertEqual(order.order_line.discount, 7.5)
        self.assertEqual(order.picking_policy, "one")
        self.assertEqual(order.user_id, self.seller)
        self.assertEqual(order.intro_text, "Vielen Dank für Ihre Anfrage.")
        self.assertEqual(order.closing_text, "Wie immer frei Haus.")

    def test_000_14_the_user_changes_everything_on_the_document(self):
        order = self._order()
        other_term = self.env.ref("account.account_payment_term_immediate")
        order.write({"payment_term_id": other_term.id, "picking_policy": "direct", "intro_text": "Hallo"})
        order.order_line.discount = 0.0
        order.order_line.name = "Bohrmaschine rot"
        self.env.flush_all()
        self.assertEqual((order.payment_term_id, order.picking_policy, order.intro_text), (other_term, "direct", "Hallo"))
        self.assertEqual(order.order_line.discount, 0.0)

    def test_000_14_values_given_win(self):
        order = self._order(picking_policy="direct", payment_term_id=False, closing_text=False)
        self.assertEqual(order.picking_policy, "direct")
        self.assertFalse(order.payment_term_id)
        self.assertFalse(order.closing_text)

    def test_000_13_the_terms_of_a_company_hold_for_its_contacts(self):
        contact = self.env["res.partner"].create({"name": "Frau Kern", "parent_id": self.customer.id})
        order = self._order(partner_id=contact.id)
        self.assertEqual((order.order_line.discount, order.picking_policy), (7.5, "one"))
        self.assertEqual(order.closing_text, "Wie immer frei Haus.")

    def test_000_14_on_the_screen(self):
        form = Form(self.env["sale.order"].with_user(self.clerk))
        form.partner_id = self.customer
        self.assertEqual(form.picking_policy, "one")
        self.assertEqual(form.intro_text, "Vielen Dank für Ihre Anfrage.")
        with form.order_line.new() as line:
            line.product_id = self.drill
            self.assertEqual(line.discount, 7.5)
            line.discount = 2.0
        order = form.save()
        self.assertEqual(order.order_line.discount, 2.0)
        self.assertEqual(order.picking_policy, "one")

    def test_000_13_the_price_list_s_discount_where_it_is_better(self):
        self.pricelist.item_ids = [
            Command.create({"compute_price": "percentage", "percent_price": 20, "applied_on": "3_global"})
        ]
        order = self._order()
        self.assertEqual(order.order_line.discount, 20.0)
        order.order_line.product_uom_qty = 9
        self.assertEqual(order.order_line.discount, 20.0)

    def test_000_13_no_discount_on_shipping_and_free_positions(self):
        order = self._order((self.company._get_shipping_product(), 1))
        order.action_add_free_position("Pauschale", 1, 50.0)
        self.assertEqual(order.order_line.mapped("discount"), [0.0, 0.0])

    def test_000_13_new_prices_keep_the_customers_discount(self):
        order = self._order()
        order.action_update_prices()
        self.assertEqual(order.order_line.discount, 7.5)
        order.order_line.product_uom_qty = 11
        self.assertEqual(order.order_line.discount, 7.5)

    def test_000_13_the_discount_is_a_percentage(self):
        for discount in (-1, 101):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.customer.customer_discount = discount
                self.env.flush_all()

    def test_001_17_each_switch(self):
        for switch, read in {
            "creation_payment_terms": lambda order: order.payment_term_id == self.term,
            "creation_payment_method": lambda order: order.preferred_payment_method_line_id == self.method,
            "creation_pricelist": lambda order: order.pricelist_id == self.pricelist,
            "creation_discount": lambda order: order.order_line.discount == 7.5,
            "creation_shipping": lambda order: order.picking_policy == "one",
            "creation_clerk": lambda order: order.user_id == self.seller,
            "creation_texts": lambda order: order.intro_text or order.closing_text,
        }.items():
            with self.subTest(switch=switch):
                self.company[switch] = True
                self.assertTrue(read(self._order()))
                self.company[switch] = False
                order = self._order()
                self.assertFalse(read(order))
                self.assertEqual(self.clerk in order.user_id, switch == "creation_clerk")
                self.company[switch] = True

    def test_001_17_the_switches_are_settings(self):
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.creation_texts)
        settings.creation_discount = False
        settings.sale_intro_text = "Guten Tag!"
        settings.execute()
        self.assertFalse(self.company.creation_discount)
        self.assertEqual(self._order().intro_text, "Guten Tag!")

    def test_001_17_texts_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.company.with_context(lang="de_DE").sale_intro_text = "Moin!"
        self.company.with_context(lang="en_US").sale_intro_text = "Hello!"
        self.customer.lang = "de_DE"
        self.assertEqual(self._order().intro_text, "Moin!")

    def test_001_17_an_order_confirmation_has_texts_of_its_own(self):
        self.company.sale_confirmation_intro_text = "Vielen Dank für Ihren Auftrag."
        order = self._order()
        order.change_status("order")
        self.assertEqual(order.intro_text, "Vielen Dank für Ihren Auftrag.")
        self.assertEqual(order.closing_text, "Wie immer frei Haus.", "The customer's own text stays.")
        order.change_status("quotation")
        self.assertEqual(order.intro_text, "Vielen Dank für Ihre Anfrage.")

    def test_001_17_without_texts_for_it_a_confirmation_offers_nothing(self):
        order = self._order()
        order.action_confirm()
        self.assertFalse(order.intro_text)

    def test_001_17_what_somebody_wrote_stays_on_the_confirmation(self):
        self.company.sale_confirmation_intro_text = "Vielen Dank für Ihren Auftrag."
        order = self._order(intro_text="Wie heute telefonisch besprochen:")
        order.action_confirm()
        self.assertEqual(order.intro_text, "Wie heute telefonisch besprochen:")

    def test_001_17_the_texts_are_printed(self):
        order = self._order()
        html = self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        self.assertIn("Vielen Dank für Ihre Anfrage.", html)
        self.assertIn("Wie immer frei Haus.", html)

    def test_000_14_terms_cost_no_query_per_order(self):
        def create(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["sale.order"].create([{"partner_id": self.customer.id} for _index in range(count)])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        create(1)
        few, many = create(2), create(22)
        # core's own: a number (two), the documents and the warehouse of each order
        self.assertLessEqual(many - few, 20 * 4)


@tagged("post_install", "-at_install")
class TestProspectsOfChannels(OrderCase):
    """Prospects (000-1), and the statistics of what was cancelled (004-10, 004-14)."""

    def _shown(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)

        return self.env[action["res_model"]].with_user(self.clerk).search(safe_eval(action["domain"]))

    def test_000_1_a_prospect_gets_a_quotation_and_becomes_a_customer_by_ordering(self):
        prospect = self.env["res.partner"].create({"name": "Neugierig GmbH", "is_company": True})
        self.assertIn(prospect, self._shown("kontor_sales.action_prospect"))
        order = self._order(partner_id=prospect.id)
        self.assertEqual(prospect.customer_state, "prospect")
        order.change_status("order")
        self.assertEqual(prospect.customer_state, "customer")
        self.assertNotIn(prospect, self._shown("kontor_sales.action_prospect"))

    def test_000_1_suppliers_and_colleagues_are_no_prospects(self):
        supplier = self.env["res.partner"].create({"name": "Lieferant", "supplier_rank": 1})
        shown = self._shown("kontor_sales.action_prospect")
        self.assertNotIn(supplier, shown)
        self.assertNotIn(self.seller.partner_id, shown)
        self.assertNotIn(self.company.partner_id, shown)

    def test_004_14_cancelled_by_reason(self):
        reasons = self.env["sale.order.cancel.reason"].create([{"name": "Zu teuer"}, {"name": "Zu spät"}])
        for reason, count in ((reasons[0], 2), (reasons[1], 1)):
            for _index in range(count):
                self._order().change_status("cancel", reason_id=reason.id)
        shown = self._shown("kontor_sales.action_cancellation_statistics")
        counted = dict(self.env["sale.order"]._read_group([("id", "in", shown.ids)], ["cancel_reason_id"], ["__count"]))
        self.assertEqual((counted[reasons[0]], counted[reasons[1]]), (2, 1))
