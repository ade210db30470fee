"""Who may do which work on a document: the rights that public methods and guards ask for, and the sentence that names them.

Odoo opens orders for writing to the warehouse and to those who bill, because their work leaves traces on them. What was
agreed with the customer is none of that work, so access to the record alone doesn't decide.
"""

from odoo.exceptions import AccessError
from odoo.tools import format_list

#: Quotations and orders: what is agreed with the customer.
SALES = "sales_team.group_sale_salesman"
#: The same, of everybody; who only has the first sees their own documents only.
ALL_ORDERS = "sales_team.group_sale_salesman_all_leads"
#: Invoices, credit notes and payments.
BILLING = "account.group_account_invoice"
#: Reads the books: auditors, tax advisers.
READING = "account.group_account_readonly"
#: Deliveries and receipts.
STOCK = "stock.group_stock_user"


def has_right(env, *groups):
    """Tell whether the user has one of these rights; the server's own work has them all.

    :param env: the environment
    :param str groups: xmlids of groups
    """
    return env.su or any(env.user.has_group(group) for group in groups)


def missing_right_text(env, work, *groups):
    """Return the sentence for somebody who lacks a right, with the right that it takes.

    :param env: the environment
    :param str work: what it is for, in the reader's language: "change orders"
    :param str groups: xmlids of the groups of which one is enough
    """
    # sudo: the names of the rights, for somebody who may not read the groups
    names = [env._("“%(right)s”", right=env.ref(group).sudo().full_name) for group in groups]
    return env._(
        "You lack the right to %(work)s. It belongs to %(groups)s; an administrator can give it to you.",
        work=work,
        groups=format_list(env, names, style="or"),
    )


def short_names(env, names):
    """Return who has a right, for a sentence: the first three, and that there are others.

    :param env: the environment
    :param list names: of people
    """
    text = ", ".join(names[:3])
    return env._("%s and others", text) if len(names) > 3 else text or env._("nobody yet")


def ensure_right(env, work, *groups):
    """Refuse work to those who have none of these rights.

    :param env: the environment
    :param str work: what it is, in the reader's language: "change orders"
    :param str groups: xmlids of the groups of which one is enough
    :raises AccessError: naming the rights
    """
    if not has_right(env, *groups):
        raise AccessError(missing_right_text(env, work, *groups))
