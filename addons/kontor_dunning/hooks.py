def post_init_hook(env):
    """Give every company that is already there a dunning procedure and the accounts for fees and interest."""
    companies = env["res.company"].search([])
    companies._init_dunning_procedure()
    companies._init_dunning_accounts()


def uninstall_hook(env):
    """Take the rules of the dunning level away; nobody else knows this reason."""
    env["kontor.block.rule"].search([("reason_code", "=", "dunning_level")]).unlink()
    # Nobody may delete a letter; when the addon goes, its letters must not hold back the levels they stand at.
    env.cr.execute("DELETE FROM kontor_dunning_letter")
