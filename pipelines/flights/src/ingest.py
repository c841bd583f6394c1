"""Writes what the archive has: all months for training (data/raw.csv), or the newest alone (data/newest.csv).

usage: ingest.py [--newest]"""

import sys
from pathlib import Path

from archive import flights, newest_month

newest = newest_month()
only_newest = sys.argv[1:] == ["--newest"]
joined = flights([newest] if only_newest else range(1, newest + 1))

out = Path("data/newest.csv" if only_newest else "data/raw.csv")
out.parent.mkdir(exist_ok=True)
joined.to_csv(out, index=False)
print(f"{len(joined)} flights of {joined['month'].nunique()} months, "
      f"{joined['temp'].notna().mean():.1%} with weather, {joined['seats'].notna().mean():.1%} with their plane")
