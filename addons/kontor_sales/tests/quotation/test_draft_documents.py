from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..documents.test_documents import ORDER, DocumentCase

PROFORMA = "sale.action_report_pro_forma_invoice"
WARNING = "This is not an offer"


@tagged("post_install", "-at_install")
class TestDraftDocuments(DocumentCase):
    """004-7: whatever is sent to the customer is issued; what is printed before says that it is a draft."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "einkauf@baumarkt.example.com"
        cls.template = cls.env.ref("sale.email_template_edi_sale")

    # -- printing -------------------------------------------------------------------------------------------------------

    def test_a_draft_is_printed_as_a_draft(self):
        order = self._order()
        text = self._text(ORDER, order)
        self.assertIncludes(text, f"Quotation (Draft) {order.name}", WARNING)
        self.assertNotIn("Quotation No.", text)
        order.action_issue_quotation()
        text = self._text(ORDER, order)
        on_paper = order.with_context(lang=order.partner_id._get_document_lang()).version_label
        self.assertIncludes(text, on_paper.replace("- ", "-"), "Expiration")
        self.assertNotIn("Draft", text)
        order.action_revise_quotation("Kunde wünscht eine Änderung")
        self.assertIncludes(self._text(ORDER, order), "Quotation (Draft)", WARNING)

    def test_other_documents_of_a_draft(self):
        order = self._order()
        self.assertIncludes(self._text(PROFORMA, order), "Pro Forma Invoice (Draft)", WARNING)
        html = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            ._render_qweb_html("kontor_sales.order_documents", order.ids)[0]
            .decode()
        )
        self.assertIn(WARNING, html, "in a batch")
        order.change_status("order")
        for report in (ORDER, PROFORMA):
            self.assertNotIn("Draft", self._text(report, order))

    def test_the_clerk_s_phone_is_printed(self):
        """004-7: the texts lead to the number above."""
        self.clerk.phone = "+49 40 66969-112"
        order = self._order(user_id=self.clerk.id)
        order.action_issue_quotation()
        self.assertIncludes(self._text(ORDER, order), "Phone:", "+49 40 66969-112")
        order.change_status("invoice")
        self.assertIn("+49 40 66969-112", self._text(ORDER, order))
        self.assertIn("+49 40 66969-112", self._text("stock.action_report_delivery", order.picking_ids))
        self.assertIncludes(self._text("account.account_invoices", order.invoice_ids), "Clerk", "+49 40 66969-112")
        self.clerk.phone = False
        self.assertNotIn("Phone", self._text(ORDER, order))

    # -- sending --------------------------------------------------------------------------------------------------------

    def assertIssued(self, order):
        self.assertEqual((order.quotation_stage, order.state, order.version), ("issued", "sent", 1))
        self.assertTrue(order.quotation_number)

    def _compose(self, orders, **values):
        """Open the window of an e-mail as the client does, and return it."""
        return (
            self.env["mail.compose.message"]
            .with_user(self.clerk)
            .create({"model": "sale.order", "res_ids": orders.ids, "composition_mode": "comment", **values})
        )

    def test_sending_issues(self):
        for send in (
            lambda order: order.action_quotation_send(),
            lambda order: order.action_issue_and_send(),
            lambda order: order.with_context(proforma=True).action_quotation_send(),
            lambda order: order.action_quotation_sent(),
        ):
            order = self._order()
            send(order)
            self.assertIssued(order)
        several = self._order() | self._order()
        several.action_quotation_send()
        for order in several:
            self.assertIssued(order)

    def test_what_is_issued_is_sent_as_it_is(self):
        order = self._order()
        order.action_issue_quotation()
        self.assertEqual(order.action_quotation_send()["res_model"], "mail.compose.message")
        self.assertIssued(order)
        with self.assertRaises(UserError):
            order.action_quotation_sent()
        confirmed = self._in_status("order")
        version = confirmed.version
        self.assertTrue(confirmed.action_quotation_send())
        self.assertEqual(confirmed.version, version)

    def test_the_window_of_an_e_mail_says_so_and_does_it(self):
        order = self._order()
        composer = self._compose(order, template_id=self.template.id)
        self.assertEqual(composer.issued_by_sending, order.name)
        self.assertEqual(order.quotation_stage, "draft", "so far it is only being written")
        composer.action_send_mail()
        self.assertIssued(order)
        self.assertFalse(self._compose(order, template_id=self.template.id).issued_by_sending)

    def test_many_e_mails_at_once(self):
        orders = self._order() | self._order()
        composer = self._compose(orders, template_id=self.template.id, composition_mode="mass_mail")
        self.assertEqual(composer.issued_by_sending, ", ".join(orders.mapped("name")))
        composer.action_send_mail()
        for order in orders:
            self.assertIssued(order)
        bad = self._order(validity_date=self.today - timedelta(days=1))
        good = self._order()
        composer = self._compose(good | bad, template_id=self.template.id, composition_mode="mass_mail")
        mails = self.env["mail.mail"].sudo().search_count([])
        with self.assertRaisesRegex(UserError, bad.name), self.env.cr.savepoint():
            composer.action_send_mail()
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails, "all of them, or none")
        self.assertEqual(good.quotation_stage, "draft")

    def test_other_ways_to_send(self):
        ways = {
            "template": lambda order: self.template.with_user(self.clerk).send_mail(order.id),
            "posted with a template": lambda order: order.message_post_with_source(self.template),
            "marked as sent": lambda order: order.with_context(mark_so_as_sent=True).message_post(body="Anbei."),
            "scheduled": lambda order: self._compose(
                order, template_id=self.template.id, scheduled_date=fields.Datetime.now() + timedelta(days=1)
            ).action_schedule_message(),
            "shared": lambda order: (
                self.env["portal.share"]
                .with_user(self.env.ref("base.user_admin"))
                .create({"res_model": "sale.order", "res_id": order.id, "partner_ids": self.customer.ids})
                .action_send_mail()
            ),
        }
        for name, send in ways.items():
            with self.subTest(way=name):
                order = self._order()
                send(order)
                self.assertIssued(order)

    def test_a_plain_message_issues_nothing(self):
        order = self._order()
        order.message_post(body="Wir rechnen noch.", partner_ids=self.customer.ids)
        composer = self._compose(order, body="Wir rechnen noch.", partner_ids=self.customer.ids)
        self.assertFalse(composer.issued_by_sending)
        composer.action_send_mail()
        order.with_context(hide_default_template=True).action_quotation_send()
        order.action_preview_sale_order()
        self.assertEqual(order.quotation_stage, "draft")

    def test_what_cannot_be_issued_is_not_sent(self):
        empty = self.env["sale.order"].with_user(self.clerk).create({"partner_id": self.customer.id})
        expired = self._order(validity_date=self.today - timedelta(days=1))
        for order, reason in ((empty, "no positions"), (expired, "has passed")):
            for send in (
                lambda order=order: order.action_quotation_send(),
                lambda order=order: order.action_quotation_sent(),
                lambda order=order: self._compose(order, template_id=self.template.id).action_send_mail(),
                lambda order=order: self.template.with_user(self.clerk).send_mail(order.id),
            ):
                with self.assertRaisesRegex(UserError, reason), self.env.cr.savepoint():
                    send()
                self.assertEqual(order.state, "draft")
        with self.assertRaises(UserError):
            self.env["sale.order"].action_quotation_send()
        with self.assertRaises(UserError):
            self.env["sale.order"].action_quotation_sent()

    def test_nobody_claims_that_a_draft_was_sent(self):
        order = self._order()
        for claim in (
            lambda: order.write({"state": "sent"}),
            lambda: self._order(state="sent"),
            lambda: (
                self.env["sale.order"]
                .with_user(self.clerk)
                .with_context(default_state="sent")
                .create({"partner_id": self.customer.id})
            ),
        ):
            with self.assertRaisesRegex(UserError, "isn't issued"), self.env.cr.savepoint():
                claim()
        self.assertEqual(order.state, "draft")

    def test_an_order_that_is_being_paid_is_no_draft(self):
        """The payment's own mail and document aren't held up by an offer that nobody makes."""
        order = self._order()
        provider = self.env["payment.provider"].create({"name": "Vorkasse", "code": "none"})
        method = self.env["payment.method"].create({"name": "Vorkasse", "code": "vorkasse"})
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "V-1",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [(4, order.id)],
                "state": "pending",
            }
        )
        order.sudo().action_quotation_sent()
        self.assertEqual((order.state, order.version), ("sent", 0))
        self.assertNotIn("Draft", self._text(ORDER, order))


@tagged("post_install", "-at_install", "kontor_once")
class TestDraftPdf(HttpCase, DocumentCase):
    """004-7 with real PDFs: no print counts before the quotation is issued, and the e-mail carries what was issued."""

    def _print(self, order):
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        content = reports._render_qweb_pdf(ORDER, order.ids)[0]
        self.env.invalidate_all()
        return content

    def test_a_printed_draft_does_not_count(self):
        order = self._order()
        self._print(order)
        self.assertEqual(order.lifecycle_label, "Quotation")
        order.with_context(force_report_rendering=True).action_issue_quotation()
        self.assertEqual(self._print(order), order.issued_version_id.attachment_id.raw)
        self.assertEqual(order.lifecycle_label, "Quotation (D)")

    def test_the_e_mail_carries_the_issued_quotation(self):
        """The window made the PDF of the draft when it was opened; the customer gets the other one."""
        order = self._order()
        template = self.env.ref("sale.email_template_edi_sale")
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.clerk)
            .with_context(force_report_rendering=True)
            .create(
                {
                    "model": "sale.order",
                    "res_ids": order.ids,
                    "composition_mode": "comment",
                    "template_id": template.id,
                    "partner_ids": self.customer.ids,
                }
            )
        )
        draft = composer.attachment_ids.raw
        composer.action_send_mail()
        sent = order.message_ids.attachment_ids.filtered(lambda attachment: attachment.mimetype == "application/pdf")
        self.assertEqual(len(sent), 1)
        self.assertNotEqual(sent.raw, draft)
        self.assertEqual(sent.raw, order.issued_version_id.attachment_id.raw)

    def test_the_portal_says_draft(self):
        order = self._order()
        page = self.url_open(order.get_portal_url()).text
        self.assertIn("This quotation isn't issued yet", page)
        order.action_issue_quotation()
        page = self.url_open(order.get_portal_url()).text
        self.assertNotIn("isn't issued yet", page)
        self.assertIn(order.quotation_number, page)
