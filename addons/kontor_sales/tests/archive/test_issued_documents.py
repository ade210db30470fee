import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from .common import ArchiveCase

ORDER = "sale.action_report_saleorder"
DELIVERY = "stock.action_report_delivery"


class TestIssuedDocuments(ArchiveCase):
    """What left the house is kept, and printed again as it was."""

    def test_order_confirmation_is_printed_again_as_it_was(self):
        order = self._in_status("order")
        first = self._print(ORDER, order)
        issued = self._issued(order)
        self.assertEqual((issued.kind, issued.number, issued.version), ("order_confirmation", order.name, 1))
        self.assertEqual((issued.user_id, issued.channel, issued.recipient), (self.clerk, "print", self.customer.name))
        self.assertEqual(issued.pdf_sha256, hashlib.sha256(first).hexdigest())
        self.customer.name = "Anders GmbH"
        self.company.write({"name": "Umgezogen GmbH", "street": "Neue Straße 1"})
        self.assertEqual(self._print(ORDER, order), first, "customer and company are called otherwise today")
        self.assertEqual(self._print(ORDER, order, self.seller), first, "whoever prints it")
        self.assertEqual(self._print("kontor_sales.order_documents", order), first, "as a batch")
        by_quotation_builder = self.env.ref("sale_pdf_quote_builder.action_report_saleorder_raw", raise_if_not_found=False)
        if by_quotation_builder:
            self.assertEqual(self._print(by_quotation_builder, order), first, "by the menu's other report")
        self.assertEqual(self._issued(order), issued)
        self.assertEqual(issued.partner_name, "Baumarkt Süd GmbH")

    def test_changed_order_is_another_version(self):
        self.customer.lang = "en_US"
        order = self._in_status("order")
        first = self._print(ORDER, order)
        order.order_line.product_uom_qty = 7
        paper = self.env["ir.actions.report"]._render_qweb_html(ORDER, order.ids)[0].decode()
        self.assertIn("(version 2)", paper)
        second = self._print(ORDER, order)
        self.assertNotEqual(second, first)
        issued = self._issued(order)
        self.assertEqual(issued[1].pdf_attachment_id.raw, second)
        self.assertEqual(self._print(ORDER, order), issued[1].pdf_attachment_id.raw, "printed again as it was")
        self.assertEqual(issued.mapped("version"), [1, 2])
        self.assertEqual(issued[0].pdf_attachment_id.raw, first, "the former is kept")
        self.assertIn("version 2", issued[1].display_name)

    def test_drafts_are_not_kept_and_quotations_are_listed(self):
        order = self._order()
        self._print(ORDER, order)
        self.assertFalse(self._issued(order))
        order.with_context(force_report_rendering=True).action_issue_quotation()
        issued = self._issued(order)
        self.assertEqual((issued.kind, issued.version, issued.channel), ("quotation", 1, "issue"))
        self.assertEqual(issued.pdf_attachment_id, order.issued_version_id.attachment_id, "it isn't stored twice")
        self.assertEqual(self._print(ORDER, order), issued.pdf_attachment_id.raw)
        self.assertEqual(self._issued(order), issued)

    def test_delivery_note_is_kept_when_done(self):
        order = self._in_status("delivery")
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        backorder = order.picking_ids - picking
        first = self._print(DELIVERY, picking)
        self.assertEqual(self._issued(picking).kind, "delivery_note")
        self.assertEqual(self._print("kontor_sales.delivery_documents", picking), first)
        cash = self._print("kontor_sales.action_report_cash_on_delivery", picking)
        self.assertEqual(self._issued(picking, "cash_on_delivery").pdf_attachment_id.raw, cash)
        self._print(DELIVERY, backorder)
        self.assertFalse(self._issued(backorder), "it hasn't left the house")

    def test_nobody_touches_what_was_issued(self):
        order = self._in_status("order")
        self._print(ORDER, order)
        issued = self._issued(order).sudo()
        for change in (
            lambda: issued.write({"pdf_sha256": "0"}),
            lambda: issued.unlink(),
            lambda: issued.create({"number": "1"}),
            lambda: issued.pdf_attachment_id.write({"raw": b"%PDF"}),
            lambda: issued.pdf_attachment_id.write({"datas": b""}),
            lambda: issued.pdf_attachment_id.unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        order.action_cancel()
        with self.assertRaises(UserError):
            order.unlink()

    def test_who_may_read_the_document_reads_what_was_issued(self):
        own = new_test_user(self.env, "kontor_own", groups="sales_team.group_sale_salesman")
        warehouse = new_test_user(self.env, "kontor_warehouse", groups="stock.group_stock_user")
        order = self._in_status("delivery")
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self._print(ORDER, order)
        self._print(DELIVERY, picking)
        issued = self._issued(order) | self._issued(picking)
        archive = self.env["kontor.issued.document"]
        found = [("id", "in", issued.ids)]
        self.assertEqual(archive.with_user(self.clerk).search(found), issued)
        self.assertEqual(order.with_user(self.clerk).issued_count, 1)
        self.assertFalse(archive.with_user(own).search(found), "others' orders")
        with self.assertRaises(AccessError):
            issued[0].with_user(own).read(["number"])
        with self.assertRaises(AccessError):
            issued[0].pdf_attachment_id.with_user(own).read(["raw"])
        self.assertIn(self._issued(picking), archive.with_user(warehouse).search(found))

    def test_email_is_kept_when_it_is_sent(self):
        self.customer.email = "einkauf@baumarkt.example"
        order = self._in_status("order").with_context(force_report_rendering=True)
        template = self.env.ref("sale.mail_template_sale_confirmation")
        template.report_template_ids = self.env.ref(ORDER)
        composer = Form(
            self.env["mail.compose.message"].with_context(
                force_report_rendering=True,
                default_model="sale.order",
                default_res_ids=order.ids,
                default_template_id=template.id,
                default_composition_mode="comment",
            )
        ).save()
        self.assertTrue(composer.attachment_ids)
        self.assertFalse(self._issued(order), "the window was only opened")
        composer.action_send_mail()
        issued = self._issued(order)
        self.assertEqual(issued.channel, "email")
        self.assertIn("einkauf@baumarkt.example", issued.recipient)
        self.assertIn(issued.pdf_attachment_id.raw, order.message_ids.attachment_ids.mapped("raw"))
        self.assertEqual(self._print(ORDER, order), issued.pdf_attachment_id.raw)

    def test_of_two_who_print_at_once_the_first_is_kept(self):
        order = self._in_status("order")
        archive = self.env["kontor.issued.document"]
        first = self._print(ORDER, order)
        issue = {"document": order.sudo(), "kind": "order_confirmation", "pdf": b"%PDF-other"}
        self.assertFalse(archive._keep_issued([issue]))
        self.assertEqual(self._issued(order).pdf_attachment_id.raw, first)

    def test_hashes_are_checked(self):
        orders = self._in_status("order") | self._in_status("order") | self._in_status("order")
        for order in orders:
            self._print(ORDER, order)
        good, changed, missing = self._issued(orders)
        self.env.cr.execute("UPDATE kontor_issued_document SET pdf_sha256 = 'x' WHERE id = %s", [changed.id])
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = 'zz/missing' WHERE id = %s", [missing.pdf_attachment_id.id]
        )
        self.env.invalidate_all()
        message = (good | changed | missing).with_user(self.clerk).action_check_hashes()["params"]["message"]
        self.assertEqual((good.check_state, changed.check_state, missing.check_state), ("ok", "changed", "missing"))
        self.assertIn(changed.display_name, message)
        self.assertIn("3 documents checked", message)
        with self.assertRaisesRegex(UserError, "missing in the file store"), self.assertLogs("odoo.addons.base", "INFO"):
            self._print(ORDER, orders[2])

    def test_copy_says_so_and_leaves_the_original(self):
        order = self._in_status("order")
        first = self._print(ORDER, order)
        issued = self._issued(order)
        copy = issued.with_user(self.clerk)._copy_pdf()
        self.assertTrue(copy.startswith(b"%PDF"))
        self.assertNotEqual(copy, first)
        self.assertEqual(issued.pdf_attachment_id.raw, first)
        self.assertEqual(self._issued(order), issued)
