"""Looks at a page as a browser does: headless Chromium, without any network."""
import os
import re
import shutil
import subprocess
import tempfile
from html.parser import HTMLParser

BROWSER = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         # Whatever asks for a network is refused at once, and said on the console.
         "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--virtual-time-budget=20000"]


class Elements(HTMLParser):
    """The start tags of a page, each as its name and attributes, and the text outside of scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.inside = [], "", None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside not in ("script", "style"):
            self.text += data


def look_at(case, path, *flags):
    """The elements of the page after its scripts have run, and what it said on the console."""
    with tempfile.TemporaryDirectory(prefix="mlpipe-browser-") as profile:
        done = subprocess.run([BROWSER, *FLAGS, *flags, "--user-data-dir=" + profile, "--dump-dom",
                               "file://" + os.path.abspath(path)], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", timeout=120, check=False)
    case.assertEqual(done.returncode, 0, done.stderr)
    return Elements(done.stdout), re.findall(r"CONSOLE[^\n]*", done.stderr)
