"""The parameters of a stage, as mlpipe hands them in, or from their file where it does not."""
import json
import os


def params(file="params.yaml"):
    """What `file` holds: within a stage the values that it declares, elsewhere all of them.

    Lists and maps as lists and dicts, numbers as int and float. Raises KeyError where the stage declares nothing of
    that file, and what reading raises elsewhere. Outside of mlpipe YAML needs PyYAML to be installed.
    """
    handed_in = os.environ.get("MLPIPE_PARAMS")
    if handed_in:
        with open(handed_in, encoding="utf-8") as document:
            files = json.load(document)
        if file not in files:
            raise KeyError(f"the stage declares no parameter of {file}; `params` in the pipeline file does")
        return files[file]
    if os.environ.get("MLPIPE_EXECUTION"):
        raise KeyError(f"the stage declares no parameters; `params` in the pipeline file does, of {file}")
    return _read(file)


def _read(file):
    if file.endswith(".py"):
        raise ValueError(f"outside of mlpipe {file} is a module: import it")
    if file.endswith(".toml"):
        import tomllib  # Python 3.11
        with open(file, "rb") as document:
            return tomllib.load(document)
    with open(file, encoding="utf-8") as document:
        if file.endswith(".json"):
            return json.load(document)
        try:
            import yaml
        except ImportError:
            raise ImportError(f"outside of mlpipe PyYAML is needed to read {file}") from None
        return yaml.safe_load(document)
