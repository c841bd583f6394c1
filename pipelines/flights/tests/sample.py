"""Writes tests/data/data/raw.csv: some flights of each month of data/raw.csv, the same ones each time.

Call it in the folder of the pipeline, after a run of ingest, when that writes other columns than before."""

from pathlib import Path

import pandas as pd

FLIGHTS = {"train": 160, "test": 140, "later": 60}  # of a month
MONTHS = {"train": range(1, 7), "test": range(7, 9), "later": range(9, 13)}

# As text, so that each value stays as it is written.
raw = pd.read_csv("data/raw.csv", dtype=str, keep_default_na=False)
month = raw["month"].astype(int)
parts = [raw[month == m].sample(FLIGHTS[split], random_state=0) for split in MONTHS for m in MONTHS[split]]

out = Path("tests/data/data/raw.csv")
out.parent.mkdir(parents=True, exist_ok=True)
pd.concat(parts).sort_index().to_csv(out, index=False, lineterminator="\n")
print(f"{sum(map(len, parts))} flights, {out.stat().st_size} bytes")
