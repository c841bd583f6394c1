"""Answers over HTTP how likely flights are late: GET /health says which model answers, POST /predict takes a list of
flights, each a map of the model's features, and gives a list of probabilities.

usage: serve.py MODEL [--port N]

MODEL may lie behind a link, such as releases/flight-delay/current: when the link moves, the next request is answered
by the model that it points to then. Listens on this machine alone."""

import argparse
import hashlib
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import joblib
import pandas as pd

from features import CATEGORICAL, FEATURES

LARGEST_REQUEST = 1 << 20


class Served:
    """The model at a path, loaded again when the path leads elsewhere."""

    def __init__(self, path):
        self._path = path
        self._lock = threading.Lock()
        self._file = None

    def now(self):
        """The model and the digest of its file."""
        file = self._path.resolve(strict=True)
        with self._lock:
            if file != self._file:
                content = file.read_bytes()
                self._model = joblib.load(io.BytesIO(content))
                self._digest = hashlib.sha256(content).hexdigest()
                self._file = file
            return self._model, self._digest


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/health":
            return self._answer(404, {"error": "there is /health, and /predict to post to"})
        self._answer(200, {"model": self.server.served.now()[1]})

    def do_POST(self):
        if self.path != "/predict":
            return self._answer(404, {"error": "there is /predict to post to"})
        size = int(self.headers.get("Content-Length", 0))
        if size > LARGEST_REQUEST:
            return self._answer(413, {"error": f"more than {LARGEST_REQUEST} bytes"})
        try:
            flights = pd.DataFrame(json.loads(self.rfile.read(size)), columns=FEATURES)
        except ValueError as error:
            return self._answer(400, {"error": f"no list of flights: {error}"})
        flights = flights.astype(dict.fromkeys(CATEGORICAL, "category"))
        model, digest = self.server.served.now()
        late = [round(float(share), 6) for share in model.predict_proba(flights)[:, 1]]
        self._answer(200, {"model": digest, "late": late})

    def _answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--port", type=int, default=0, help="without it any free one; the first line says which")
    arguments = parser.parse_args()
    with ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler) as server:
        server.served = Served(arguments.model)
        server.served.now()
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
