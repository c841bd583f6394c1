"""Asks a server of src/serve.py about some flights whose outcome is known, and fails unless the answers make sense.

usage: smoke.py [URL]

Called by `mlpipe model deploy`, which names the release in MLPIPE_RELEASE and its content in MLPIPE_DIGEST. Without a
URL the server is started for the test, on the release itself, and ended again: nobody's requests reach it yet."""

import json
import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from sklearn.metrics import roc_auc_score

from features import FEATURES, TARGET, read

FLIGHTS = 500
LEAST_AUC = 0.6
PATIENCE_S = 30


def ask(url, document=None):
    body = None if document is None else document.encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=body), timeout=PATIENCE_S) as response:
        return json.load(response)


@contextmanager
def server_of(release):
    program = [sys.executable, Path(__file__).with_name("serve.py"), Path(release) / "model.joblib"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip()
            if not url:
                raise SystemExit("smoke test: the server did not start")
            yield url
        finally:
            server.terminate()


def test(url):
    wanted = os.environ.get("MLPIPE_DIGEST")
    served = ask(f"{url}/health")["model"]
    if wanted and served != wanted:
        raise SystemExit(f"smoke test: {served[:12]} answers, not {wanted[:12]}")

    flights = read("data/test.csv").sample(FLIGHTS, random_state=0)
    answer = ask(f"{url}/predict", flights[FEATURES].to_json(orient="records"))["late"]
    if len(answer) != FLIGHTS or not all(0 <= share <= 1 for share in answer):
        raise SystemExit("smoke test: not a probability for each flight")
    auc = roc_auc_score(flights[TARGET], answer)
    if auc < LEAST_AUC:
        raise SystemExit(f"smoke test: AUC {auc:.3f} on {FLIGHTS} flights, below {LEAST_AUC}")
    print(f"{served[:12]} answers {FLIGHTS} flights, AUC {auc:.3f}")


if len(sys.argv) > 1:
    test(sys.argv[1])
else:
    with server_of(os.environ["MLPIPE_RELEASE"]) as url:
        test(url)
