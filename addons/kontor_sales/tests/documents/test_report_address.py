from unittest.mock import patch

import requests
from odoo.exceptions import UserError
from odoo.tests import TransactionCase

BODIES = ['<html><head><link type="text/css" href="/web/assets/1/web.report_assets_common.min.css"/></head></html>']


class TestReportAddress(TransactionCase):
    """Documents without their layout are refused instead of printed."""

    def _check(self, **answer):
        self.env["ir.config_parameter"].set_param("report.url", "http://kontor.example:8069")
        with patch.object(requests, "head", **answer) as head:
            self.env["ir.actions.report"]._ensure_style_sheets(BODIES)
        return head.call_args.args[0]

    def _answer(self, status, content_type):
        answer = requests.Response()
        answer.status_code = status
        answer.headers["Content-Type"] = content_type
        return answer

    def test_unreachable_address_is_refused(self):
        with self.assertRaisesRegex(UserError, "kontor.example:8069 .not reachable.*report.url"):
            self._check(side_effect=requests.exceptions.ConnectionError())

    def test_another_server_is_refused(self):
        for answer in (self._answer(404, "text/html"), self._answer(200, "text/html")):
            with self.subTest(answer=answer), self.assertRaisesRegex(UserError, "no style sheet"):
                self._check(return_value=answer)

    def test_style_sheets_are_fetched_from_there(self):
        url = self._check(return_value=self._answer(200, "text/css; charset=utf-8"))
        self.assertEqual(url, "http://kontor.example:8069/web/assets/1/web.report_assets_common.min.css")
