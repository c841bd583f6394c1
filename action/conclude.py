"""Last step: fails the job as `fail-on` says, when all that a reader needs has been kept."""
import job

# By exit code of `mlpipe run`; any other one fails the job whatever `fail-on` says: nothing was decided then.
MEANINGS = {1: "a stage failed", 3: "a gate failed, or could not be decided", 5: "drift was found"}
FORGIVEN = {"any": (), "stage": (3, 5), "never": (1, 3, 5)}


def conclude():
    code, fail_on = int(job.value("CODE")), job.value("INPUT_FAIL_ON")
    if code in FORGIVEN[fail_on]:
        job.warning(f"{MEANINGS[code]}; with `fail-on: {fail_on}` the job goes on")
        return 0
    if code != 0:
        meaning = MEANINGS.get(code, "the pipeline was not run to its end")
        job.say(f"the job fails with the exit code of the run, {code}: {meaning}")
    return code


if __name__ == "__main__":
    job.carry_out(conclude)
