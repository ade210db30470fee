from ast import literal_eval

from lxml import etree
from odoo.fields import Domain
from odoo.tests import tagged

from .test_quotation_versions import QuotationCase


@tagged("post_install", "-at_install")
class TestQuotationSearch(QuotationCase):
    """004-8: the customer refers to the quotation's number and version; every search finds what is meant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quotation = cls._issue_one(cls)
        cls.number = cls.quotation.quotation_number
        cls.other = cls._issue_one(cls)

    def _issue_one(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [(0, 0, {"product_id": self.drill.id, "product_uom_qty": 5})]}
        )
        order.action_issue_quotation()
        return order

    def _texts(self, version=1):
        """Return how a customer quotes a version, and a clerk types it."""
        return (
            f"{self.number} Version {version}",
            f"{self.number} - Version {version}",
            f"{self.number}, Version {version}",
            f"Angebot {self.number} - Version {version} vom 01.03.2026",
            self.quotation.version_ids.filtered(lambda candidate: candidate.number == version).label,
        )

    def _found(self, text):
        rows = self.env["sale.order"].with_user(self.clerk).name_search(text)
        return [order_id for order_id, _name in rows]

    def _default_search(self, model, view, text):
        """Return what a list finds when a text is typed and Enter is pressed: by the first field of its search."""
        arch = etree.fromstring(self.env[model].with_user(self.clerk).get_view(self.env.ref(view).id, "search")["arch"])
        first = arch.xpath("//search/field")[0]
        domain = Domain(self._evaluated(first.get("filter_domain"), text))
        return self.env[model].with_user(self.clerk).search(domain)

    @staticmethod
    def _evaluated(domain, text):
        return literal_eval(" ".join(domain.split()).replace("self)", f"{text!r})"))

    def test_name_search(self):
        self.assertEqual(self._found(self.number), [self.quotation.id])
        self.assertEqual(self._found(f"Angebot {self.number}"), [self.quotation.id])
        self.assertEqual(self._found(f"Angebot Nr. {self.number}"), [self.quotation.id])
        for text in self._texts():
            self.assertEqual(self._found(text), [self.quotation.id], text)
        self.assertEqual(self._found(self.quotation.name), [self.quotation.id])
        self.assertEqual(self._found(f"{self.number} Version 2"), [], "there is no second version")
        self.assertEqual(self._found("Angebot A1999-0001 - Version 1"), [])

    def test_an_earlier_version_leads_to_the_quotation(self):
        self._revise(self.quotation, client_order_ref="Zwei")
        for version in (1, 2):
            for text in self._texts(version):
                self.assertEqual(self._found(text), [self.quotation.id], text)
        self.assertEqual(self._found(f"{self.number} Version 3"), [])

    def test_the_version_itself(self):
        second = self._revise(self.quotation, client_order_ref="Zwei")
        versions = self.env["sale.order.version"].with_user(self.clerk)
        self.assertEqual([row[0] for row in versions.name_search(f"{self.number} Version 2")], second.ids)
        self.assertEqual(len(versions.name_search(self.number)), 2)

    def test_the_lists_of_quotations_orders_and_the_historie(self):
        views = ("sale_order_view_search_quotation", "sale_order_view_search_order", "sale_order_view_search_history")
        for text in (self.number, *self._texts()):
            for view in views:
                found = self._default_search("sale.order", f"kontor_sales.{view}", text)
                self.assertEqual(found, self.quotation, (view, text))
        found = self._default_search("sale.order", "sale.view_sales_order_filter", self.number)
        self.assertEqual(found, self.quotation, "core's own list, from which other modules derive theirs")

    def test_an_order_keeps_the_number_of_its_quotation(self):
        self.quotation.change_status("invoice")
        self.assertEqual(self._found(f"{self.number} Version 1"), [self.quotation.id])
        deliveries = self._default_search("stock.picking", "stock.view_picking_internal_search", self.number)
        self.assertEqual(deliveries, self.quotation.picking_ids)
        invoices = self.quotation.invoice_ids
        view = "kontor_sales.account_move_view_search"
        for text in (self.number, self._texts()[0], self.quotation.name):
            self.assertEqual(self._default_search("account.move", view, text), invoices, text)
        by_order = self.env["account.move"].search([("invoice_line_ids.sale_line_ids.order_id", "ilike", self.number)])
        self.assertEqual(by_order, invoices, "the field for the order alone")

    def test_quick_open_stays(self):
        """003-13: letter and digits, or the whole number."""
        for text in (self.number, self.number.replace("-", "")):
            answer = self.env["res.partner"].with_user(self.clerk).quick_open(text)
            self.assertEqual(answer, {"model": "sale.order", "id": self.quotation.id}, text)

    def test_other_operators(self):
        orders = self.env["sale.order"]
        self.assertIn(self.quotation, orders.search([("quotation_reference", "!=", False)]))
        self.assertEqual(orders.search([("quotation_reference", "=", self.number)]), self.quotation)
        self.assertNotIn(self.quotation, orders.search([("display_name", "not ilike", self.number)]))
        self.assertEqual(self.quotation.quotation_reference, f"{self.number} Version 1")

    def test_the_number_has_an_index(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename IN ('sale_order', 'sale_order_version')"
            " AND indexdef LIKE '%USING gin%quotation_number%'"
        )
        self.assertEqual(len(self.env.cr.fetchall()), 2)
