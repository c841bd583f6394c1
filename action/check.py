"""First step: refuses what cannot be right before anything is downloaded or run."""
import job
import programs


def check():
    check_inputs()
    check_code_is_trusted()


def check_inputs():
    for name in ("cache", "push-runs", "comment"):
        text = job.value("INPUT_" + name.upper().replace("-", "_"))
        if text not in ("true", "false"):
            raise job.Failure(f"`{name}` is true or false, not '{text}'")
    jobs = job.value("INPUT_JOBS")
    if jobs and not jobs.isdecimal():
        raise job.Failure(f"`jobs` is a number, not '{jobs}'")
    fail_on = job.value("INPUT_FAIL_ON")
    if fail_on not in ("any", "stage", "never"):
        raise job.Failure(f"`fail-on` is any, stage or never, not '{fail_on}'")


def check_code_is_trusted():
    """`pull_request_target` brings secrets and a token that may write. The code of a pull request must not meet them."""
    if job.value("GITHUB_EVENT_NAME") != "pull_request_target":
        return
    head = programs.git("rev-parse", "HEAD", check=False).stdout.strip()
    if head != job.value("GITHUB_SHA"):
        raise job.Failure("the code of a pull request is checked out in a job of `pull_request_target`: its stages would "
                          "run with this repository's secrets and a token that may write. Let the workflow start `on: "
                          "pull_request`; a fork's results are then in the job summary")


if __name__ == "__main__":
    job.carry_out(check)
