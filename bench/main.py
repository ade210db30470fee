"""Kontor's benchmarks. Called by ``./kontor bench [NAME …] [options]``; see bench/README.md."""
import argparse
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "setup"), str(HERE.parent / "tests")]

BENCHMARKS = {
    "life": "confirming, delivering, invoicing and paying orders: at most 1.15 × plain Odoo",
    "recompute": "recomputing the status of 100, 1,000 and 10,000 orders: the number of queries must not grow",
    "list": "opening the order list: at most 1.1 × plain Odoo",
}


def main():
    """Run the benchmarks that were asked for; return the exit code: 1 when a goal was missed."""
    parser = argparse.ArgumentParser(
        prog="./kontor bench", formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:10} {text}" for name, text in BENCHMARKS.items()))
    parser.add_argument("names", nargs="*", metavar="NAME", help="life, recompute, list (default: all)")
    parser.add_argument("--volume", type=int, default=50_000, help="orders in the databases (default: 50000)")
    parser.add_argument("--orders", type=int, default=1000, help="orders that life brings to paid (default: 1000)")
    parser.add_argument("--rounds", type=int, default=30, help="openings of each list (default: 30)")
    parser.add_argument("--keep", action="store_true", help="keep the two databases, and use them again next time")
    parser.add_argument("--profile", action="store_true", help="life: show where the time goes, in both databases")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    if "KONTOR_BASE" not in os.environ:
        print("kontor: Start the benchmarks with ./kontor bench, which prepares what they need.", file=sys.stderr)
        return 1
    import benchmarks

    import kontor_setup as ks
    try:
        return benchmarks.run(options.names or list(BENCHMARKS), options)
    except (ks.Sentence, benchmarks.Failed) as error:
        print(f"kontor: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("kontor: Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
