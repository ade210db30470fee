import re
from urllib.parse import urljoin

import requests
from odoo import models, modules
from odoo.exceptions import UserError

#: Seconds to reach the server, and for it to answer: it makes the style sheets when they are asked for the first time.
TIMEOUT = (5, 120)
STYLE_SHEET = re.compile(r"""<link\b[^>]*\bhref=["']([^"']+\.css[^"']*)["']""")


class IrActionsReport(models.Model):
    """Without its style sheets a document is no document.

    wkhtmltopdf fetches them from the server's own address; where that is wrong it makes a PDF all the same, without layout
    and logo, and core writes no more than a warning into the log.
    """

    _inherit = "ir.actions.report"

    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        if not modules.module.current_test:  # tests render without a server
            self._ensure_style_sheets(bodies)
        return super()._run_wkhtmltopdf(
            bodies,
            report_ref=report_ref,
            header=header,
            footer=footer,
            landscape=landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )

    def _ensure_style_sheets(self, bodies):
        """Refuse to make a PDF that would have no layout.

        :param list bodies: the HTML of the documents
        :raises UserError: naming the address that doesn't answer, and where it is set
        """
        address = self._get_report_url()
        for sheet in dict.fromkeys(STYLE_SHEET.findall(str(bodies[0])) if bodies else ()):
            url = urljoin(f"{address}/", sheet)
            problem = self._style_sheet_problem(url)
            if problem:
                raise UserError(
                    self.env._(
                        "Nothing was printed: the layout of the documents can't be fetched from %(url)s (%(problem)s); they"
                        " would come out without logo and form. Your administrator corrects the address in the system"
                        " parameter “report.url” (without it, “web.base.url” counts), or starts the server behind it.",
                        url=address,
                        problem=problem,
                    )
                )

    def _style_sheet_problem(self, url):
        """Say why a style sheet can't be had, or return False.

        :param str url: its whole address
        """
        try:
            answer = requests.head(
                url, timeout=TIMEOUT, allow_redirects=True, headers={"X-Odoo-Database": self.env.cr.dbname}
            )
        except requests.exceptions.SSLError:
            return False  # wkhtmltopdf doesn't mind a certificate
        except requests.exceptions.Timeout:
            return self.env._("no answer")
        except requests.exceptions.RequestException:
            return self.env._("not reachable")
        if answer.status_code != requests.codes.ok or "css" not in answer.headers.get("Content-Type", ""):
            return self.env._("answer %s, no style sheet", answer.status_code)
        return False
