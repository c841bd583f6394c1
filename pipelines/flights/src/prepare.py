"""Makes the features and splits by time: the newest months are the test, those before them the training."""

from pathlib import Path

import pandas as pd
import yaml

from features import FEATURES, TARGET, make

params = yaml.safe_load(Path("params.yaml").read_text())["prepare"]
table = make(pd.read_csv("data/raw.csv"), params["late_minutes"])[["month", *FEATURES, TARGET]]

months = sorted(table["month"].unique())
splits = {"train": months[:-params["test_months"]], "test": months[-params["test_months"]:]}
if not splits["train"]:
    raise SystemExit(f"prepare: no months are left to train on; there are {len(months)}")
for split, chosen in splits.items():
    rows = table[table["month"].isin(chosen)]
    rows.to_csv(f"data/{split}.csv", index=False)
    print(f"{split}: {len(rows)} flights of months {chosen[0]} to {chosen[-1]}, {rows[TARGET].mean():.1%} late")
