"""``python -m samples.make OUT [--layout NAME]… [--format NAME]… [--seed N]…`` with tests/ on the path."""

import argparse
import sys
from pathlib import Path

from samples.make.build import FORMATS, QUICK, make_sheet, write
from samples.make.five import documents, with_truth
from samples.make.layouts import LAYOUTS


def main() -> None:
    """Writes sample forms and their truth."""
    parser = argparse.ArgumentParser(description="Writes sample forms, each with its truth beside it.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--layout", action="append", choices=sorted(LAYOUTS))
    parser.add_argument("--format", action="append", choices=sorted(FORMATS))
    parser.add_argument("--seed", action="append", type=int)
    parser.add_argument(
        "--documents", action="store_true", help="the shipped documents set again, instead of layouts"
    )
    options = parser.parse_args()
    if options.documents:
        for number, path in enumerate(documents()):
            for merged in (False, True):
                sheet = with_truth(path, merged=merged)
                name = f"document{number}{'m' if merged else ''}"
                for form in options.format or QUICK:
                    sys.stdout.write(f"{write(sheet, name, form, 0, options.out)}\n")
        return
    for layout in options.layout or LAYOUTS:
        for seed in options.seed or [1]:
            sheet = make_sheet(layout, seed)
            for form in options.format or QUICK:
                sys.stdout.write(f"{write(sheet, layout, form, seed, options.out)}\n")


if __name__ == "__main__":
    main()
