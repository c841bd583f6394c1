"""Compares each later month with the training months: the share of late flights, the model's AUC, and how far
the features have moved (population stability index; above 0.25 is usually called a large shift)."""

import json
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from features import CATEGORICAL, FEATURES, TARGET, read

WATCHED = ["minute_of_day", "distance", "temp", "humid", "wind_speed", "visib", "plane_age", "carrier", "dest"]
SMALLEST_SHARE = 1e-4  # an empty bin would make the index infinite


def shares(reference, column):
    """The shares of a column's values in the bins of the reference (deciles, or categories), missing ones apart."""
    if reference.name in CATEGORICAL:
        bins = sorted(reference.dropna().unique())
        counts = column.value_counts().reindex(bins, fill_value=0).to_numpy()
    else:
        inner = np.unique(reference.quantile(np.linspace(0.1, 0.9, 9)))
        places = np.searchsorted(inner, column.dropna(), side="right")
        counts = np.bincount(places, minlength=len(inner) + 1)
    # What is missing or unknown to the reference is the last bin.
    counts = np.append(counts, len(column) - counts.sum())
    return np.maximum(counts / len(column), SMALLEST_SHARE)


def stability_index(reference, column):
    expected, actual = shares(reference, reference), shares(reference, column)
    return float(np.sum((actual - expected) * np.log(actual / expected)))


train = read("data/train.csv")
later = read("data/later.csv")
later["predicted"] = joblib.load("models/model.joblib").predict_proba(later[FEATURES])[:, 1]

months = []
for month, rows in later.groupby("month"):
    moved = {name: round(stability_index(train[name], rows[name]), 4) for name in WATCHED}
    months.append({
        "month": int(month),
        "rows": len(rows),
        "late_share": round(float(rows[TARGET].mean()), 6),
        "auc": round(float(roc_auc_score(rows[TARGET], rows["predicted"])), 6),
        "psi": moved,
    })
    most = max(moved, key=moved.get)
    print(f"month {month}: {rows[TARGET].mean():.1%} late, AUC {months[-1]['auc']:.3f}, "
          f"moved most: {most} (PSI {moved[most]:.2f})")

metrics = {
    "training": {"rows": len(train), "late_share": round(float(train[TARGET].mean()), 6)},
    "lowest_auc": min(month["auc"] for month in months),
    "months": {str(month["month"]): month for month in months},
}
for folder in ("metrics", "plots"):
    Path(folder).mkdir(exist_ok=True)
Path("metrics/monitor.json").write_text(json.dumps(metrics, indent=2) + "\n")
table = pd.DataFrame(months)[["month", "rows", "late_share", "auc"]]
table.to_csv("plots/months.csv", index=False, float_format="%.6f")
