"""Business documents of every kind, made by the code of the release that runs: orders in every status, quotations with
versions, invoices of every type, limits, blocks and releases, dunning letters of each level, supplier orders, users by role,
and what an administrator changed of the settings that came with the addons.

Runs with the code of 19.0.1.0.0; see ``make.py``. Everything lies in the past, and no term is left that ends later, so that
the facts are the same on whatever day they are looked at.
"""

import datetime
import itertools

from odoo import Command
from odoo.addons.kontor_sales.demo.clock import time_machine

START = datetime.date(2026, 6, 1)
NUMBERS = itertools.count(1)

#: A user for each role: login → groups.
USERS = {
    "clerk": ["sales_team.group_sale_salesman_all_leads", "account.group_account_invoice", "stock.group_stock_user"],
    "own": ["sales_team.group_sale_salesman"],
    "head": ["sales_team.group_sale_manager", "account.group_account_invoice", "stock.group_stock_manager"],
    "credit": [
        "account.group_account_user",
        "sales_team.group_sale_salesman_all_leads",
        "kontor_credit_risk.group_credit_manager",
        "kontor_credit_risk.group_override_limit",
        "kontor_credit_risk.group_override_overdue",
        "kontor_credit_risk.group_override_internal_overdue",
        "kontor_credit_risk.group_override_block",
    ],
    "limits": ["sales_team.group_sale_salesman_all_leads", "kontor_credit_risk.group_override_limit"],
    "blocks": ["sales_team.group_sale_salesman_all_leads", "kontor_credit_risk.group_override_block"],
    "dunning": [
        "account.group_account_user",
        "sales_team.group_sale_salesman_all_leads",
        "kontor_dunning.group_dunning_manager",
    ],
    "books": ["account.group_account_manager"],
    "margin": ["sales_team.group_sale_salesman_all_leads", "kontor_sales.group_margin"],
    "buyer": ["purchase.group_purchase_user", "stock.group_stock_user"],
    "purchase": ["purchase.group_purchase_manager"],
    "bills": ["purchase.group_purchase_user", "account.group_account_invoice", "kontor_purchase.group_release_bill"],
    "approve": ["purchase.group_purchase_user", "kontor_purchase.group_approve_order"],
    "store": ["stock.group_stock_user"],
    "planner": ["mrp.group_mrp_user", "sales_team.group_sale_salesman_all_leads"],
    "nobody": [],
}


class Maker:
    """Makes the documents, each on its day; ``days`` counts from ``START``."""

    def __init__(self, env, travel):
        self.env = env(su=True, context={**env.context, "lang": "de_DE", "tz": "Europe/Berlin", "tracking_disable": True})
        self.travel = travel
        self.company = self.env.ref("base.main_company")

    def day(self, days):
        """Go to a day."""
        self.travel(datetime.datetime.combine(START + datetime.timedelta(days=days), datetime.time(10, 0)))
        self.env.flush_all()
        self.env.invalidate_all()

    def groups(self, *xmlids):
        """Return the ids of groups."""
        return [self.env.ref(xmlid).id for xmlid in ("base.group_user", *xmlids)]

    def customer(self, name, **values):
        """Make a customer."""
        return self.env["res.partner"].create({
            "name": name, "is_company": True, "street": "Deichstraße 1", "zip": "20459", "city": "Hamburg",
            "country_id": self.env.ref("base.de").id, "lang": "de_DE",
            "property_payment_term_id": self.term.id, **values,
        })  # fmt: skip

    def product(self, code, price, **values):
        """Make an article with stock."""
        product = self.env["product.product"].create({
            "name": f"Artikel {code}", "default_code": code, "list_price": price, "standard_price": price * 0.6,
            "type": "consu", "is_storable": True, "invoice_policy": "delivery", **values,
        })  # fmt: skip
        if product.is_storable:
            location = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1).lot_stock_id
            self.env["stock.quant"].with_context(inventory_mode=True).create(
                {"product_id": product.id, "location_id": location.id, "inventory_quantity_auto_apply": 500}
            )
        return product

    def order(self, ref, customer, positions=None, user="clerk", **values):
        """Make a quotation; its customer's reference names it in the facts."""
        env = self.env(user=self.users[user].id, su=True)
        return env["sale.order"].create({
            "partner_id": customer.id, "client_order_ref": ref, "user_id": env.uid,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": quantity})
                for product, quantity in positions or [(self.drill, 5), (self.setup, 2)]
            ],
            **values,
        })  # fmt: skip

    def pay(self, invoices, share=1.0):
        """Register payments, of a share of what is open."""
        for invoice in invoices.filtered(lambda move: move.state == "posted" and move.amount_residual):
            wizard = (
                self.env["account.payment.register"]
                .with_context(active_model="account.move", active_ids=invoice.ids, dont_redirect_to_payments=True)
                .create({})
            )
            if share < 1:
                amount = invoice.currency_id.round(invoice.amount_residual * share)
                wizard.write({"amount": amount, "payment_difference_handling": "open"})
            wizard.action_create_payments()

    # -- the steps ------------------------------------------------------------------------------------------------

    def base(self):
        """The company, its people and what it sells."""
        env = self.env
        self.company.write({"name": "Altbestand GmbH", "quotation_validity_days": 27000, "purchase_limit": 5000})
        journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1)
        (journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids).write(
            {"payment_account_id": journal.default_account_id.id}
        )
        users = env["res.users"].with_context(no_reset_password=True)
        self.users = {
            login: users.create({
                "login": login, "name": login.title(), "password": login, "lang": "de_DE",
                "email": f"{login}@altbestand.example", "group_ids": [Command.set(self.groups(*groups))],
            })
            for login, groups in USERS.items()
        }  # fmt: skip
        self.term = env["account.payment.term"].create({
            "name": "14 Tage netto", "internal_due_days": 10, "delivery_stop_days": 30,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 14})],
        })  # fmt: skip
        self.drill = self.product("A-100", 100)
        self.saw = self.product("A-200", 200, invoice_policy="order")
        self.setup = self.product("D-050", 50, type="service", is_storable=False, invoice_policy="order")
        self.rare = self.product("A-900", 900)

    def settings(self):
        """What an administrator changed of the records that came with the addons."""
        ref = self.env.ref
        ref("kontor_sales.order_status_delivery").with_context(lang="de_DE").name = "Unterwegs"
        ref("kontor_sales.order_status_transition_delivery_cancel").allowed = False
        ref("kontor_sales.order_status_transition_order_cancel").group_id = ref("sales_team.group_sale_manager")
        ref("kontor_sales.order_status_report_order").condition = "not_cod"
        ref("kontor_purchase.transition_order_cancel").allowed = False
        reminder = ref("kontor_dunning.level_reminder")
        reminder.with_context(lang="de_DE").text_before = "Bitte zahlen Sie {amount} bis {deadline}."
        ref("kontor_dunning.level_dunning").write({"fee": 7.5, "min_days_since_last": 10})
        ref("kontor_dunning.level_final_demand").write({"min_days_since_last": 10, "payment_days": 12})
        ref("kontor_dunning.ir_cron_confirm").interval_number = 3
        self.env["sale.order.cancel.reason"].search([], limit=1).with_context(lang="de_DE").name = "Zu spät geliefert"
        # What was deleted is meant to be gone.
        (ref("kontor_sales.order_status_report_done") | ref("kontor_sales.order_status_report_cancel")).unlink()
        ref("kontor_sales.cancel_reason_other").unlink()
        rules = self.env["kontor.block.rule"].search([("company_id", "=", self.company.id)])
        rules.filtered(lambda rule: (rule.reason_code, rule.operation) == ("limit", "order")).effect = "warn"
        rules.filtered(lambda rule: (rule.reason_code, rule.operation) == ("manual_block", "invoice")).effect = "warn"
        locks = self.env["kontor.document.lock"].search([("company_id", "=", self.company.id)])
        locks.filtered(lambda lock: (lock.document, lock.event) == ("order", "first_invoice")).is_active = True

    def orders(self):
        """Orders in every status, with quotations, deliveries and invoices of every type."""
        self.day(1)
        good = self.customer("Gute Kundschaft GmbH")
        self.order("quotation", good)
        self.order("quotation, sent", good).action_quotation_sent()
        versions = self.order("quotation, two versions", good)
        versions.action_issue_quotation()
        versions.action_revise_quotation("Der Kunde wünscht mehr.")
        versions.order_line[0].product_uom_qty = 8
        versions.action_issue_quotation()
        ordered = self.order("order from version 1", good)
        ordered.action_issue_quotation()
        ordered.change_status("order")
        self.order("quotation, expired", good, validity_date=START + datetime.timedelta(days=20)).action_issue_quotation()
        self.order("cancel of a quotation", good).change_status("cancel", reason="Zu teuer")
        self.order("order", good).change_status("order")
        ready = self.order("order, prepared", good)
        ready.change_status("order")
        ready.action_preparation_done()
        self.day(5)
        part = self.order("delivery, part", good)
        part.change_status("order")
        part.change_status("delivery", quantities=[{"line_id": part.order_line[0].id, "quantity": 2}])
        self.order("delivery", good).change_status("delivery")
        cancelled = self.order("cancel of an order", good)
        cancelled.change_status("order")
        cancelled.with_user(self.users["head"]).sudo().change_status("cancel", reason="Kunde sprang ab")
        down = self.order("down payment and final invoice", good)
        down.change_status("order")
        down.create_invoice_of_type("down_payment", percentage=30, post=True)
        partial = self.order("down payment and partial invoice", good, [(self.drill, 6), (self.saw, 2)])
        partial.change_status("order")
        partial.create_invoice_of_type("down_payment", amount=300, post=True)
        partial.change_status("delivery", quantities=[{"line_id": partial.order_line[0].id, "quantity": 3}])
        partial.create_invoice_of_type("partial", lines=[{"line_id": partial.order_line[0].id, "quantity": 3}], post=True)
        only_down = self.order("down payment only", good)
        only_down.change_status("order")
        only_down.create_invoice_of_type("down_payment", percentage=50, post=True)
        draft = self.order("draft invoice", good)
        draft.change_status("delivery")
        draft.create_invoice_of_type("full")
        self.day(9)
        down.change_status("delivery")
        down.create_invoice_of_type("final", post=True)
        printed = self.order("invoice", good)
        printed.change_status("invoice")
        self.log_prints(printed)
        self.order("own documents", good, user="own").change_status("invoice")
        full = self.order("full invoice", good)
        full.change_status("invoice", invoice_type="full")
        half = self.order("invoice, paid by half", good)
        half.change_status("invoice")
        self.pay(half.invoice_ids, share=0.5)
        done = self.order("done", good)
        done.change_status("invoice")
        done.change_status("done")
        back = self.order("invoice after a returned debit", good)
        back.change_status("invoice")
        back.change_status("done")
        credited = self.order("credit note for what came back", good)
        credited.change_status("invoice")
        stays = self.order("cancel of an invoice", good)
        stays.change_status("invoice")
        self.day(16)
        back.change_status("invoice", reason="Konto nicht gedeckt")
        self.give_back(credited)
        credit_note = credited._create_invoices(final=True)
        credit_note.action_post()
        stays.change_status("cancel", reason="Falsch geliefert")
        # What is open here must not come to the dunning run.
        good.write({"dunning_exempt": True, "dunning_exempt_reason": "Zahlt nach Plan"})
        self.collective()
        self.notes(good)

    def log_prints(self, order):
        """Note that the documents of an order's status were printed."""
        for action in order.action_print_status_documents():
            report = order.env["ir.actions.report"]._get_report_from_name(action["report_name"])
            order._log_print(report, order.env[report.model].browse(action["context"]["active_ids"]))

    def give_back(self, order):
        """Let the customer send one piece back."""
        picking = order.picking_ids.filtered(lambda each: each.state == "done")[:1]
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        ).create({"picking_id": picking.id})  # fmt: skip
        for line in wizard.product_return_moves:
            line.write({"quantity": 1, "to_refund": True})
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        for move in returned.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        returned.button_validate()

    def collective(self):
        """Deliveries that wait for a collective invoice."""
        monthly = self.customer("Sammelrechnung KG", invoicing_rule="monthly")
        for number in (1, 2):
            self.order(f"collective {number}", monthly, [(self.drill, number)]).change_status("delivery")

    def notes(self, customer):
        """Notes, of which one is printed."""
        note = {"partner_id": customer.id, "subject": "Anlieferung", "text": "Nur vormittags", "for_printing": True}
        self.env["kontor.customer.note"].create([note, {"partner_id": customer.id, "subject": "Telefonat"}])

    def credit(self):
        """Limits with their history, insurances, blocks, releases and what waits for one."""
        env = self.env
        self.day(20)
        partners = {
            "limit": self.customer("Limit AG"),
            "over": self.customer("Überzogen GmbH"),
            "manual": self.customer("Gesperrt GmbH"),
            "strong": self.customer("Insolvent GmbH"),
            "default": self.customer("Gruppe e. K.", category_id=[Command.create({"name": "Handwerk"})]),
        }
        limits = [
            ("limit", "external", 10000, -400, -40), ("limit", "external", 25000, -39, None),
            ("limit", "internal", 20000, None, None), ("over", "external", 1000, -100, None),
            ("manual", "external", 8000, -200, -20),
        ]  # fmt: skip
        for key, kind, amount, start, end in limits:
            env["kontor.credit.limit"].create({
                "partner_id": partners[key].id, "kind": kind, "amount": amount, "note": f"Limit {amount}",
                "valid_from": start is not None and START + datetime.timedelta(days=start),
                "valid_to": end is not None and START + datetime.timedelta(days=end),
            })  # fmt: skip
        env["kontor.credit.limit.default"].create(
            {"category_id": partners["default"].category_id.id, "kind": "external", "amount": 1500}
        )
        insurer = env["res.partner"].create({"name": "Kreditschutz AG", "is_company": True})
        env["kontor.credit.insurance"].create({
            "partner_id": partners["limit"].id, "insurer_id": insurer.id, "number": "KV-1", "amount": 20000,
            "state": "insured",
        })  # fmt: skip
        self.order("limit: order", partners["limit"], [(self.saw, 10)]).change_status("order")
        self.order("limit: invoice", partners["limit"], [(self.drill, 10)]).change_status("invoice")
        partners["limit"].write({"dunning_exempt": True, "dunning_exempt_reason": "Zahlt nach Plan"})
        # Over its limit: taking the order warns only, which the administrator chose; delivering blocks.
        over = self.order("over: order", partners["over"], [(self.saw, 8)])
        over.change_status("order")
        over.picking_ids.filtered(lambda each: each._get_pending_operation())._record_blocked("delivery")
        released = self.order("over: released delivery", partners["over"], [(self.drill, 12)])
        released.change_status("order")
        pickings = released.picking_ids.with_user(self.users["credit"])
        pickings.release_blocks("delivery", "Zahlung ist unterwegs")
        revoked = self.order("over: revoked release", partners["over"], [(self.drill, 2)])
        revoked.change_status("order")
        ids = revoked.picking_ids.with_user(self.users["credit"]).release_blocks("delivery", "Versehentlich")
        env["kontor.release"].with_user(self.users["credit"]).browse(ids).action_revoke()
        manual = partners["manual"].with_user(self.users["credit"]).sudo()
        manual.action_set_manual_block("order", "Nur nach Rücksprache")
        partners["strong"].with_user(self.users["credit"]).sudo().action_set_manual_block(
            "quotation", "Insolvenzverfahren eröffnet", workshop_allowed=True
        )
        blocked = self.order("manual: waits", partners["manual"])
        blocked._record_blocked("order")
        rejected = self.order("manual: rejected", partners["manual"])
        rejected._record_blocked("order")
        entries = env["kontor.blocked.document"].search([("document_model", "=", "sale.order")])
        entry = entries.filtered(lambda each: each.document_id == rejected.id)
        entry.with_user(self.users["credit"]).sudo().action_reject("Erst zahlen")
        own = self.order("manual: released", partners["manual"])
        own.with_user(self.users["credit"]).release_blocks("order", "Sonderfall")
        own.change_status("order")

    def dunning(self):
        """Letters at each level: printed, withdrawn, paid, and a proposal."""
        env = self.env
        self.day(25)
        late = {name: self.customer(f"{name} säumig GmbH") for name in ("Erst", "Zweit", "Dritt", "Zahlt", "Zurück", "Teil")}
        starts = {"Dritt": 25, "Zweit": 45, "Zahlt": 46, "Zurück": 47, "Teil": 48, "Erst": 60}
        orders = {}
        for name, start in starts.items():
            self.day(start)
            orders[name] = self.order(f"dunning: {name}", late[name])
            orders[name].change_status("invoice")
        self.day(61)
        late["Dritt"].dunning_channel = "print"
        for day in (70, 84, 98):
            self.day(day)
            self.run()
            if day == 84:
                self.pay(orders["Zahlt"].invoice_ids)
                self.pay(orders["Teil"].invoice_ids, share=0.4)
                letter = env["kontor.dunning.letter"].search([("partner_id", "=", late["Zurück"].id)], limit=1)
                letter.with_user(self.users["dunning"]).sudo().action_withdraw("Ware war mangelhaft")
                orders["Zurück"].invoice_ids.write({"is_disputed": True, "dispute_reason": "Zwei Positionen fehlen"})
        late["Zurück"].write({"dunning_exempt": True, "dunning_exempt_reason": "Gespräch läuft"})
        self.day(110)
        proposal = env(user=self.users["dunning"].id, su=True)["kontor.dunning.run"].create({"date": env.cr.now().date()})
        proposal.action_propose()

    def run(self):
        """Dun today, and print the letters."""
        env = self.env(user=self.users["dunning"].id, su=True)
        run = env["kontor.dunning.run"].create({"date": env.cr.now().date()})
        run.action_propose()
        run.action_confirm()
        run.letter_ids._mark_printed()
        run.letter_ids._orders_of_document()._log_print(env.ref("kontor_dunning.action_report_letter"), run.letter_ids)

    def purchases(self):
        """Supplier orders in every status, a tender, a blocked supplier, and what a customer waits for."""
        env = self.env
        self.day(112)
        supplier = env["res.partner"].create({"name": "Lieferant GmbH", "is_company": True, "supplier_rank": 1})
        other = env["res.partner"].create({"name": "Zweitlieferant GmbH", "is_company": True, "supplier_rank": 1})
        part = self.product(
            "E-010", 20, purchase_method="receive",
            seller_ids=[Command.create({"partner_id": each.id, "price": 10, "delay": 5}) for each in (supplier, other)],
        )  # fmt: skip

        def request(ref, quantity=20, partner=supplier):
            return env(user=self.users["buyer"].id, su=True)["purchase.order"].create({
                "partner_id": partner.id, "partner_ref": ref, "user_id": self.users["buyer"].id,
                "order_line": [Command.create({"product_id": part.id, "product_qty": quantity})],
            })  # fmt: skip

        request("request")
        request("cancel").change_status("cancel", reason="Verschoben")
        request("order").change_status("order")
        partly = request("receipt, part")
        partly.change_status("order")
        partly.change_status("receipt", quantities=[{"line_id": partly.order_line.id, "quantity": 8}])
        for ref in ("receipt", "bill", "done"):
            order = request(ref)
            order.change_status("order")
            order.change_status("receipt")
            if ref != "receipt":
                order.change_status("bill", reference=f"RE-{ref}")
            if ref == "done":
                order.change_status("done")
        request("tender").request_from([other.id])
        wish = self.order("supply: waits for goods", self.customer("Wartet GmbH"), [(part, 700)], user="head")
        wish.change_status("order")
        wish.with_user(self.users["admin"]).sudo().order_from_suppliers(append=False)
        blocked = env["res.partner"].create({"name": "Gesperrter Lieferant", "is_company": True, "supplier_rank": 1})
        blocked.write({"supplier_block": "order", "supplier_block_reason": "Mängel"})


def make(env):
    """Make everything, and commit."""
    with time_machine(env) as travel:
        maker = Maker(env, travel)
        maker.day(0)
        maker.base()
        maker.users["admin"] = maker.env.ref("base.user_admin")
        maker.settings()
        # PDFs fetch their style sheets over HTTP: nothing of the company may be locked meanwhile.
        env.flush_all()
        env.cr.commit()
        for step in (maker.orders, maker.credit, maker.dunning, maker.purchases):
            step()
            env.flush_all()
            env.cr.commit()
