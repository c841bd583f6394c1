"""One comment on the pull request with what the run says, found again by a mark in it and updated in place.

Where the token may not comment (a fork's, a workflow without the permission) the job summary has the same, and says why.
"""
import html
import os
import urllib.parse

import job
import web

LONGEST = 65536  # characters, of a comment
CUT = "\n\nThe rest is too long for a comment."
FOLD = "\n<details>"
AUTHOR = "github-actions[bot]"  # whose token the job has


def comment():
    number = job.event().get("pull_request", {}).get("number")
    if number is None:
        return
    try:
        web.repeated(lambda: write(number, text()))
    except (web.Refused, OSError) as error:
        forbidden = isinstance(error, web.Refused) and error.status in (401, 403, 404)
        why = not_allowed() if forbidden else f"GitHub could not be reached for a comment: {error}"
        job.notice(why) if forbidden else job.warning(why)
        job.summarise(f"\nNo comment on the pull request: {html.escape(why)}")


def not_allowed():
    head = (job.event()["pull_request"].get("head") or {}).get("repo") or {}
    if head.get("full_name") != job.value("GITHUB_REPOSITORY"):
        return "the job of a fork's pull request may not comment; this summary is all there is"
    return "the job's token may not comment; give the job `permissions: {pull-requests: write}`"


def write(number, body):
    """Looks again at each attempt: one whose answer got lost may have made the comment."""
    api = web.Api()
    for known in api.pages(f"/issues/{number}/comments"):
        if (known.get("user") or {}).get("login") == AUTHOR and known["body"].startswith(mark()):
            api.call("PATCH", f"/issues/comments/{known['id']}", {"body": body})
            return
    api.call("POST", f"/issues/{number}/comments", {"body": body})


def mark():
    """Which pipeline, and which part of it, the comment is about; quoted so that it cannot end itself."""
    about = " ".join([job.value("INPUT_PIPELINE") or "pipeline", *job.value("INPUT_TARGETS").split()])
    return f"<!-- mlpipe: {urllib.parse.quote(about).replace('-', '%2D')} -->"


def text():
    foot = f"\n\n[This job]({job.url()})"
    if job.value("ARTIFACT_URL"):
        foot += f" · [the whole report, as a page]({job.value('ARTIFACT_URL')})"
    return mark() + "\n" + shortened(verdict(), LONGEST - len(mark()) - len(foot) - 1) + foot


def verdict():
    path = job.value("MARKDOWN")
    if path and os.path.exists(path):
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().rstrip("\n")
    return f"### ❌ mlpipe\n\n`mlpipe run` ended with exit code {job.value('CODE')} and no report. The log says why."


def shortened(markdown, longest):
    """What stands first counts most, and folded parts go before lines do."""
    if len(markdown) <= longest:
        return markdown
    room = longest - len(CUT)
    parts = markdown.split(FOLD)
    while len(parts) > 1 and len(closed(FOLD.join(parts))) > room:
        parts.pop()
    kept = closed(FOLD.join(parts))
    return (kept if len(kept) <= room else kept[:room].rsplit("\n", 1)[0]) + CUT


def closed(markdown):
    return markdown + "\n</details>" * (markdown.count("<details>") - markdown.count("</details>"))


if __name__ == "__main__":
    job.carry_out(comment, essential=False)
