"""Odoo's command line as a script: ``python setup/odoo_bin.py server …``.

With workers, Odoo starts a process of its own for the browsers' live connections, by the path of the script that it
was started with. ``python -m odoo`` leaves a path there that doesn't start, and Odoo tries again for ever.
"""

import sys

# This folder holds the set-up, none of which Odoo should find when it imports.
sys.path.pop(0)

from odoo.cli import main

if __name__ == "__main__":
    main()
