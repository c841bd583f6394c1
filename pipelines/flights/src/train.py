"""Trains the classifier on the training months."""

import json
from pathlib import Path

import joblib
import yaml
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score

from features import FEATURES, TARGET, read

params = yaml.safe_load(Path("params.yaml").read_text())["train"]

table = read("data/train.csv")
model = HistGradientBoostingClassifier(
    max_iter=params["max_iter"],
    learning_rate=params["learning_rate"],
    max_leaf_nodes=params["max_leaf_nodes"],
    categorical_features="from_dtype",
    random_state=params["seed"],
)
model.fit(table[FEATURES], table[TARGET])

predicted = model.predict_proba(table[FEATURES])[:, 1]
metrics = {
    "rows": len(table),
    "iterations": int(model.n_iter_),
    "auc": round(roc_auc_score(table[TARGET], predicted), 6),
    "log_loss": round(log_loss(table[TARGET], predicted), 6),
}

Path("models").mkdir(exist_ok=True)
joblib.dump(model, "models/model.joblib")
Path("metrics").mkdir(exist_ok=True)
Path("metrics/train.json").write_text(json.dumps(metrics, indent=2) + "\n")
print(f"{metrics['rows']} flights, {metrics['iterations']} iterations, AUC {metrics['auc']:.3f} on its own data")
