"""Kontor's benchmarks. Called by ``./kontor bench [NAME …] [options]``; see bench/README.md."""

import argparse
import importlib
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "setup"), str(HERE.parent / "tests")]

#: name → the module whose ``run(options)`` measures it, and its goal in one line. Names of one module are run by one call.
BENCHMARKS = {
    "life": ("benchmarks", "confirming, delivering, invoicing and paying orders: at most 1.15 × plain Odoo"),
    "recompute": ("benchmarks", "the status of 100, 1,000 and 10,000 orders: the number of queries must not grow"),
    "list": ("benchmarks", "opening the order list: at most 1.1 × plain Odoo"),
    "quotation": ("quotation", "issuing a quotation of 200 lines: at most 1.3 × Odoo's own sending; comparing versions"),
    "final_invoice": ("final_invoice", "the Schlussrechnung of 200 lines and 20 part invoices: at most 1.3 × plain Odoo"),
    "credit_risk": ("credit_risk", "risk figures of 80 customers: 6 queries, at most 1.5 × the best SQL; beside OCA"),
    "header": ("header", "the customer header: at most 15 queries and 2 × the time of its SQL; quick open: 3 queries"),
    "purchase": ("purchase", "1,000 supplier orders from 1,000 customer orders: at most 1.2 × plain Odoo, make to order"),
    "dunning": ("dunning", "proposing letters for 60,000 overdue items: at least 20 × as fast as OCA; killed on the way"),
    "history": ("history", "the daily lists with 1,000,000 documents in the Historie: at most 1.2 × as with none"),
    "printing": ("printing", "100 delivery notes as one PDF: at most 1.2 × wkhtmltopdf alone on the same HTML"),
}


def arguments():
    """Return the parsed command line; end with a usage error when it names what there isn't."""
    parser = argparse.ArgumentParser(
        prog="./kontor bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="benchmarks:\n" + "\n".join(f"  {name:12} {goal}" for name, (_module, goal) in BENCHMARKS.items()),
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones, see below (default: all)")
    parser.add_argument(
        "--volume", type=int, default=50_000, help="orders in the databases of life, recompute and list (default: 50000)"
    )
    parser.add_argument("--orders", type=int, default=1000, help="orders that life brings to paid (default: 1000)")
    parser.add_argument("--rounds", type=int, default=30, help="openings of each list (default: 30)")
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        help="share of the full volume in the other benchmarks, such as 0.1 for a look (default: 1)",
    )
    parser.add_argument(
        "--keep", action="store_true", help="keep the databases; life, recompute and list use theirs again next time"
    )
    parser.add_argument("--profile", action="store_true", help="life: show where the time goes, in both databases")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    if not 0 < options.scale <= 1:
        parser.error("--scale is above 0 and at most 1")
    options.names = [name for name in BENCHMARKS if name in options.names] or list(BENCHMARKS)
    return options


def main():
    """Run the benchmarks that were asked for; return the exit code: 1 when a goal was missed."""
    options = arguments()
    if "KONTOR_BASE" not in os.environ:
        print("kontor: Start the benchmarks with ./kontor bench, which prepares what they need.", file=sys.stderr)
        return 1
    import harness

    import kontor_setup as ks

    try:
        missed = 0
        for module in dict.fromkeys(BENCHMARKS[name][0] for name in options.names):
            missed |= importlib.import_module(module).run(options)
        return missed
    except (ks.Sentence, harness.Failed) as error:
        print(f"kontor: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("kontor: Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
