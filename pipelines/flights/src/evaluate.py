"""Measures the model on the months after training: AUC (of each airport too), log loss, calibration, and the points to
plot them."""

import json
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score, roc_curve

from features import FEATURES, TARGET, read

ROC_POINTS = 200
CALIBRATION_BINS = 20

table = read("data/test.csv")
late = table[TARGET].to_numpy()
predicted = joblib.load("models/model.joblib").predict_proba(table[FEATURES])[:, 1]

# The ROC curve has a point for each distinct prediction; a plot needs a few hundred.
fpr, tpr, _ = roc_curve(late, predicted)
grid = np.linspace(0, 1, ROC_POINTS + 1)
roc = pd.DataFrame({"fpr": grid, "tpr": np.interp(grid, fpr, tpr)})

# Calibration: bins of equal size along the predicted probability.
bins = np.array_split(np.argsort(predicted, kind="stable"), CALIBRATION_BINS)
calibration = pd.DataFrame({
    "predicted": [predicted[rows].mean() for rows in bins],
    "observed": [late[rows].mean() for rows in bins],
    "flights": [len(rows) for rows in bins],
})
gap = (calibration["predicted"] - calibration["observed"]).abs()

metrics = {
    "rows": len(table),
    "late_share": round(late.mean(), 6),
    "auc": round(roc_auc_score(late, predicted), 6),
    "log_loss": round(log_loss(late, predicted), 6),
    "calibration_error": round(np.average(gap, weights=calibration["flights"]), 6),
    "by_origin": {
        origin: {"rows": len(rows), "auc": round(roc_auc_score(late[rows], predicted[rows]), 6)}
        for origin, rows in sorted(table.groupby("origin", observed=True).indices.items())
    },
}

for folder in ("metrics", "plots"):
    Path(folder).mkdir(exist_ok=True)
Path("metrics/eval.json").write_text(json.dumps(metrics, indent=2) + "\n")
roc.to_csv("plots/roc.csv", index=False, float_format="%.6f")
calibration.to_csv("plots/calibration.csv", index=False, float_format="%.6f")
print(f"AUC {metrics['auc']:.3f}, log loss {metrics['log_loss']:.3f}, "
      f"calibration error {metrics['calibration_error']:.3f} on {metrics['rows']} flights")
