"""How projects of several dvc.yaml files are called, and which files belong to them, for dvc_files_test.py. What each
stage traces is its name, with its folder's before it where two are called alike.
"""
from dvc_walks import Edit, Walk, append, both, edit, remove, symlink, write

TRAIN = """\
    stages:
      prepare:
        cmd: echo {0}/prepare >> $TRACE; sort raw.txt > sorted.txt
        deps: [raw.txt]
        outs: [sorted.txt]
      train:
        cmd: echo {0}/train >> $TRACE; tail -n 1 sorted.txt > model.txt
        deps: [sorted.txt]
        outs: [model.txt]
    """

TEAMS = {
    "dvc.yaml": """\
        stages:
          train:
            cmd: echo train >> $TRACE; cat teams/red/model.txt teams/blue/model.txt > model.txt
            deps: [teams/red/model.txt, teams/blue/model.txt]
            outs: [model.txt]
          note:
            cmd: echo note >> $TRACE; echo noted > note.txt
            outs: [note.txt]
        """,
    "teams/red/dvc.yaml": TRAIN.format("red"), "teams/red/raw.txt": "2\n1\n",
    "teams/blue/dvc.yaml": TRAIN.format("blue"), "teams/blue/raw.txt": "b\na\n",
    "teams/blue/sub/dvc.yaml": """\
        stages:
          look:
            cmd: echo look >> $TRACE; wc -c < ../../red/sorted.txt > size.txt
            deps: [../../red/sorted.txt]
            outs: [size.txt]
        """,
}


def more(*teams):
    return both(*(append(f"teams/{team}/raw.txt", "9\n") for team in teams))


TARGETS = Walk("targets in files that call their stages alike", TEAMS, [
    Edit("a file", None, "red/prepare red/train", targets=["teams/red/dvc.yaml"]),
    Edit("a stage at the top", None, "blue/prepare blue/train train", targets=["train"]),
    Edit("one file as if it lay at the top", None, "note", targets=["dvc.yaml:note"]),
    Edit("stages of two files", more("red", "blue"), "red/prepare blue/prepare",
         targets=["teams/red/dvc.yaml:prepare", "./teams/blue/dvc.yaml:prepare"]),
    Edit("one stage alone", more("red"), "red/train", targets=["-s", "teams/red/dvc.yaml:train"]),
    Edit("with what follows, in other files too", None, "red/prepare red/train look train",
         mlpipe="red/prepare red/train look blue/train train",
         because="what these depend on is brought up to date as well",
         targets=["--downstream", "teams/red/dvc.yaml:prepare"]),
    Edit("an unknown stage of a file", None, targets=["teams/red/dvc.yaml:tune"], fails=True, says=["tune"]),
    Edit("an unknown file", None, targets=["teams/green/dvc.yaml"], fails=True, says=["teams/green/dvc.yaml"]),
    Edit("a stage of another file by its name alone", None, targets=["look"], fails=True, says=["look"]),
    Edit("one at the top, and a file", more("red"), "red/prepare red/train", targets=["note", "teams/red/dvc.yaml"]),
    Edit("one at the top beside one of a file", append("teams/blue/raw.txt", "z\n"), "blue/prepare blue/train train",
         targets=["teams/blue/dvc.yaml:train", "note", "train"]),
])

RECURSIVELY = Walk("recursively", TEAMS, [
    Edit("a folder with two files", None, "blue/prepare blue/train red/prepare look", targets=["-R", "teams/blue"]),
    Edit("a folder without a file of its own", None, "red/train", targets=["-R", "teams"]),
    Edit("two folders", more("red", "blue"), "red/prepare red/train look blue/prepare blue/train",
         targets=["-R", "teams/red", "teams/blue"]),
    Edit("from here", None, "train note", targets=["-R", "."]),
    Edit("from a folder below", append("teams/blue/raw.txt", "z\n"), "blue/prepare blue/train",
         targets=["-R", "."], within="teams/blue"),
    Edit("all pipelines, from a folder below", append("teams/red/raw.txt", "99\n"),
         "red/prepare red/train look train", targets=["-P"], within="teams/blue"),
    Edit("a folder without stages", write("empty/x", ""), targets=["-R", "empty"]),
    Edit("a folder that is not there", None, targets=["-R", "nowhere"], fails=True, says=["nowhere"]),
    Edit("a folder and a stage", append("teams/blue/raw.txt", "zz\n"), "blue/prepare blue/train train",
         targets=["-R", "teams/red", "train"]),
])

BELOW = Walk("called from a folder below", TEAMS, [
    Edit("the folder's own file", None, "red/prepare red/train", within="teams/red"),
    Edit("nothing", None, within="teams/red"),
    Edit("a stage of the folder", append("teams/red/raw.txt", "3\n"), "red/prepare", within="teams/red",
         targets=["prepare"]),
    Edit("the folder's file by its name", None, "red/train", within="teams/red", targets=["dvc.yaml"]),
    Edit("a stage of the folder's file by both", append("teams/red/raw.txt", "4\n"), "red/prepare red/train",
         within="teams/red", targets=["dvc.yaml:train"]),
    Edit("a stage of a file beside", None, "blue/prepare", within="teams/red", targets=["../blue/dvc.yaml:prepare"]),
    Edit("a stage of the file above", None, "blue/train train", within="teams/red", targets=["../../dvc.yaml:train"]),
    Edit("the file above", None, "note", within="teams/red", targets=["../../dvc.yaml"]),
    Edit("a file further below", None, "look", within="teams/blue", targets=["sub/dvc.yaml"]),
    Edit("a folder without a file", None, within="teams", fails=True, says=["dvc.yaml"]),
    Edit("the same from the top", None),
    Edit("a stage that the folder's file does not have", None, within="teams/red", targets=["note"], fails=True,
         says=["note"]),
])

ROOTLESS = Walk("no file at the top", {
    "data/dvc.yaml": """\
        stages:
          make:
            cmd: echo make >> $TRACE; seq ${rows} > rows.txt
            outs: [rows.txt]
        """,
    "model/dvc.yaml": """\
        stages:
          fit:
            cmd: echo fit >> $TRACE; wc -l < ../data/rows.txt > model.txt
            deps: [../data/rows.txt]
            outs: [model.txt]
        """,
    "data/params.yaml": "rows: 3\n",
}, [
    Edit("a file below", None, "make fit", targets=["model/dvc.yaml"]),
    Edit("from the folder", edit("data/params.yaml", "3", "4"), "make fit", within="model"),
    Edit("all", edit("data/params.yaml", "4", "5"), "make fit", targets=["-P"]),
    Edit("recursively", edit("data/params.yaml", "5", "6"), "make fit", targets=["-R", "."]),
    Edit("a file at the top comes", write("dvc.yaml", """\
        stages:
          top: {cmd: echo top >> $TRACE; cp model/model.txt top.txt, deps: [model/model.txt], outs: [top.txt]}
        """), "top"),
    Edit("and goes again", both(remove("dvc.yaml", "top.txt"), edit("data/params.yaml", "6", "7")), "make fit",
         targets=["model/dvc.yaml:fit"]),
    Edit("the file at the top is not there", None, fails=True, says=["dvc.yaml"]),
])

LONE = {
    "part/dvc.yaml": """\
        stages:
          train:
            cmd: echo train >> $TRACE; cat in.txt > out.txt
            deps: [in.txt]
            params: [rate]
            outs: [out.txt]
        """,
    "part/params.yaml": "rate: 1\n", "part/in.txt": "1\n",
}
OTHER = """\
    stages:
      other: {cmd: echo other >> $TRACE; cat ../part/out.txt > out.txt, deps: [../part/out.txt], outs: [out.txt]}
    """

ALONE = Walk("one file, in a folder", LONE, [
    Edit("all pipelines", None, "train", targets=["-P"]),
    Edit("the same by its file", None, targets=["part/dvc.yaml"]),
    Edit("by its stage", None, targets=["part/dvc.yaml:train"]),
    Edit("from the folder", append("part/in.txt", "2\n"), "train", within="part"),
    Edit("recursively", None, targets=["-R", "part"]),
    Edit("all pipelines again", None, targets=["-P"]),
])

GROWING = Walk("one file in a folder, then others", LONE, [
    Edit("one file", None, "train", within="part"),
    Edit("one beside it", write("next/dvc.yaml", OTHER), "other", targets=["next/dvc.yaml"]),
    Edit("one above", write("dvc.yaml", OTHER.replace("../", "").replace("other", "top")), "top", targets=["-P"]),
    Edit("from the folder", None, within="part"),
    Edit("the others go", remove("next/dvc.yaml", "dvc.yaml"), within="part"),
])

BROKEN = "stages: {broken: {cmd: [}}\n"
CLASHING = "stages: {again: {cmd: 'echo again >> $TRACE; echo x > ../kept/kept.txt', outs: [../kept/kept.txt]}}\n"

LEFT_OUT = Walk("files that are left out", {
    "dvc.yaml": """\
        stages:
          all:
            cmd: echo all >> $TRACE; cat kept/kept.txt > all.txt
            deps: [kept/kept.txt]
            outs: [all.txt]
          export:
            cmd: echo export >> $TRACE; mkdir export; cp clashing.yaml export/dvc.yaml
            deps: [clashing.yaml]
            outs: [export]
        """,
    "kept/dvc.yaml": """\
        stages:
          keep:
            cmd: echo keep >> $TRACE; echo kept > kept.txt
            outs: [kept.txt]
        """,
    "clashing.yaml": CLASHING, "drafts/dvc.yaml": BROKEN, "old/deep/dvc.yaml": CLASHING.replace("..", "../.."),
    "scratch/dvc.yaml": CLASHING, "venv/lib/dvc.yaml": BROKEN,
    ".dvcignore": "/drafts/dvc.yaml\nold\n",
    ".gitignore": "/scratch/\n", "venv/.gitignore": "*\n",
    "inner/.dvc/config": "", "inner/dvc.yaml": "stages: {in: {cmd: echo in >> $TRACE; echo in > in, outs: [in]}}\n",
}, [
    Edit("all that belongs to the project", None, "all export keep", targets=["-P"]),
    Edit("what a stage has made is no file of the project: made again", remove("export"), targets=["-P"]),
    Edit("recursively", edit("kept/dvc.yaml", "echo kept", "echo  kept"), "keep", targets=["-R", "."]),
    Edit("a project in the project is its own", None, "in", within="inner"),
    Edit("a link to a folder is not looked into", symlink("kept", "linked"), targets=["-P"]),
    Edit("what .dvcignore left out comes in", write(".dvcignore", "/drafts/dvc.yaml\n"), targets=["-P"], fails=True,
         says=["old/deep/dvc.yaml:1:", "kept/dvc.yaml", "kept/kept.txt"]),
    Edit("and goes", write("old/.dvcignore", "dvc.yaml\n"), targets=["-P"]),
    Edit("a file that cannot be read comes in", write(".dvcignore", ""), targets=["-P"], fails=True,
         says=["drafts/dvc.yaml:1:"]),
    Edit("in part: what .dvcignore takes back", write(".dvcignore", "*/dvc.yaml\n!kept/dvc.yaml\n"), targets=["-P"]),
    Edit("what .gitignore left out comes in", both(write(".gitignore", ""), write(".dvcignore", "/drafts/\n")),
         targets=["-P"], fails=True, says=["scratch/dvc.yaml:1:", "kept/dvc.yaml", "kept/kept.txt"]),
    Edit("the file at the top is left out", both(write(".dvcignore", "/drafts/\n/scratch/\n/export/\n/dvc.yaml\n"),
                                                 edit("dvc.yaml", "cat kept", "cat  kept")), targets=["-P"]),
])

TOLD = Walk("what stages of folders are told", {
    "dvc.yaml": """\
        stages:
          top:
            cmd: echo top >> $TRACE; echo $DVC_STAGE > told.txt; test "$DVC_ROOT" -ef . >> told.txt
            outs: [told.txt]
        """,
    "part/dvc.yaml": """\
        stages:
          tell:
            cmd: echo tell >> $TRACE; echo $DVC_STAGE > told.txt; test "$DVC_ROOT" -ef .. && echo root >> told.txt
            deps: [turn.txt]
            outs: [told.txt]
        """,
    "part/turn.txt": "1\n",
}, [
    Edit("at the top", None, "top tell", targets=["-P"]),
    Edit("in the folder", append("part/turn.txt", "2\n"), "tell", within="part", differing=["part/told.txt"],
         because="a stage has one name, from wherever mlpipe is called"),
])

WALKS = [TARGETS, RECURSIVELY, BELOW, ROOTLESS, ALONE, GROWING, LEFT_OUT, TOLD]
