from odoo import Command
from odoo.tests import HttpCase, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install", "kontor_once")
class TestTourLetterTemplates(OrderCase, HttpCase):
    def test_a_text_is_changed_seen_and_saved_on_the_screen(self):
        administrator = self.env["res.users"].create(
            {
                "name": "Tour Administrator",
                "login": "letter-templates",
                "password": "letter-templates",
                "lang": "en_US",
                "group_ids": [
                    Command.set([self.env.ref(name).id for name in ("base.group_system", "sales_team.group_sale_manager")])
                ],
            }
        )
        pages = self.env["base.document.layout"].with_user(administrator).with_context(lang="en_US")
        shown = pages.default_get(["sample_lang"])["sample_lang"]
        languages = [code for code, _name in pages._get_sample_languages()]
        self.company.update_field_translations(
            "sale_intro_text",
            {code: "TOUR BEFORE" if code == shown else "TOUR ELSEWHERE" for code in {"en_US", *languages}},
        )
        self.company.external_report_layout_id = self.env.ref("l10n_din5008.external_layout_din5008")
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-kontor_sales.action_letter_templates", "kontor_letter_templates", login=administrator.login
        )
        self.env.invalidate_all()
        for lang in languages:
            expected = "TOUR AFTER" if lang == shown else "TOUR ELSEWHERE"
            self.assertEqual(self.company.with_context(lang=lang).sale_intro_text, expected, lang)
