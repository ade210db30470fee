def post_init_hook(env):
    """Make the table of block rules complete, and give the administrator the rights that the addon brings."""
    env["kontor.block.rule"]._ensure_rules()
