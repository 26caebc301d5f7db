"""Run the benchmark: python benchmarks/scale [--indicators N] [--server URL] [--rdflib N] …"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:1] = [str(Path(__file__).resolve().parents[2])]
    from benchmarks.scale.run import main

    main()
