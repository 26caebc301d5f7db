"""Run the benchmark: python benchmarks/segment [--seconds N] [--tools NAME,…] [--wrong TOOL] [--quick]"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:1] = [str(Path(__file__).resolve().parents[2])]
    from benchmarks.segment.run import main

    main()
