def post_init_hook(env):
    """Give every company that is already there a dunning procedure and the accounts for fees and interest."""
    companies = env["res.company"].search([])
    companies._init_dunning_procedure()
    companies._init_dunning_accounts()
