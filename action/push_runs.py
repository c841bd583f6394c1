"""Sends the run to where others find it: its results to the remote, its commit to origin."""
import job
import programs


def push():
    run, remote = job.value("RUN_ID"), job.value("INPUT_REMOTE")
    if remote:
        done = programs.mlpipe("push", *programs.with_pipeline(), "--run=" + run, "--remote=" + remote, "--no-git",
                               check=False)
        if done.returncode != 0:
            job.warning(f"results of the run {run} were not pushed to '{remote}': {programs.last_line(done)}")
    reference = f"refs/mlpipe/runs/{run}"
    done = programs.git("push", "-q", "--no-verify", "origin", f"{reference}:{reference}", check=False)
    if done.returncode != 0:
        job.warning(f"the run {run} was not pushed: {programs.last_line(done)}. It is in the job's artifact instead; "
                    "`push-runs` needs `permissions: {contents: write}`, which a fork's pull request never has")
        return
    job.output("pushed", "true")


if __name__ == "__main__":
    job.carry_out(push, essential=False)
