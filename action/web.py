"""Requests over HTTP, repeated a little where that may help: a runner's network is not always there at once."""
import json
import time
import urllib.error
import urllib.parse
import urllib.request

import job

PATIENCE_S = 60
PAUSES_S = (1, 4)  # between three attempts


class Refused(job.Failure):
    """The server's answer to a request is no; `status` says which no."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def repeated(action):
    """Does it again after what passes: no connection, an overloaded server."""
    for pause in PAUSES_S:
        try:
            return action()
        except Refused as error:
            if error.status < 500 and error.status != 429:
                raise
        except OSError:
            pass
        time.sleep(pause)
    return action()


def download(url, path):
    def once():
        with _open(urllib.request.Request(url)) as answer, open(path, "wb") as file:
            while block := answer.read(1 << 20):
                file.write(block)
    repeated(once)


class Api:
    """GitHub's REST API with the job's token, for one repository."""

    def __init__(self):
        self.base = f"{job.value('GITHUB_API_URL')}/repos/{job.value('GITHUB_REPOSITORY')}"

    def call(self, method, path, body=None, **query):
        url = self.base + path + ("?" + urllib.parse.urlencode(query) if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data=data, method=method, headers={
            "Accept": "application/vnd.github+json",
            "Authorization": "Bearer " + job.value("GITHUB_TOKEN"),
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        })
        with _open(request) as answer:
            return json.load(answer)

    def pages(self, path):
        """The items of a listing, page by page."""
        size, page = 100, 1
        while True:
            items = self.call("GET", path, per_page=size, page=page)
            yield from items
            if len(items) < size:
                return
            page += 1


def _open(request):
    request.add_header("User-Agent", "mlpipe-action")
    try:
        return urllib.request.urlopen(request, timeout=PATIENCE_S)
    except urllib.error.HTTPError as error:
        with error:
            raise Refused(error.code, f"{request.get_method()} {request.full_url} was answered with {error.code}"
                          + _reason(error)) from None


def _reason(error):
    try:
        return ": " + json.load(error)["message"]
    except (ValueError, KeyError, TypeError):
        return ""
