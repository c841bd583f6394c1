"""Whole projects of the kinds that DVC's users have, for dvc_behaviour_test.py. What each stage traces is its name."""
from dvc_walks import Edit, Walk, append, both, edit, make_directory, remove, write

RUN_CACHE = "the run cache also works with uncached small outputs"
PARALLEL = "independent stages run in parallel"
IGNORED = "what is ignored inside directory dependencies"

CHAIN = Walk("a chain", {
    "dvc.yaml": """\
        stages:
          sort:
            cmd: echo sort >> $TRACE; sort -n numbers.txt > sorted.txt
            deps: [numbers.txt]
            outs: [sorted.txt]
          largest:
            cmd: echo largest >> $TRACE; tail -n 1 sorted.txt > largest.txt
            deps: [sorted.txt]
            outs: [largest.txt]
          report:
            cmd: echo report >> $TRACE; echo "the largest is $(cat largest.txt)" > report.txt
            deps: [largest.txt]
            outs: [report.txt]
        """,
    "numbers.txt": "3\n1\n2\n",
}, [
    Edit("the first run", None, "sort largest report"),
    Edit("nothing"),
    Edit("a larger number", write("numbers.txt", "3\n1\n2\n9\n"), "sort largest report"),
    Edit("another order: the wave stops where an output comes out the same", write("numbers.txt", "9\n3\n2\n1\n"),
         "sort"),
    Edit("the same bytes in a new file", both(remove("numbers.txt"), write("numbers.txt", "9\n3\n2\n1\n"))),
    Edit("back to the beginning: the run cache has it", write("numbers.txt", "3\n1\n2\n")),
    Edit("outputs deleted: restored", remove("sorted.txt", "report.txt")),
    Edit("an output edited by hand: restored", write("largest.txt", "4\n")),
    Edit("another command", edit("dvc.yaml", "the largest is", "largest is"), "report"),
    Edit("a stage renamed: the run cache has it", edit("dvc.yaml", "  largest:\n", "  maximum:\n")),
    Edit("lock files deleted: the run cache has it all", remove("dvc.lock", "dvc.yaml.lock")),
])

# `right` traces before `left` fails, so that it is certain that it has begun.
FAILING = """\
    for moment in 1 2 3 4 5 6 7 8 9 10; do
      if grep -q right $TRACE; then exit 3; fi
      sleep 0.1
    done
    exit 3
    """

DIAMOND = Walk("a diamond with a stage that fails", {
    "dvc.yaml": """\
        stages:
          split:
            cmd: echo split >> $TRACE; grep a words.txt > with.txt; grep -v a words.txt > without.txt
            deps: [words.txt]
            outs: [with.txt, without.txt]
          left:
            cmd: echo left >> $TRACE; sh left.sh
            deps: [left.sh, with.txt]
            outs: [left.txt]
          right:
            cmd: echo right >> $TRACE; tr a-z A-Z < without.txt > right.txt
            deps: [without.txt]
            outs: [right.txt]
          join:
            cmd: echo join >> $TRACE; cat left.txt right.txt > joined.txt
            deps: [left.txt, right.txt]
            outs: [joined.txt]
        """,
    "words.txt": "apple\nplum\npear\n",
    "left.sh": "tr a-z A-Z < with.txt > left.txt\n",
}, [
    Edit("the first run", None, "split left right join"),
    Edit("what one side alone reads", write("words.txt", "apple\nplum\npear\nbanana\n"), "split left join"),
    Edit("a stage fails in the middle", both(write("left.sh", FAILING), edit("words.txt", "plum", "cherry")),
         "split left", mlpipe="split left right", because=PARALLEL, differing=["right.txt"], fails=True),
    Edit("once more: the failed stage is tried again", None, "left", differing=["right.txt"], fails=True),
    Edit("mended", write("left.sh", "rev with.txt > left.txt\n"), "left right join", mlpipe="left join",
         because=PARALLEL),
])

DIRECTORIES = Walk("directories", {
    "dvc.yaml": """\
        stages:
          clean:
            cmd: echo clean >> $TRACE; python3 clean.py
            deps: [clean.py, raw]
            outs: [clean]
          count:
            cmd: echo count >> $TRACE; find clean -type f | wc -l > count.txt
            deps: [clean]
            outs: [count.txt]
          first:
            cmd: echo first >> $TRACE; cp clean/a.txt first.txt
            deps: [clean/a.txt]
            outs: [first.txt]
        """,
    "clean.py": """\
        import pathlib
        for source in sorted(pathlib.Path("raw").glob("**/[a-z].txt")):
            target = "clean" / source.relative_to("raw")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source.read_text().strip().lower() + "\\n")
        """,
    "raw/a.txt": "  Anna\n", "raw/more/b.txt": "Bert  \n", "raw/more/c.txt": "Carl\n",
}, [
    Edit("the first run", None, "clean count first"),
    Edit("blanks in one file: the directory comes out the same", write("raw/more/b.txt", "Bert\n"), "clean"),
    Edit("another file: who reads one file of the directory does not run", write("raw/more/d.txt", "Dora\n"),
         "clean count"),
    Edit("a file renamed", both(remove("raw/more/d.txt"), write("raw/more/e.txt", "Dora\n")), "clean count"),
    Edit("a file removed: the run cache has it", remove("raw/more/e.txt")),
    Edit("a file of an output deleted, another added by hand: restored",
         both(remove("clean/more/b.txt"), write("clean/x.txt", "x\n"))),
    Edit("files that .dvcignore names", both(write(".dvcignore", "*.tmp\n/raw/old/\n"), write("raw/more/x.tmp", "x\n"),
                                             write("raw/old/1.txt", "1\n"))),
    Edit("a file that mlpipe leaves out by itself", write("raw/__pycache__/clean.pyc", "x\n"), "clean", mlpipe="",
         because=IGNORED),
    Edit("an empty directory", make_directory("raw/empty"), "", mlpipe="clean", because=IGNORED),
    Edit("whole outputs deleted: restored", remove("clean", "count.txt")),
])

PARAMETERS = Walk("parameters", {
    "dvc.yaml": """\
        stages:
          scale:
            cmd: echo scale >> $TRACE; cat params.yaml conf/model.json > scaled.txt
            deps: [data.txt]
            params:
              - scale.factor
              - scale.offsets
              - conf/model.json: [depth]
            outs: [scaled.txt]
          whole:
            cmd: echo whole >> $TRACE; cat conf/whole.yaml > whole.txt
            params: [conf/whole.yaml: ]
            outs: [whole.txt]
        """,
    "params.yaml": "scale:\n  factor: 2\n  offsets: [1, 2.5, null]\nother: 1\n",
    "conf/model.json": '{"depth": 3, "width": 4}\n',
    "conf/whole.yaml": "a: 1\nb: [x, y]\n",
    "data.txt": "1\n",
}, [
    Edit("the first run", None, "scale whole"),
    Edit("one that nobody reads", edit("params.yaml", "other: 1", "other: 2")),
    Edit("one that a stage reads", edit("params.yaml", "factor: 2", "factor: 3"), "scale"),
    Edit("an item of a list, and another one in JSON", both(edit("params.yaml", "null", "4"),
                                                            edit("conf/model.json", "3", "5")), "scale"),
    Edit("the same values written otherwise",
         both(edit("params.yaml", "2.5", "25e-1  # two and a half\n    "),
              write("conf/whole.yaml", "b: [x, y]\na: 1  # one\n"))),
    Edit("of a whole file", edit("conf/whole.yaml", "a: 1", "a: 2"), "whole"),
    Edit("one more in the stage", edit("dvc.yaml", "[depth]", "[depth, width]"), "scale"),
    Edit("one less in the stage", edit("dvc.yaml", "[depth, width]", "[width]"), "", mlpipe="scale",
         because="removed dependencies count as changes"),
    Edit("an integer becomes a float", edit("params.yaml", "factor: 3", "factor: 3.0"), "", mlpipe="scale",
         because="an integer is not a float", differing=["scaled.txt"]),
    Edit("one that is not there: DVC has removed the output by then", edit("params.yaml", "  factor: 3.0\n", ""),
         because="what is wrong is said before anything is touched", differing=["scaled.txt"], fails=True),
])

ADDED = Walk("data that dvc add tracks", {
    "dvc.yaml": """\
        stages:
          sort:
            cmd: echo sort >> $TRACE; sort data.csv > sorted.csv
            deps: [data.csv]
            outs: [sorted.csv]
        """,
    "data.csv": "2\n1\n",
    # The digest is that of `printf '2\n1\n'`.
    "data.csv.dvc": "outs:\n- md5: cb0e93933b5e2202825f38da7587cf07\n  size: 4\n  hash: md5\n  path: data.csv\n",
    ".gitignore": "/data.csv\n",
}, [
    Edit("the first run", None, "sort"),
    Edit("more data", append("data.csv", "0\n"), "sort"),
    Edit("back: the run cache has it", write("data.csv", "2\n1\n")),
])

WALKS = [CHAIN, DIAMOND, DIRECTORIES, PARAMETERS, ADDED]
