from odoo.tests import tagged

from ...tools.kept_headings import keep_headings
from ...tools.text_pieces import split_text
from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestPaper(OrderCase):
    """How documents lie on the paper, and in which language they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.de")
        for code in ("en_GB", "fr_FR"):
            cls.env["res.lang"]._activate_lang(code)

    def _partner(self, country=None, lang="en_US", **values):
        country_id = country and self.env.ref(f"base.{country}").id
        return self.env["res.partner"].create({"name": "Dupont SA", "country_id": country_id, "lang": lang, **values})

    def test_documents_are_in_a_language_that_they_exist_in(self):
        for country, lang, expected in (
            ("fr", "fr_FR", "en_GB"),
            ("fr", "en_US", "en_GB"),
            ("us", "en_US", "en_US"),
            (None, "en_US", "en_GB"),
        ):
            self.assertEqual(self._partner(country, lang)._get_document_lang(), expected, (country, lang))

    def test_the_address_field(self):
        home = self.company.country_id
        address = {"street": "Rue 1", "zip": "75001", "city": "Paris", "is_company": True}
        abroad = self._partner("fr", **address)
        self.assertEqual(abroad._get_window_lines(home), ["Dupont SA", "Rue 1", "75001 Paris", "FRANCE"])
        for country in ("de", None):
            lines = self._partner(country, **address)._get_window_lines(home)
            self.assertEqual(lines, ["Dupont SA", "Rue 1", "75001 Paris"], country)
        state = self.env.ref("base.state_us_27").id  # New York
        for country, values, place in (
            ("it", {"zip": "00184", "city": "Roma"}, ["00184 Roma", "ITALY"]),
            ("us", {"zip": "10001", "city": "New York", "state_id": state}, ["New York NY 10001", "UNITED STATES"]),
            ("uk", {"zip": "NW1 6XE", "city": "London"}, ["London", "NW1 6XE", "UNITED KINGDOM"]),
        ):
            partner = self._partner(country, **{**address, **values})
            self.assertEqual(partner._get_window_lines(home), ["Dupont SA", "Rue 1", *place])
        contact = self.env["res.partner"].create(
            {"name": "Kern", "contact_title": "Herr Dr.", "parent_id": abroad.id, "type": "contact"}
        )
        for lines in (abroad._get_window_lines(home, contact), contact._get_window_lines(home)):
            self.assertEqual(lines, ["Dupont SA", "Herrn Dr. Kern", "Rue 1", "75001 Paris", "FRANCE"])
        contact.write({"contact_title": "Dr.", "salutation": "ms"})
        self.assertEqual(contact._get_window_lines(home)[1], "Ms Dr. Kern")

    def test_a_long_text_is_several_rows(self):
        rows = "\n".join(f"Zeile {number}" for number in range(110))
        self.assertGreater(len(split_text(rows)), 8)
        self.assertEqual("\n".join(split_text(rows)), rows)
        self.assertEqual("".join(split_text("x" * 3000)), "x" * 3000)
        self.assertEqual([split_text(False), split_text("kurz")], [[""], ["kurz"]])

    def test_a_delivery_of_long_texts_and_many_lots_is_several_rows(self):
        row = {
            "number": "3",
            "name": "Zeile\n" * 20,
            "lots": ", ".join(f"SN{count:05d}" for count in range(120)),
            "now": "5",
        }
        rows = self.env["stock.picking"]._get_printed_rows(
            [{**row, "request": "blau"}, {"name": "kurz", "lots": "", "now": "1", "request": ""}]
        )
        self.assertGreater(len(rows), 5)
        self.assertEqual([item["now"] for item in rows if item["now"]], ["5", "1"])
        self.assertEqual([item["number"] for item in rows if not item["continued"]], ["3", 2])
        self.assertEqual([number for number, item in enumerate(rows) if item["request"]], [len(rows) - 2])
        printed = " ".join(f"{item['name']} {item['lots']}" for item in rows[:-1]).split()
        self.assertEqual(printed, row["name"].split() + row["lots"].split())
        lots = [item for item in rows if item["lots"]]
        self.assertGreater(len(lots), 1)
        self.assertTrue(all(item["lots"].startswith("SN") for item in lots))  # printed small, none of them broken
        self.assertEqual([bool(item.get("lots_continued")) for item in lots], [False] + [True] * (len(lots) - 1))

    def test_a_heading_stands_in_the_row_of_its_position(self):
        page = (
            '<div class="din_page_pdf"><table class="o_main_table"><tbody>%s<tr><td>1</td><td>Bohrer</td></tr>'
            '<tr class="o_line_section"><td>Letzte</td></tr></tbody></table></div>'
        )
        heading = '<tr class="o_line_section"><td colspan="2">%s</td><td class="o_price_total">9,00</td></tr>'
        kept = keep_headings(page % (heading % "Material"))
        self.assertEqual(kept.count("<tr"), 2)
        self.assertEqual(kept.count('class="o_kontor_heading_room"'), 2)
        self.assertEqual([kept.count("Material"), kept.count("9,00")], [1, 1])
        self.assertGreater(kept.index("Material"), kept.index("9,00"))  # what floats to the right comes first
        two_lines = keep_headings(page % (heading % ("Auftrag mit Lieferschein " * 5)))
        self.assertEqual([two_lines.count("<tr"), two_lines.count("o_kontor_two_lines")], [2, 2])
        # what doesn't fit on two lines, and what is no paper of ours, stays as it is
        self.assertEqual(keep_headings(page % (heading % ("x" * 200))).count("<tr"), 3)
        self.assertEqual(keep_headings((page % (heading % "Material")).replace("din_page_pdf", "page")).count("<tr"), 3)
        self.assertEqual(keep_headings("<p>nothing</p>"), "<p>nothing</p>")

    def test_many_orders_are_named_at_their_positions(self):
        invoice = self.env["account.move"].new({"move_type": "out_invoice"})
        self.assertEqual(invoice._get_printed_references("S1, S2, S3"), "S1, S2, S3")
        self.assertEqual(invoice._get_printed_references("S1, S2, S3, S4"), "see positions")

    def test_printing_waits_for_no_scripts(self):
        report = self.env.ref("account.account_invoices")
        parameters = self.env["ir.config_parameter"].sudo()
        for value, expected in ((False, "1"), ("250", "250")):
            parameters.set_param("report.print_delay", value)
            command = report._build_wkhtmltopdf_args(report.get_paperformat(), False)
            self.assertEqual(command[command.index("--javascript-delay") + 1], expected)

    def test_standard_texts_by_kind_and_language(self):
        texts = self.env["kontor.document.text"]
        everybody = texts.create({"kind": "invoice", "intro_text": "Everybody"})
        english = texts.create({"kind": "invoice", "lang": "en_US", "intro_text": "English"})
        self.assertEqual(self.company._get_document_text("invoice", "en_GB"), english)
        self.assertEqual(self.company._get_document_text("invoice", "fr_FR"), everybody)
        self.assertFalse(self.company._get_document_text("delivery", "en_GB"))
        order = self._in_status("invoice", (self.setup, 1))
        html = self.env["ir.actions.report"]._render_qweb_html("account.account_invoices", order.invoice_ids.ids)[0]
        self.assertIn(b'name="intro_text"', html)

    def test_the_preview_shows_the_chosen_kind_and_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        texts = self.env["kontor.document.text"]
        for kind, lang, text in (
            ("invoice", "de_DE", "Rechnungstext"),
            ("invoice", "en_GB", "Text of invoices"),
            ("delivery", "de_DE", "Lieferscheintext"),
        ):
            texts.create({"kind": kind, "lang": lang, "intro_text": text})
        din = self.env["report.layout"].search([("view_id", "=", self.env.ref("l10n_din5008.external_layout_din5008").id)])
        wizard = self.env["base.document.layout"].create({"report_layout_id": din[:1].id})
        for kind, lang, text in (
            ("invoice", "de_DE", "Rechnungstext"),
            ("invoice", "en_GB", "Text of invoices"),
            ("delivery", "de_DE", "Lieferscheintext"),
            ("delivery", "en_GB", False),
        ):
            wizard.write({"sample_kind": kind, "sample_lang": lang})
            self.assertEqual(wizard._get_sample_text().intro_text, text, (kind, lang))
            if text:
                self.assertIn(text, str(wizard.preview))
        action = wizard.with_context(sample_kind="quotation").action_preview_document()
        self.assertIn(action["type"], ("ir.actions.client", "ir.actions.act_url"))

    def test_texts_that_records_keep_are_written_from_the_letter_templates(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.company.write({"sale_intro_text": False})
        wizard = self.env["base.document.layout"].create({})
        german = wizard.own_text_ids.filtered(lambda text: (text.kind, text.lang) == ("quotation", "de_DE"))
        wizard.write({"own_text_ids": [(1, german.id, {"intro_text": "Wir bieten an:"})]})
        wizard.write({"sample_kind": "quotation", "sample_lang": "de_DE"})
        self.assertEqual(wizard._get_sample_text().intro_text, "Wir bieten an:")
        self.assertEqual(self.company.with_context(lang="de_DE").sale_intro_text, "Wir bieten an:")
        self.assertFalse(self.company.with_context(lang="en_US").sale_intro_text, "English papers have no German on them")

    def test_kinds_without_a_text_take_the_general_one(self):
        texts = self.env["kontor.document.text"]
        general = texts.create({"kind": "invoice", "intro_text": "Invoices"})
        final = texts.create({"kind": "final", "intro_text": "Final"})
        for kind, expected in (("partial", general), ("collective", general), ("final", final), ("cancellation", texts)):
            self.assertEqual(self.company._get_document_text(kind, "de_DE"), expected, kind)
