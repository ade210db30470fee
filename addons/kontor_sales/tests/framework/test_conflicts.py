import json
import xmlrpc.client
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service import model as service
from odoo.sql_db import db_connect
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ...tools import conflicts
from ...tools.records import claim
from ..common import OrderCase

#: The German sentence, as far as it needs to be known.
TRY_AGAIN = "Bitte versuchen Sie es gleich noch einmal."


def overtaken(orders):
    """Stand in for a method that another transaction was quicker than, each time: the database says so, as it does then."""
    orders.env.cr.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END $$")


@tagged("post_install", "-at_install", "kontor_once")
class TestConflicts(HttpCase, OrderCase):
    """Who gets no turn, since others work on the same records, reads a sentence, in the browser and over RPC."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(self.env, "overtaken", groups="sales_team.group_sale_salesman_all_leads", lang="de_DE")
        self.order = self._order((self.drill, 1))
        self.env.flush_all()
        self.startPatcher(patch.object(service, "MAX_TRIES_ON_CONCURRENCY_FAILURE", 1))  # Odoo waits between its tries
        self.startPatcher(patch.object(type(self.order), "action_confirm", overtaken))

    def _arguments(self, **kwargs):
        return [self.env.cr.dbname, self.user.id, "overtaken", "sale.order", "action_confirm", [self.order.ids], kwargs]

    @mute_logger("odoo.addons.rpc.controllers.xmlrpc", "odoo.sql_db", "odoo.http")
    def test_over_xmlrpc(self):
        for context, sentence in (({}, "Please try again in a moment."), ({"lang": "de_DE"}, TRY_AGAIN)):
            body = xmlrpc.client.dumps(tuple(self._arguments(context=context)), "execute_kw")
            # a server of one database knows it; the one that tests share is told which
            headers = {"Content-Type": "text/xml", "X-Odoo-Database": self.env.cr.dbname}
            answer = self.url_open("/xmlrpc/2/object", data=body, headers=headers).text
            with self.assertRaises(xmlrpc.client.Fault) as caught:
                xmlrpc.client.loads(answer)
            self.assertEqual(caught.exception.faultCode, 2, caught.exception.faultString)
            self.assertIn(sentence, caught.exception.faultString)
            self.assertNotIn("Traceback", caught.exception.faultString)

    @mute_logger("odoo.addons.rpc.controllers.xmlrpc", "odoo.sql_db", "odoo.http")
    def test_over_xmlrpc_without_keyword_arguments(self):
        """``execute`` takes arguments only: a dict at the place of the keyword arguments is one of them."""
        body = xmlrpc.client.dumps((*self._arguments()[:6], {"context": "a value"}), "execute")
        headers = {"Content-Type": "text/xml", "X-Odoo-Database": self.env.cr.dbname}
        with patch.object(type(self.order), "action_confirm", lambda orders, _values: overtaken(orders)):
            answer = self.url_open("/xmlrpc/2/object", data=body, headers=headers).text
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            xmlrpc.client.loads(answer)
        self.assertEqual(caught.exception.faultCode, 2, caught.exception.faultString)

    @mute_logger("odoo.addons.rpc.controllers.jsonrpc", "odoo.sql_db", "odoo.http")
    def test_over_jsonrpc(self):
        params = {"service": "object", "method": "execute_kw", "args": self._arguments(context={"lang": "de_DE"})}
        self._assert_sentence(self._post("/jsonrpc", {"params": params})["error"]["data"])

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_in_the_browser(self):
        self.authenticate("overtaken", "overtaken")
        path = "/web/dataset/call_kw/sale.order/action_confirm"
        params = {
            "model": "sale.order",
            "method": "action_confirm",
            "args": [self.order.ids],
            "kwargs": {"context": {"lang": "de_DE"}},
        }
        self._assert_sentence(self._post(path, {"params": params})["error"]["data"])

    def _post(self, path, data):
        return self.url_open(path, data=json.dumps(data), headers={"Content-Type": "application/json"}).json()

    def _assert_sentence(self, data):
        self.assertEqual(data["name"], "odoo.exceptions.UserError")
        self.assertIn(TRY_AGAIN, data["message"])


@tagged("post_install", "-at_install", "kontor_once")
class TestPatience(TransactionCase):
    """Who waits for others keeps a process of the server busy, which the others may need: nobody waits for ever."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(conflicts, "PATIENCE", 1))
        self.record = self.env.ref("base.be").with_context(lang="de_DE")  # no test writes it
        # somebody else's transaction; the tests' own connection would not be in its way
        other = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(other.close)
        other.execute("UPDATE res_country SET write_uid = write_uid WHERE id = %s", [self.record.id])
        self.other = other

    def test_others_take_too_long(self):
        with self.assertRaisesRegex(UserError, f"Sie haben 1 Sekunden gewartet.*{TRY_AGAIN}"):
            with self.env.cr.savepoint():
                claim(self.record)

    def test_a_batch_goes_on(self):
        """After one record that others hold, the next one is claimed as always."""
        with self.assertRaises(UserError), self.env.cr.savepoint():
            claim(self.record)
        claim(self.env.ref("base.at"))
        self.env.cr.execute("SHOW lock_timeout")
        self.assertEqual(self.env.cr.fetchone(), ("0",), "Only the claim itself waits for a limited time.")

    def test_others_are_through(self):
        self.other.rollback()
        claim(self.record)
        self.env.cr.execute("SHOW lock_timeout")
        self.assertEqual(self.env.cr.fetchone(), ("0",))
