def post_init_hook(env):
    """Give what was there before the installation its place in the status model.

    Customers who ordered or were invoiced are customers, not prospects (000-1). The stored statuses of existing
    orders are filled by the ORM itself when it adds the columns.
    """
    env["res.partner"]._init_customer_state()
