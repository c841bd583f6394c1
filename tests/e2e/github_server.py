"""GitHub as the action sees it, on loopback: comments of pull requests, and the files of a release.

Each request is checked as GitHub's documentation has it; what is wrong with one fails the test that made it.
"""
import http.server
import json
import re
import threading
import urllib.parse

BOT = "github-actions[bot]"


class GitHubServer:
    token = "ghs_of-this-job"

    def __init__(self, case):
        self.comments, self.files, self.requests, self.problems = [], {}, [], []
        self.may_write = True
        self.failures = 0  # so many of the next requests of the API are answered with 503
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        case.addCleanup(self.check, case)
        case.addCleanup(thread.join)
        case.addCleanup(self.server.server_close)
        case.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.api_url = self.url + "/api/v3"

    def check(self, case):
        case.assertEqual(self.problems, [])

    def add_comment(self, number, body, login=BOT):
        self.comments.append({"id": 100 + len(self.comments), "issue": number, "user": {"login": login}, "body": body})

    def own(self, number):
        return [one["body"] for one in self.comments if one["issue"] == number and "<!-- mlpipe:" in one["body"]
                and one["user"]["login"] == BOT]

    def answer(self, method, target, headers, body):
        path, _, query = target.partition("?")
        self.requests.append(f"{method} {path}")
        if not path.startswith("/api/v3/"):
            return (200, self.files[path]) if path in self.files else (404, b"")
        if self.failures > 0:
            self.failures -= 1
            return 503, b"busy"
        self.check_headers(method, target, headers)
        status, document = self.api(method, path, dict(urllib.parse.parse_qsl(query)), body)
        return status, json.dumps(document).encode()

    def check_headers(self, method, target, headers):
        wanted = {"Authorization": "Bearer " + self.token, "Accept": "application/vnd.github+json",
                  "X-GitHub-Api-Version": "2022-11-28"}
        if method != "GET":
            wanted["Content-Type"] = "application/json"
        for name, value in wanted.items():
            if headers.get(name) != value:
                self.problems.append(f"{method} {target}: {name} is {headers.get(name)!r}")
        if not headers.get("User-Agent"):
            self.problems.append(f"{method} {target}: no User-Agent")

    def api(self, method, path, query, body):
        on_issue = re.fullmatch(r"/api/v3/repos/owner/flights/issues/(\d+)/comments", path)
        on_comment = re.fullmatch(r"/api/v3/repos/owner/flights/issues/comments/(\d+)", path)
        if method == "GET" and on_issue:
            size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
            there = [one for one in self.comments if one["issue"] == int(on_issue[1])]
            return 200, there[(page - 1) * size:page * size]
        if not ((method == "POST" and on_issue) or (method == "PATCH" and on_comment)):
            self.problems.append(f"{method} {path}: GitHub has nothing there for the action")
            return 404, {"message": "Not Found"}
        if not self.may_write:
            return 403, {"message": "Resource not accessible by integration"}
        text = json.loads(body)
        if set(text) != {"body"} or not 0 < len(text["body"]) <= 65536:
            self.problems.append(f"{method} {path}: {sorted(text)}, {len(text.get('body', ''))} characters")
            return 422, {"message": "Validation Failed"}
        if on_issue:
            self.add_comment(int(on_issue[1]), text["body"])
            return 201, self.comments[-1]
        known = next(one for one in self.comments if one["id"] == int(on_comment[1]))
        if known["user"]["login"] != BOT:
            self.problems.append(f"somebody else's comment was to be changed: {path}")
        known["body"] = text["body"]
        return 200, known

    def handler(server):  # the handler has a `self` of its own
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, content = server.answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

            def log_message(self, *_):
                pass

        return Handler
