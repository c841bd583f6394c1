"""Asks the model about the newest month: its flights as the model sees them, a log of predictions, and the labels, which in
a real service would arrive later."""

from pathlib import Path

import joblib
import pandas as pd
import yaml

from features import FEATURES, TARGET, make, read

params = yaml.safe_load(Path("params.yaml").read_text())["prepare"]
flights = make(pd.read_csv("data/newest.csv"), params["late_minutes"])
flights["id"] = flights[["carrier", "flight", "origin", "time_hour"]].astype(str).agg("-".join, axis=1)
flights[["id", *FEATURES]].to_csv("data/current.csv", index=False)
flights[["id", TARGET]].to_csv("data/labels.csv", index=False)

probability = joblib.load("models/model.joblib").predict_proba(read("data/current.csv")[FEATURES])[:, 1]
log = pd.DataFrame({"id": flights["id"], "time": flights["time_hour"], "probability": probability.round(6)})
log.to_json("data/predictions.jsonl", orient="records", lines=True)
print(f"{len(log)} predictions, {probability.mean():.1%} late expected, {flights[TARGET].mean():.1%} were")
