"""Reads out of a database what an upgrade has to keep: the same names in the code of every release.

    python facts.py DATABASE FILE

Odoo's addons path and data folder come from the environment, as for the other tests.
"""

import json
import pathlib
import sys

#: The company whose facts are read, and the models of whose records each user may see some.
VISIBLE = (
    "sale.order",
    "sale.order.version",
    "purchase.order",
    "account.move",
    "stock.picking",
    "res.partner",
    "kontor.credit.limit",
    "kontor.release",
    "kontor.blocked.document",
    "kontor.dunning.letter",
    "kontor.dunning.run",
    "kontor.customer.note",
)
#: What moves by itself, and what is written by nobody.
VOLATILE = {
    "id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "nextcall",
    "lastcall",
    "failure_count",
    "first_failure_date",
    "number_next",
    "parent_path",
    "ir_actions_server_id",
    "user_id",
}


def plain(value):
    """Return a value as JSON knows it; amounts to the cent."""
    if isinstance(value, float):
        return round(value, 2) + 0.0
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def rows(records, *names):
    """Return fields of records as lists, the records in the order of what is in them."""
    found = [[plain(record[name].display_name if hasattr(record[name], "_name") else record[name]) for name in names]
             for record in records]  # fmt: skip
    return sorted(found, key=json.dumps)


def order_facts(env):
    """What became of each customer order, by its reference: statuses, amounts, deliveries, invoices, prints."""
    facts = {}
    for order in env["sale.order"].search([], order="id"):
        moves = order.order_line.invoice_lines.move_id
        facts[order.client_order_ref] = {
            "status": order.lifecycle_status,
            "state": order.state,
            "stage": order.fulfilment_stage,
            "quotation stage": order.quotation_stage,
            "version": order.version,
            "number": order.name,
            "quotation number": order.quotation_number,
            "ordered version": order.ordered_version_id.number,
            "settled": order.is_settled,
            "left to deliver": order.is_left_to_deliver,
            "left to invoice": order.is_left_to_invoice,
            "prepared": bool(order.preparation_done_on),
            "total": plain(order.amount_total),
            "cancelled because": order.cancel_note or None,
            "dunning level": order.dunning_level_id.kind or None,
            "positions": rows(order.order_line, "name", "product_uom_qty", "price_unit", "qty_delivered", "qty_invoiced"),
            "deliveries": rows(order.picking_ids, "state", "invoicing_status"),
            "invoices": rows(
                moves, "move_type", "order_invoice_type", "state", "payment_state", "amount_total", "amount_residual"
            ),
            "prints": rows(env["sale.order.print"].search([("order_id", "=", order.id)]), "status", "level"),
        }
    return facts


def version_facts(env):
    """The versions of the quotations as the customers got them."""
    return {
        f"{version.order_id.client_order_ref} {version.number}": {
            "state": version.state,
            "total": plain(version.amount_total),
            "reason": version.reason or None,
            "pdf": bool(version.attachment_id),
            "positions": rows(version.line_ids, "name", "quantity", "price_unit", "price_total"),
        }
        for version in env["sale.order.version"].search([], order="id")
    }


def purchase_facts(env):
    """What became of each supplier order, by its reference."""
    return {
        order.partner_ref or f"for {order.origin}: {order.partner_id.name}": {
            "status": order.lifecycle_status,
            "state": order.state,
            "total": plain(order.amount_total),
            "left to receive": order.is_left_to_receive,
            "left to bill": order.is_left_to_bill,
            "positions": rows(order.order_line, "product_qty", "qty_received", "qty_invoiced", "price_unit"),
            "receipts": rows(order.picking_ids, "state"),
            "bills": rows(order.invoice_ids, "state", "payment_state", "amount_total"),
        }
        for order in env["purchase.order"].search([], order="id")
    }


def credit_facts(env):
    """Limits and what is used of them, insurances, blocks by hand, releases and the work list."""
    company = env.company
    customers = env["res.partner"].search([("is_company", "=", True), ("parent_id", "=", False)], order="id")
    figures = customers._get_credit_figures(company)
    names = (
        "open_items", "open_orders", "overdue_amount", "overdue", "internal", "delivery_stop", "limit", "internal_limit",
        "limit_remaining", "limit_remaining_with_orders", "internal_limit_remaining",
    )  # fmt: skip
    documents = ("document_name", "operation", "state", "amount", "partner_id")
    limits = env["kontor.credit.limit"].search([])
    return {
        "figures": {
            partner.name: {name: plain(figures[partner.id].get(name)) for name in names}
            for partner in customers
            if partner.id in figures
        },
        "limits": rows(limits, "partner_id", "kind", "amount", "valid_from", "valid_to", "note"),
        "defaults": rows(env["kontor.credit.limit.default"].search([]), "category_id", "kind", "amount"),
        "insurances": rows(env["kontor.credit.insurance"].search([]), "partner_id", "number", "amount", "state"),
        "blocks": rows(
            env["res.partner"].search([("manual_block", "not in", (False, "none"))]),
            "name",
            "manual_block",
            "manual_block_reason",
            "workshop_allowed",
        ),  # fmt: skip
        "supplier blocks": rows(
            env["res.partner"].search([("supplier_block", "not in", (False, "none"))]),
            "name",
            "supplier_block",
            "supplier_block_reason",
        ),  # fmt: skip
        "releases": rows(env["kontor.release"].search([]), *documents, "reason_code", "justification", "group_xmlid"),
        "work list": rows(env["kontor.blocked.document"].search([]), *documents, "reason_codes", "note"),
    }


def dunning_facts(env):
    """The runs, the letters with their levels and items, and who isn't dunned."""
    return {
        "runs": rows(env["kontor.dunning.run"].search([]), "name", "date", "state"),
        "letters": {
            letter.name or f"proposal for {letter.partner_id.name}": {
                "customer": letter.partner_id.name,
                "level": letter.kind,
                "state": letter.state,
                "date": plain(letter.date),
                "deadline": plain(letter.payment_deadline),
                "reason": letter.withdraw_reason or None,
                "amounts": [
                    plain(letter[name])
                    for name in ("amount_due", "credit_amount", "fee_amount", "interest_amount", "amount_total", "balance")
                ],
                "items": rows(letter.line_ids, "move_id", "is_new", "withdrawn", "dunned_on", "closed_on", "amount"),
            }
            for letter in env["kontor.dunning.letter"].search([], order="id")
        },
        "levels of invoices": rows(
            env["account.move"].search([("dunning_level_id", "!=", False)]), "name", "dunning_level_id", "payment_state"
        ),
        "exempt": rows(env["res.partner"].search([("dunning_exempt", "=", True)]), "name", "dunning_exempt_reason"),
        "disputed": rows(env["account.move"].search([("is_disputed", "=", True)]), "name", "dispute_reason"),
    }


def right_facts(env):
    """The groups of each user, and of how many documents they see."""
    facts = {}
    for user in env["res.users"].search([("share", "=", False)], order="id"):
        groups = user.all_group_ids.get_external_id().values()
        facts[user.login] = {
            "groups": sorted(name for name in groups if name and not name.startswith("__")),
            "sees": {
                model: env[model].with_user(user).search_count([]) if env[model].with_user(user).has_access("read") else None
                for model in VISIBLE
            },
        }
    return facts


def note_facts(env):
    """The customers' notes."""
    return rows(env["kontor.customer.note"].search([]), "partner_id", "subject", "text", "for_printing")


def table_facts(env):
    """The settings that are tables of a company: what blocks, and what locks."""
    rules, locks = env["kontor.block.rule"].search([]), env["kontor.document.lock"].search([])
    return {
        "block rules": {f"{rule.reason_code} {rule.operation}": rule.effect for rule in rules},
        "locks": {f"{lock.document} {lock.event}": lock.is_active for lock in locks},
    }


def order_of_tables(env):
    """In which order the settings show their rows; and that none is missing."""
    tables = {"kontor.block.rule": ("reason_code", "operation"), "kontor.document.lock": ("document", "event")}
    return {
        model: [" ".join(row[name] for name in names) for row in env[model].search([("company_id", "=", env.company.id)])]
        for model, names in tables.items()
    }


def read(env):
    """Return all facts."""
    env = env(context={**env.context, "lang": "de_DE", "tz": "Europe/Berlin"})
    return {
        "orders": order_facts(env),
        "versions": version_facts(env),
        "purchases": purchase_facts(env),
        "credit": credit_facts(env),
        "dunning": dunning_facts(env),
        "rights": right_facts(env),
        "notes": note_facts(env),
        "tables": table_facts(env),
    }


def field_value(record, name):
    """Return what a field of a setting holds: of a translated one what each language says, of a relation the names."""
    field = record._fields[name]
    if field.relational:
        related = record[name]
        names = related.sudo().get_external_id()
        found = [names.get(other.id) or other.display_name for other in related]
        return sorted(found) if field.type == "many2many" else (found or [None])[0]
    if getattr(field, "translate", False):
        return {lang: record.with_context(lang=lang)[name] or None for lang in ("en_US", "de_DE")}
    return plain(record[name])


def settings(env):
    """Return the records of Kontor's addons that belong to the administrators: ``{external id: {field: value}}``."""
    env = env(su=True, context={**env.context, "active_test": False, "lang": "en_US"})
    names = env["ir.model.data"].search([("module", "=like", "kontor%"), ("noupdate", "=", True)], order="module, name")
    found = {}
    for name in names:
        record = env[name.model].browse(name.res_id)
        if not record.exists():
            continue
        found[name.complete_name] = {
            field_name: field_value(record, field_name)
            for field_name, field in record._fields.items()
            if field.store and field_name not in VOLATILE and field.type not in ("one2many", "binary", "json", "properties")
        }
    return found


def changes(before, after):
    """Return what somebody changed of the settings: ``{external id: {field: value}}``; None for what was deleted."""
    changed = {name: None for name in before if name not in after}
    for name, values in after.items():
        if different := {key: value for key, value in values.items() if before[name][key] != value}:
            changed[name] = different
    return changed


def write(path, content):
    """Write facts as JSON that a version control can compare."""
    pathlib.Path(path).write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")


def main(database, path):
    """Write the facts and settings of a database."""
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "setup"))
    import database as builder

    builder.configure(builder.TEST_DATA, "--log-level=warn")
    with builder.environment(database) as env:
        write(path, {"facts": read(env), "settings": settings(env), "order": order_of_tables(env)})
    builder.close(database)


if __name__ == "__main__":
    main(*sys.argv[1:])
