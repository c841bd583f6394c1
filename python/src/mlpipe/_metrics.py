"""Live metrics: a line of JSON a measurement, in the file that mlpipe follows."""
import json
import math
import os


def log_metric(name, value, step=None):
    """Tells that `name` is `value` now, at `step` where it is given. Does nothing outside of a stage."""
    log_metrics({name: value}, step)


def log_metrics(values, step=None):
    """The same of several metrics at once. Values are numbers, or what float() takes for one (NumPy's, tensors')."""
    if "step" in values:
        raise ValueError("a metric cannot be called 'step'; give the step as an argument")
    line = {str(name): _number(value) for name, value in values.items()}
    if step is not None:
        line["step"] = _number(step)
    path = os.environ.get("MLPIPE_METRICS")
    if not path:
        return
    # One write of a whole line to the end of the file: processes and threads may share it.
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        os.write(file, (json.dumps(line) + "\n").encode())
    finally:
        os.close(file)


def _number(value):
    if isinstance(value, int):
        return int(value)
    number = float(value)
    return number if math.isfinite(number) else None
