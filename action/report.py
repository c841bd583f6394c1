"""Writes the report as a page and as Markdown, and puts what the job's artifact shall hold into one folder."""
import os
import shutil

import job
import programs


def report():
    run = job.value("RUN_ID")
    page = os.path.join(job.value("GITHUB_WORKSPACE"), job.value("INPUT_REPORT_PATH")) \
        if job.value("INPUT_REPORT_PATH") else job.scratch("report.html")
    os.makedirs(os.path.dirname(page), exist_ok=True)
    write(run, "--output=" + page)
    write(run, "--md", "--output=" + job.scratch("report.md"))
    job.output("report-path", page)
    job.output("markdown", job.scratch("report.md"))
    folder = job.scratch("artifact")
    os.makedirs(folder, exist_ok=True)
    job.output("artifact", folder)
    shutil.copy(page, os.path.join(folder, "report.html"))
    if not job.is_on("PUSHED"):
        programs.mlpipe("runs", "export", os.path.join(folder, "run.tar"), run)


def write(run, *arguments):
    against = job.value("AGAINST")
    words = ["report", *programs.with_pipeline(), *arguments]
    if against:
        done = programs.mlpipe(*words, "--against=" + against, run, check=False)
        if done.returncode == 0:
            return
        job.warning(f"the report does not compare with '{against}': {programs.last_line(done)}")
    programs.mlpipe(*words, run)


if __name__ == "__main__":
    job.carry_out(report, essential=False)
