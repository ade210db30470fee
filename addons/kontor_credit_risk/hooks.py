def post_init_hook(env):
    """Make the table of block rules complete, and give the administrator the rights that the addon brings."""
    env["kontor.block.rule"]._ensure_rules()


def uninstall_hook(env):
    """Take the figures' function out of the database."""
    env.cr.execute("DROP FUNCTION IF EXISTS kontor_credit_figures(integer[], integer, date)")
