"""Writes tests/data/data/raw.csv and newest.csv: some flights of each month of data/raw.csv, the same ones each time.

Call it in the folder of the pipeline, after a run of ingest with nine months in archive.txt, when that writes other columns
than before."""

from pathlib import Path

import pandas as pd

FLIGHTS = {"raw": {month: 160 if month <= 6 else 140 for month in range(1, 9)}, "newest": {9: 240}}

# As text, so that each value stays as it is written.
raw = pd.read_csv("data/raw.csv", dtype=str, keep_default_na=False)
month = raw["month"].astype(int)
for name, flights in FLIGHTS.items():
    sample = pd.concat(raw[month == m].sample(count, random_state=0) for m, count in flights.items()).sort_index()
    out = Path(f"tests/data/data/{name}.csv")
    out.parent.mkdir(parents=True, exist_ok=True)
    sample.to_csv(out, index=False, lineterminator="\n")
    print(f"{name}: {len(sample)} flights, {out.stat().st_size} bytes")
