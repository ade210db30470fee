"""The server answers in every way that integrations and people use."""

import xmlrpc.client

import pytest


def test_login_over_xmlrpc(rpc):
    """The user of the development set-up gets in, and sees German data."""
    admin = rpc("admin", "admin")
    assert admin.read("res.users", admin.uid, "lang") == "de_DE"
    company = admin.call("res.company", "search_read", [], ["chart_template", "country_id"], context={"lang": "de_DE"})[0]
    assert company["chart_template"] == "de_skr03"
    assert company["country_id"][1] == "Deutschland"


def test_wrong_password_is_refused(server):
    """A wrong password does not get in."""
    common = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/common")
    assert common.authenticate(server.db, "admin", "wrong", {}) is False


def test_json2(server, rpc):
    """The new interface works with an API key, and only with one."""
    key = rpc("admin", "admin").api_key()
    assert server.json2(key).call("res.lang", "search_count", domain=[["code", "=", "de_DE"]]) == 1
    with pytest.raises(Exception, match="401"):
        server.json2("wrong").call("res.lang", "search_count", domain=[])


def test_browser(open_page):
    """The web client starts in German, without an error in the browser."""
    page = open_page("admin", "admin", "/odoo/action-sale.action_quotations_with_onboarding")
    page.wait_for_selector(".o_control_panel")
    page.wait_for_selector(".o_list_view, .o_kanban_view")
    assert page.locator(".o_searchview_input").get_attribute("placeholder").startswith("Such")


def test_pdf(rpc, server):
    """An order prints as a PDF with style sheets, header and footer."""
    admin = rpc("admin", "admin")
    partner = admin.create("res.partner", name="Druck GmbH")
    order = admin.create("sale.order", partner_id=partner)
    session = server.session("admin", "admin")
    content = session.get(f"{server.url}/report/pdf/sale.report_saleorder/{order}", timeout=120).content
    assert content.startswith(b"%PDF"), content[:300]
