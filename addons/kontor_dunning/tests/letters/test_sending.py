import io
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from ..common import DunningCase


@tagged("post_install", "-at_install", "kontor_once")
class TestSending(DunningCase, HttpCase):
    """Letters on paper and by e-mail, each once. With real PDFs."""

    REPORT = "kontor_dunning.action_report_letter"

    def _pdf(self, letters, report=REPORT):
        reports = self.env["ir.actions.report"].with_user(self.dunner).with_context(force_report_rendering=True)
        content, report_type = reports._render_qweb_pdf(report, letters.ids)
        self.assertEqual(report_type, "pdf")
        self.assertEqual(content[:5], b"%PDF-")
        self.env.invalidate_all()
        return content

    def _text(self, content):
        return "\n".join(page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages)

    def test_print(self):
        invoice = self._invoice(10, 123.45)
        letter = self._dun()
        self.assertFalse(letter.printed_on)
        text = self._text(self._pdf(letter))
        for expected in (letter.name, invoice.name, "123.45", self.customer.name, self.reminder.name):
            self.assertIn(expected, text)
        self.assertTrue(letter.printed_on)
        kept = self.env["ir.attachment"].search([("res_model", "=", letter._name), ("res_id", "=", letter.id)])
        self.assertTrue(kept)
        issued = self.env["kontor.issued.document"].search([("res_model", "=", letter._name), ("res_id", "=", letter.id)])
        self.assertEqual((issued.kind, issued.number, issued.channel), ("dunning_letter", letter.name, "print"))
        self.assertEqual(issued.pdf_attachment_id, kept, "it isn't stored twice")
        with self.assertRaises(UserError):
            kept.sudo().unlink()
        # what was sent is printed again as it was
        self.reminder.with_context(lang="en_US").name = "Something else"
        self.assertIn("Payment Reminder", self._text(self._pdf(letter)))

    def test_one_stack(self):
        for index in range(3):
            self._invoice(10, 10, self._partner(f"Kunde {index}"))
        run = self._run()
        run.action_confirm()
        self.assertEqual(run.to_print_count, 3)
        action = run.action_print_letters()
        self.assertEqual(action["report_name"], "kontor_dunning.report_letter")
        content = self._pdf(run.letter_ids)
        self.assertEqual(len(PdfFileReader(io.BytesIO(content)).pages), 3)
        self.assertEqual(run.to_print_count, 0)
        with self.assertRaises(UserError):
            run.action_print_letters()

    def test_in_the_customers_language(self):
        if not self.env["res.lang"]._get_data(code="de_DE"):
            self.skipTest("German is not installed")
        self.customer.lang = "de_DE"
        self.reminder.with_context(lang="de_DE").name = "Zahlungserinnerung"
        self._invoice(10)
        text = self._text(self._pdf(self._dun()))
        self.assertIn("Zahlungserinnerung", text)
        self.assertNotIn("Due items", text)

    def test_001_14_the_print_log_counts_by_level(self):
        order = self._in_status("invoice")
        order.invoice_ids.line_ids.filtered("date_maturity").date_maturity = self._after(-7)
        order.with_user(self.dunner).change_status("dunning")
        self.assertEqual(order.lifecycle_label, "Dunning (Payment Reminder)")
        action = order.with_user(self.clerk).action_print_status_documents()[0]
        self.assertEqual(action["report_name"], "kontor_dunning.report_letter")
        first = order.invoice_ids.dunning_line_ids.letter_id
        self._pdf(first)
        self.assertEqual(order.lifecycle_label, "Dunning (Payment Reminder) (D)")
        order.with_user(self.dunner).change_status("dunning", reason="Eilt")
        self.assertEqual(order.lifecycle_label, "Dunning (Dunning Notice)")
        self._pdf(first)
        self.env.invalidate_all()
        self.assertEqual(order.lifecycle_label, "Dunning (Dunning Notice)")
        self._pdf(order._status_documents("kontor.dunning.letter"))
        self.assertEqual(order.lifecycle_label, "Dunning (Dunning Notice) (D)")
        log = self.env["sale.order.print"].search([("order_id", "=", order.id), ("status", "=", "dunning")])
        self.assertEqual(sorted(log.mapped("level")), ["dunning", "reminder", "reminder"])

    def test_email_once(self):
        self.reminder.channel = "email"
        self._invoice(10)
        letter = self._dun()
        self.assertEqual(letter.channel, "email")
        for _time in range(2):
            self.env.ref("kontor_dunning.ir_cron_email").method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(letter.emailed_on)
        mails = self.env["mail.mail"].search([("model", "=", letter._name), ("res_id", "=", letter.id)])
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails.recipient_ids, self.customer)
        self.assertEqual(len(mails.attachment_ids), 1)
        with self.assertRaisesRegex(UserError, "already sent"):
            letter.with_user(self.dunner).action_send_email()

    def test_one_bad_letter_does_not_hold_up_the_others(self):
        self.reminder.channel = "email"
        other = self._partner("Anderer", email="x@example.com")
        self._invoice(10)
        self._invoice(10, partner=other)
        letters = self._dun()
        template = self.env.ref("kontor_dunning.mail_template_letter")
        # past the check that a template is written with
        self.env.cr.execute(
            "UPDATE mail_template SET subject = jsonb_build_object('en_US', %s) WHERE id = %s",
            ["{{ object.name if object.partner_id.name != 'Anderer' else 1 / 0 }}", template.id],
        )
        self.env.invalidate_all()
        with (
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
            self.assertLogs("odoo.addons.kontor_dunning", "WARNING"),
        ):
            self.env.ref("kontor_dunning.ir_cron_email").method_direct_trigger()
        self.env.invalidate_all()
        bad = letters.filtered(lambda letter: letter.partner_id == other)
        self.assertTrue(bad.email_error)
        self.assertFalse(bad.emailed_on)
        self.assertTrue((letters - bad).emailed_on)

    def test_channel_of_the_customer(self):
        without = self._partner("Ohne Adresse", dunning_channel="email")
        wants_paper = self._partner("Papier", email="a@example.com", dunning_channel="print")
        wants_email = self._partner("E-Mail", email="b@example.com", dunning_channel="email")
        for partner in (without, wants_paper, wants_email):
            self._invoice(10, partner=partner)
        channels = {letter.partner_id: letter.channel for letter in self._dun()}
        self.assertEqual(channels, {without: "print", wants_paper: "print", wants_email: "email"})

    def test_statement_and_proposal_as_pdf(self):
        invoice = self._invoice(10, 123.45)
        self.assertIn(invoice.name, self._text(self._pdf(self.customer, "kontor_dunning.action_report_statement")))
        run = self.env["kontor.dunning.run"].with_user(self.dunner).create({"date": self.date})
        self.assertIn("Simulation", self._text(self._pdf(run, "kontor_dunning.action_report_run")))
        self.assertFalse(run.letter_ids)
        run.action_propose()
        self.assertIn(invoice.name, self._text(self._pdf(run, "kontor_dunning.action_report_run")))

    def test_qr_code(self):
        self.company.partner_id.bank_ids = [
            (5, 0, 0),
            (0, 0, {"acc_number": "DE89370400440532013000", "allow_out_payment": True}),
        ]
        self._invoice(10, 123.45)
        letter = self._dun()
        if self.company.currency_id.name == "EUR":
            self.assertTrue(letter._qr_code().startswith("data:image/png;base64,"))


@tagged("post_install", "-at_install")
class TestLetterPaper(DunningCase):
    """What a court asks for: the letters before, what was invoiced, and what was paid of it."""

    def test_an_item_names_earlier_letters_and_payments(self):
        self.customer.lang = "en_US"
        invoice = self._invoice(40, 1000)
        self._part_payment(invoice, 400, self.date - timedelta(days=5))
        first = self._dun()
        line = first.line_ids
        self.assertEqual(len(first._get_item_history(line)), 1, "no letter came before")
        second = self._run(self._after(30)).letter_ids
        history = second._get_item_history(second.line_ids)
        self.assertRegex(history[0], r"Invoiced .*1,000\.00.*; Paid on .*: .*400\.00")
        self.assertIn(f"{self.reminder.name} {first.name} of", history[1])
        html = self.env["ir.actions.report"]._render_qweb_html("kontor_dunning.report_letter", second.ids)[0].decode()
        self.assertIn(first.name, html)

    def test_open_items_name_the_account_that_invoices_name(self):
        self.company.partner_id.bank_ids.active = False
        dollars = self.env.ref("base.USD")
        dollars.active = True
        for number, currency in (("US-ACCOUNT", dollars), ("DE02120300000000202051", self.company.currency_id)):
            self.env["res.partner.bank"].create(
                {"acc_number": number, "partner_id": self.company.partner_id.id, "currency_id": currency.id}
            )
        invoice = self._invoice(40, 1000)
        account = self.company._get_payment_account(self.company.currency_id)
        self.assertEqual(account.sanitized_acc_number, "DE02120300000000202051")
        self.assertEqual(invoice.partner_bank_id, account)
        reports = self.env["ir.actions.report"]
        content = reports._render_qweb_html("kontor_dunning.report_statement", self.customer.ids)[0].decode()
        self.assertIn("DE02", content)
        self._part_payment(invoice, 1000)
        self.assertFalse(self.customer.get_account_statement()["currencies"])
        content = reports._render_qweb_html("kontor_dunning.report_statement", self.customer.ids)[0].decode()
        self.assertNotIn("payment_account", content, "nothing is to be paid")

    def test_files_are_called_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.customer.lang = "de_DE"
        report = self.env.ref("kontor_dunning.action_report_statement")
        self.assertEqual(report.print_report_name, "object._get_statement_file_name()")
        self.assertEqual(self.customer._get_statement_file_name(), f"Offene Posten {self.customer.name}")

    def test_what_is_set_off_is_not_called_paid(self):
        self.customer.lang = "en_US"
        invoice = self._invoice(40, 1000)
        self._part_payment(invoice, 400, self.date - timedelta(days=5))
        credit = invoice._reverse_moves([{"invoice_date": self.date}])
        credit.invoice_line_ids.price_unit = 100
        credit.invoice_line_ids.tax_ids = False
        credit.action_post()
        (invoice | credit).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        letter = self._dun()
        [text] = letter._get_item_history(letter.line_ids.filtered(lambda line: line.role != "credit"))
        self.assertRegex(text, rf"Paid on .*: .*400\.00.*; Set off against {credit.name}: .*100\.00")

    def test_open_items_have_an_e_mail_of_their_own(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.customer.write({"lang": "de_DE", "email": "kunde@example.com", "ref": "10099"})
        self.company.partner_id.bank_ids.active = False
        self.env["res.partner.bank"].create(
            {"acc_number": "DE02120300000000202051", "partner_id": self.company.partner_id.id}
        )
        with self.assertRaisesRegex(UserError, "no open items"):
            self.customer.with_user(self.dunner).action_send_open_items()
        self._invoice(40, 1000)
        action = self.customer.with_user(self.dunner).action_send_open_items()
        composer = self.env["mail.compose.message"].with_user(self.dunner).with_context(**action["context"]).create({})
        self.assertEqual(composer.subject, f"Offene Posten {self.customer.name} – {self.env.company.name}")
        self.assertEqual(composer.partner_ids, self.customer)
        texts = ("Sehr geehrte Damen und Herren,", "1.000,00", "offen", "fällig", "Unser Konto: DE02", "Kundennummer 10099")
        for text in texts:
            self.assertIn(text, composer.body)
        [name] = composer.attachment_ids.mapped("name")
        self.assertTrue(name.startswith(f"Offene Posten {self.customer.name}"), name)

    def test_letter_and_e_mail_name_whom_they_are_for(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.customer.lang = "de_DE"
        person = {
            "name": "Erika von {Kern}",
            "salutation": "ms",
            "lang": "de_DE",
            "type": "invoice",
            "email": "kern@example.com",
        }
        self.env["res.partner"].create({**person, "parent_id": self.customer.id})
        self._invoice(40, 1000)
        letter = self._dun().with_context(lang="de_DE")
        self.assertTrue(letter._text("text_before").startswith("Sehr geehrte Frau von {Kern},\n"))
        template = self.env.ref("kontor_dunning.mail_template_letter")
        body = template._generate_template(letter.ids, ("body_html",))[letter.id]["body_html"]
        self.assertIn("Sehr geehrte Frau von {Kern},", body)
        letter.level_id.text_before = "Guten Tag {customer},"
        self.assertEqual(letter._text("text_before"), f"Guten Tag {self.customer.name},", "words of one's own stay")
