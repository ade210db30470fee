#!/usr/bin/env python3
"""Send orders of a web shop or a platform to Kontor: an example client, with nothing but Python's standard library.

    KONTOR_URL=https://kontor.example KONTOR_DB=kontor KONTOR_USER=shop KONTOR_KEY=… \\
        import_channel_order.py order.json [more.json …]

Each file holds one order, or a list of orders, as described in import_channel_order.md; "-" reads from standard input.
Prints one line of JSON per order. A call whose answer got lost is repeated: Kontor knows the order by its source and
reference, so there is never a second one. Ends with 0 when all orders were taken over, 1 when some were refused, and 2
when Kontor could not be reached.
"""

import json
import os
import sys
import time
import xmlrpc.client

#: Seconds to wait before the second, third … try.
PAUSES = (1, 5, 15)


class Unreachable(Exception):
    """Kontor can't be reached, or doesn't let us in."""


class Kontor:
    """A connection to Kontor over XML-RPC."""

    def __init__(self, url, database, user, key, pauses=PAUSES):
        self.url, self.database, self.key, self.pauses = url.rstrip("/"), database, key, pauses
        common = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common")
        self.uid = self._patiently(lambda: common.authenticate(database, user, key, {}))
        if not self.uid:
            raise Unreachable(f"{user} can't log in to {database}: wrong user name or key.")

    def import_order(self, order):
        """Take over one order; return Kontor's answer.

        :raises xmlrpc.client.Fault: when Kontor refuses the order; ``faultString`` names every problem
        :raises Unreachable: when Kontor did not answer
        """
        models = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/object", allow_none=True)
        return self._patiently(
            lambda: models.execute_kw(self.database, self.uid, self.key, "sale.order", "import_channel_order", [order])
        )

    def _patiently(self, call):
        """Call, and call again when the network fails; a refusal is an answer and not repeated."""
        for pause in (*self.pauses, None):
            try:
                return call()
            except xmlrpc.client.Fault:
                raise
            except (OSError, xmlrpc.client.ProtocolError) as error:
                if pause is None:
                    raise Unreachable(f"{self.url} does not answer: {error}") from error
                time.sleep(pause)


def read_orders(name):
    """Return the orders in a file as a list."""
    if name == "-":
        content = json.load(sys.stdin)
    else:
        with open(name, encoding="utf-8") as file:
            content = json.load(file)
    return content if isinstance(content, list) else [content]


def main(arguments):
    """Send the orders in the files named; return the exit code."""
    missing = [name for name in ("KONTOR_URL", "KONTOR_DB", "KONTOR_USER", "KONTOR_KEY") if not os.environ.get(name)]
    if missing or not arguments:
        print(__doc__.strip(), file=sys.stderr)
        if missing:
            print(f"\nNot set: {', '.join(missing)}", file=sys.stderr)
        return 2
    refused = 0
    try:
        orders = [order for name in arguments for order in read_orders(name)]
        kontor = Kontor(*(os.environ[name] for name in ("KONTOR_URL", "KONTOR_DB", "KONTOR_USER", "KONTOR_KEY")))
        for order in orders:
            try:
                answer = kontor.import_order(order)
            except xmlrpc.client.Fault as fault:
                refused += 1
                answer = {"reference": order.get("reference"), "error": fault.faultString}
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    except (Unreachable, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
