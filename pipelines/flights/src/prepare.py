"""Drops what cannot be used, makes the features and splits by time: training, test and later months."""

from pathlib import Path

import pandas as pd
import yaml

from features import FEATURES, TARGET

params = yaml.safe_load(Path("params.yaml").read_text())["prepare"]

raw = pd.read_csv("data/raw.csv")
flights = raw.drop_duplicates()
duplicates = len(raw) - len(flights)

# Cancelled and diverted flights have no arrival delay.
valid = flights["arr_delay"].notna() & flights["sched_dep_time"].between(0, 2359) & (flights["distance"] > 0)
flights = flights[valid]

departure = flights["sched_dep_time"]
age = flights["year"] - flights["plane_year"]
table = flights.assign(
    minute_of_day=departure // 100 * 60 + departure % 100,
    weekday=pd.to_datetime(flights[["year", "month", "day"]]).dt.dayofweek,
    plane_age=age.where(age >= 0),
    late=(flights["arr_delay"] >= params["late_minutes"]).astype(int),
)[["month", *FEATURES, TARGET]]

print(f"{len(raw)} rows: {duplicates} duplicate, {int((~valid).sum())} invalid, {len(table)} kept")
for split in ("train", "test", "later"):
    rows = table[table["month"].isin(params[f"{split}_months"])]
    if rows.empty:
        raise SystemExit(f"prepare: no flights in prepare.{split}_months; does ingest.months hold them?")
    rows.to_csv(f"data/{split}.csv", index=False)
    print(f"{split}: {len(rows)} flights, {rows[TARGET].mean():.1%} late")
