from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestCustomerNumbers(OrderCase):
    """Customers and prospects get a number from the company's range (003-3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.range = cls.company._get_customer_sequence()
        cls.range.write({"prefix": "T", "padding": 0})

    def setUp(self):
        super().setUp()
        self.range.number_next_actual = 501  # what the database has counted is not undone with the test before

    def _create(self, user=None, **values):
        return self.env["res.partner"].with_user(user or self.clerk).create({"name": "Neukunde GmbH", **values})

    def _next(self):
        return self.range._get_following()

    def test_003_3_each_new_customer_gets_the_next_number(self):
        self.assertEqual(self._create(is_company=True).ref, "T501")
        self.assertEqual(self._create(name="Erika Muster").ref, "T502", "a person who is a customer")
        [partner_id, _name] = self.env["res.partner"].with_user(self.clerk).name_create("Schnell GmbH")
        self.assertEqual(self.env["res.partner"].browse(partner_id).ref, "T503", "typed into a quotation")
        loaded = self.env["res.partner"].with_user(self.clerk).load(["name", "ref"], [["Import 1", ""], ["Import 2", "X7"]])
        self.assertEqual(self.env["res.partner"].browse(loaded["ids"]).mapped("ref"), ["T504", "X7"])
        several = self.env["res.partner"].create([{"name": "Eins"}, {"name": "Zwei", "ref": "Z2"}, {"name": "Drei"}])
        self.assertEqual(several.mapped("ref"), ["T505", "Z2", "T506"])

    def test_003_3_who_is_no_customer_gets_none(self):
        customer = self._create(is_company=True)
        following = self._next()
        self.assertFalse(self._create(parent_id=customer.id).ref, "a contact")
        self.assertFalse(self._create(parent_id=customer.id, type="delivery").ref, "an address")
        self.assertFalse(self._create(user=self.env.user, supplier_rank=1).ref, "a supplier")
        supplier = self.env["res.partner"].with_context(res_partner_search_mode="supplier").create({"name": "Lieferant"})
        self.assertFalse(supplier.ref)
        self.assertFalse(new_test_user(self.env, "kontor_colleague").partner_id.ref, "a colleague")
        self.assertFalse(self.env["res.company"].create({"name": "Andere GmbH"}).partner_id.ref, "a company of one's own")
        self.assertEqual(self._next(), following)
        branch = self._create(name="Filiale", parent_id=customer.id, is_company=True)
        self.assertTrue(branch.ref, "a company of its own under another one")
        both = self._create(user=self.env.user, supplier_rank=1, customer_rank=1)
        self.assertTrue(both.ref, "who sells to us and buys from us")

    def test_003_3_taken_numbers_are_left_out(self):
        self._create(name="Schon da", ref="T501")
        archived = self._create(name="Archiviert", ref="T502")
        archived.sudo().active = False
        self.assertEqual(self._create().ref, "T503")
        self._create(name="Später", ref="T505")
        self.assertEqual([partner.ref for partner in self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])],
                         ["T504", "T506"])  # fmt: skip

    def test_003_3_a_long_row_of_taken_numbers_costs_no_query_for_each(self):
        self.env["res.partner"].create([{"name": f"Alt {number}", "ref": f"T{number}"} for number in range(501, 801)])
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(self.company._draw_customer_numbers(2), ["T801", "T802"])
        self.assertLess(self.env.cr.sql_log_count - before, 15)

    def test_003_3_a_new_range_goes_on_above_the_highest(self):
        self._create(name="Alt", ref="880001")
        self._create(name="GLN", ref="4012345000009")
        self._create(user=self.env.user, name="Kreditor", ref="970001", supplier_rank=1)
        self.company.customer_sequence_id = False
        highest = self.company._get_highest_customer_number()
        self.assertGreaterEqual(highest, 880001)
        self.assertLess(highest, 970001, "numbers of suppliers don't count")
        self.assertEqual(self._create().ref, str(highest + 1))

    def test_003_3_each_company_has_its_own_range(self):
        other = self.env["res.company"].create({"name": "Andere GmbH"})
        other._get_customer_sequence().write({"prefix": "A"})
        other.customer_sequence_id.number_next_actual = 1
        partners = self.env["res.partner"]
        self.assertEqual(partners.with_company(other).create({"name": "Kunde der anderen"}).ref, "A1")
        self.assertEqual(partners.create({"name": "Nur der anderen", "company_id": other.id}).ref, "A2")
        self.assertEqual(partners.create({"name": "Unserer"}).ref, "T501")

    def test_003_3_a_copy_is_another_customer(self):
        first = self._create()
        self.assertEqual(first.copy().ref, "T502")

    def test_003_3_with_the_first_quotation_at_the_latest(self):
        supplier = self._create(user=self.env.user, supplier_rank=1)
        contact = self._create(user=self.env.user, name="Herr Kern", parent_id=supplier.id)
        self._order((self.setup, 1), partner_id=contact.id)
        self.assertEqual((supplier.ref, contact.ref), ("T501", False))
        other = self._create(user=self.env.user, supplier_rank=1)
        order = self._order((self.setup, 1))
        order.reassign_customer(other.id)
        self.assertEqual(other.ref, "T502")

    def test_003_3_a_shop_keeps_its_number_or_gets_one(self):
        importer = new_test_user(
            self.env,
            "kontor_number_shop",
            groups="sales_team.group_sale_salesman_all_leads,account.group_account_invoice",
        )
        self.drill.default_code = "NUM-1"
        orders = self.env["sale.order"].with_user(importer)
        for reference, number, expected in (("N-1", "WEB-77", "WEB-77"), ("N-2", None, "T501")):
            answer = orders.import_channel_order(
                {
                    "source": "webshop",
                    "reference": reference,
                    "customer": {
                        "name": f"Kunde {reference}",
                        "email": f"{reference}@example.com",
                        **({"number": number} if number else {}),
                    },
                    "lines": [{"sku": "NUM-1", "quantity": 1, "price_unit": 100}],
                }
            )
            self.assertEqual(self.env["sale.order"].browse(answer["order_id"]).partner_id.ref, expected)

    def test_003_3_003_13_quick_open_finds_it(self):
        customer = self._create()
        found = self.env["res.partner"].with_user(self.clerk).quick_open("#T501")
        self.assertEqual(found, {"model": "res.partner", "id": customer.id})
        self.assertEqual(customer.get_customer_header()["customer"]["number"], "T501")

    def test_003_3_customers_without_a_number_are_numbered_at_once(self):
        buyer, prospect, bystander, named = self.env["res.partner"].create(
            [{"name": name} for name in ("Käufer", "Interessent", "Adressbuch", "Mit Nummer")]
        )
        colleague = self.clerk.partner_id
        self._order((self.setup, 1), partner_id=buyer.id).change_status("order")
        self._order((self.setup, 1), partner_id=prospect.id)
        (buyer | prospect | bystander).ref = False
        named.ref = "BLEIBT"
        self.env["res.partner"].search([("ref", "=", False), ("id", "not in", (buyer | prospect).ids)]).filtered(
            "customer_rank"
        ).ref = "VORHER"
        self.range.number_next_actual = 900
        with self.assertRaises(AccessError):
            self.company.with_user(self.clerk).number_customers()
        self.assertGreaterEqual(self.company.number_customers(), 2)
        self.assertTrue(buyer.ref.startswith("T9"))
        self.assertTrue(prospect.ref.startswith("T9"))
        self.assertEqual((bystander.ref, named.ref, colleague.ref), (False, "BLEIBT", False))
        self.assertEqual(self.company.number_customers(), 0)

    def test_003_3_the_settings_say_where_it_goes_on(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual((settings.customer_number_prefix, settings.customer_number_next), ("T", 501))
        settings.write({"customer_number_prefix": "K-", "customer_number_next": 7000})
        settings.execute()
        self.assertEqual(self._create().ref, "K-7000")
        self.assertEqual(settings.action_number_customers()["tag"], "display_notification")

    def test_a_range_that_the_database_does_not_count(self):
        self.range.implementation = "no_gap"
        self.range.number_next_actual = 40
        self._create(name="Schon da", ref="T41")
        self.assertEqual([self._create().ref, self._create().ref], ["T40", "T42"])

    def test_bad_values_of_the_company(self):
        with self.assertRaises(AccessError):
            self.env["res.company"].with_user(self.clerk).number_customers()
        self.assertEqual(self.env["res.company"].number_customers(), 0)
        self.assertEqual(self.company._draw_customer_numbers(0), [])
        self.clerk.write({"company_ids": [Command.set(self.company.ids)]})
