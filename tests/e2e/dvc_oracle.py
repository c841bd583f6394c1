"""What DVC itself makes of templated pipelines, for dvc_oracle_test.py.

usage: dvc_oracle.py FOLDER CASES...    writes a folder a case with its files, and answers.json
       dvc_oracle.py --show NAME        prints what DVC says to the cases of this name in dvc_cases/, or of this file

With an interpreter that has dvc-requirements.txt. CASES are files that hold one map: by name the files of a case,
beside `expect` (good or bad), `file` (else dvc.yaml), `differs` (why mlpipe answers otherwise). A name that ends with /
is a directory.
"""
import glob
import json
import os
import re
import sys
import tempfile

SCRATCH = tempfile.mkdtemp(prefix="mlpipe-dvc-")
# Before DVC is imported: it would report to its makers, and read what this machine sets.
os.environ.update(DVC_NO_ANALYTICS="1", DVC_GLOBAL_CONFIG_DIR=SCRATCH, DVC_SYSTEM_CONFIG_DIR=SCRATCH,
                  DVC_SITE_CACHE_DIR=SCRATCH)

from dvc.config import Config  # noqa: E402
from dvc.dvcfile import ProjectFile  # noqa: E402
from dvc.exceptions import DvcException  # noqa: E402
from dvc.parsing import DataResolver, EntryNotFound, ResolveError, context, interpolate  # noqa: E402
from dvc.repo import Repo  # noqa: E402
from dvc.utils.serialize import ParseError as FileParseError  # noqa: E402
from dvc.utils.serialize import parse_yaml  # noqa: E402
from dvc.utils.strictyaml import YAMLSyntaxError, YAMLValidationError  # noqa: E402
from dvc_positions import places_of  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SAYS = ("expect", "file", "differs")
TOP = ("artifacts", "metrics", "params", "plots")
ERROR_CLASSES = [
    (context.KeyNotInContext, "key"), (context.MergeError, "redefined"), (context.VarsAlreadyLoaded, "loaded"),
    (context.ReservedKeyError, "reserved"), (context.ParamsLoadError, "load"), (EntryNotFound, "name"),
    (YAMLSyntaxError, "yaml"), (FileParseError, "yaml"), (YAMLValidationError, "schema"),
]
# How DVC names places in what it says.
IN_A_SECTION = re.compile(r"'(stages|artifacts|metrics|params|plots|datasets)\.(.+?)' in '", re.DOTALL)
OF_A_STAGE = re.compile(r"(?:failed to parse stage|Could not find) '(.+?)'", re.DOTALL)


def read_cases(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file) if path.endswith(".json") else parse_yaml(file.read(), path)
    theme = os.path.splitext(os.path.basename(path))[0]
    for name, said in document.items():
        files = {at: text for at, text in said.items() if at not in SAYS}
        yield {"case": name, "theme": theme, "expect": said["expect"], "file": said.get("file", "dvc.yaml"),
               "differs": said.get("differs"), "files": files}


def write_files(folder, files):
    os.makedirs(folder)
    for name, text in files.items():
        path = os.path.join(folder, name)
        if name.endswith("/"):
            os.makedirs(path)
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())


def ask(repo, path):
    """All that DVC resolves in a file, section by section as it does itself."""
    repo.config["parsing"] = Config(os.path.join(os.getcwd(), ".dvc")).get("parsing", {})
    contents, _ = ProjectFile(repo, path)._load_yaml()
    resolver = DataResolver(repo, repo.fs.parent(path), contents)
    # Where there are no stages, DVC's way to join them makes nothing of them.
    document = {"stages": resolver.resolve()["stages"] or {}}
    for name in TOP:
        if name in contents:
            document[name] = getattr(resolver, "resolve_" + name)()
    return document


def class_of(error):
    # What is wrong is the cause; who tells where it is has wrapped it.
    for one in (error.__context__, error) if isinstance(error, ResolveError) else (error,):
        for kind, name in ERROR_CLASSES:
            if isinstance(one, kind):
                return name
        if isinstance(one, interpolate.ParseError):
            return "type" if "annot interpolate" in str(one) else "expression"
    if isinstance(error, ResolveError):
        return "forbidden" if "interpolating is not allowed" in str(error) else "type"
    return "other" if isinstance(error, DvcException) else "crash"


def stage_place(name, rest, paths):
    """Names of generated stages are not in the file, nor says DVC that their keys stand below `do`."""
    template = name
    while ["stages", template] not in paths and "@" in template:
        template = template.rpartition("@")[0]
    if ["stages", template] not in paths:
        template = name
    if rest and rest != ["foreach"] and ["stages", template, "do"] in paths:
        rest = ["do", *rest]
    return ["stages", template, *rest]


def places(error, paths):
    """Paths in the pipeline file; `paths` are those that it has."""
    if isinstance(error, YAMLValidationError):
        return [[str(part) for part in one.path] for one in error.exc.errors]
    text = str(error)
    found = IN_A_SECTION.search(text)
    if found and found[1] != "stages":
        return [[found[1], found[2]]]
    if found:
        name, _, key = found[2].rpartition(".")
        return [stage_place(name, [key], paths)]
    found = OF_A_STAGE.search(text)
    if found:
        return [stage_place(found[1], [], paths)]
    return [["vars"]] if "'vars' in '" in text else []


def message_of(error):
    """With what DVC prints below it."""
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, YAMLValidationError):
        return "\n".join([said, *map(str, error.exc.errors)])
    return f"{said}\n{error.__cause__}" if isinstance(error, FileParseError) and error.__cause__ else said


def error_of(error, text):
    positions, aliases = places_of(text)
    paths = [path for _, _, path in positions]
    answer = {"class": class_of(error), "places": places(error, paths), "message": message_of(error),
              "positions": positions, "aliases": aliases}
    if isinstance(error, FileParseError):
        answer["file"] = os.path.relpath(error.path)
    return answer


def plain(value):
    """In JSON's types; an order is kept, and what JSON cannot say is told in the text that DVC gives it."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def answer_to(case, folder, repo):
    """The repository is above the folder: to open one takes longer than to ask, and only its settings count here."""
    write_files(folder, case["files"])
    os.chdir(folder)
    path = os.path.join(folder, case["file"])
    text = case["files"][case["file"]]
    answer = {**case, "folder": folder, "files": {name: shown(one) for name, one in case["files"].items()}}
    try:
        answer["document"] = plain(ask(repo, path))
    except Exception as error:  # a crash of DVC is an answer too
        answer["error"] = error_of(error, text if isinstance(text, str) else text.decode(errors="replace"))
    return answer


def shown(text):
    return repr(text) if isinstance(text, bytes) else text


def answers_to(cases, folder):
    folder = os.path.realpath(folder)
    os.makedirs(folder, exist_ok=True)
    repo = Repo.init(folder, no_scm=True)
    return [answer_to(case, os.path.join(folder, "cases", str(number)), repo) for number, case in enumerate(cases)]


def show(name):
    found = []
    for path in sorted(glob.glob(os.path.join(HERE, "dvc_cases", "*.yaml"))):
        theme = os.path.splitext(os.path.basename(path))[0]
        found += [case for case in read_cases(path) if name in (case["case"], theme)]
    if not found:
        sys.exit(f"no case and no file of cases is called {name!r}")
    for answer in answers_to(found, os.path.join(SCRATCH, "shown")):
        print(f"=== {answer['case']}")
        for at, text in answer["files"].items():
            print(f"--- {at}\n{(text or '').rstrip()}")
        print("--- DVC")
        said = answer.get("document", answer.get("error"))
        print(json.dumps({name: one for name, one in said.items() if name not in ("positions", "aliases")}, indent=2))


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--show":
        return show(sys.argv[2])
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, *paths = sys.argv[1:]
    paths = [os.path.abspath(path) for path in paths]
    answers = answers_to([case for path in paths for case in read_cases(path)], folder)
    with open(os.path.join(folder, "answers.json"), "w", encoding="utf-8") as file:
        json.dump(answers, file)
    return None


if __name__ == "__main__":
    from shutil import rmtree

    try:
        main()
    finally:
        os.chdir(HERE)
        rmtree(SCRATCH, ignore_errors=True)
