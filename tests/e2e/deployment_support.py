"""A model that is served by a small HTTP server on loopback, and what deploys it there."""
import hashlib
import http.server
import json
import os
import sys
import threading

from project import Project

# Called by the commands of a deployment; exits with 1 when the server answers with an error.
CALL = """\
import sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[1], data=b"" if sys.argv[2:] else None, timeout=30).read().decode())
except urllib.error.HTTPError as error:
    sys.exit("the server says: " + error.read().decode())
"""


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Service:
    """Serves the model that `current` led to when it was last told to look: POST /activate, GET /health."""

    def __init__(self, case, model_file):
        self.model, self.activations = "", []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, code, text):
                self.send_response(code)
                self.end_headers()
                self.wfile.write(text.encode())

            def do_POST(self):
                with open(model_file(), encoding="utf-8") as file:
                    service.model = file.read()
                service.activations.append(service.model)
                self.answer(200, "took " + service.model)

            def do_GET(self):
                well = "broken" not in service.model
                self.answer(200 if well else 500, service.model + (" is well" if well else " is broken"))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        case.addCleanup(thread.join)
        case.addCleanup(self.server.server_close)
        case.addCleanup(self.server.shutdown)
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]


class Site(Project):
    """A project with one model, `flights`, whose content is a line of text."""

    def __init__(self, case, git=True):
        super().__init__(case, git=git)
        self.write("call.py", CALL)
        self.write("smoke.py", "import os\nassert 'unfit' not in open(os.environ['MLPIPE_MODEL']).read()\nprint('it works')\n")

    def serve(self):
        service = Service(self.case, lambda: self.at("releases/flights/current/model.txt"))
        self.commands = ["--activate", f"{sys.executable} call.py {service.url}/activate post",
                         "--health", f"{sys.executable} call.py {service.url}/health", "--within", "2s"]
        return service

    def smoke(self):
        return ["--smoke", f"{sys.executable} smoke.py"]

    def deploy(self, content, *arguments, code=0, **options):
        """The report of `model deploy --json`; what was told meanwhile under `text`."""
        self.write("models/model.txt", content)
        result = self.call("model", "deploy", "flights", "models/model.txt", "--json", *arguments, code=code, **options)
        report = result.json()
        report["text"] = result.err
        return report

    def deploy_refused(self, content, *arguments):
        self.write("models/model.txt", content)
        return self.call("model", "deploy", "flights", "models/model.txt", *arguments, code=2).err

    def roll_back(self, *arguments, code=0, **options):
        result = self.call("model", "rollback", "flights", "--json", *arguments, code=code, **options)
        report = result.json()
        report["text"] = result.err
        return report

    def live(self, place="releases"):
        """The content that is live, None for none; that its release is whole is checked on the way."""
        current = self.at(place + "/flights/current")
        if not os.path.lexists(current):
            return None
        name = os.readlink(current)
        with open(current + "/model.txt", encoding="utf-8") as file:
            content = file.read()
        self.case.assertEqual(digest(content), name, "the live release is not whole")
        with open(current + "/release.json", encoding="utf-8") as file:
            self.case.assertEqual(json.load(file)["artifact"]["sha256"], name)
        return content

    def state(self, place="releases"):
        return json.loads(self.read(place + "/flights/state.json"))
