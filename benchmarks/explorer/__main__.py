"""Run the benchmark: python benchmarks/explorer [--indicators N] [--folder DIR] [--shots DIR]."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:1] = [str(Path(__file__).resolve().parents[2])]
    from benchmarks.explorer.run import main

    main()
