"""Projects with a dvc.yaml in each of several folders, as one graph, for dvc_files_test.py. What each stage traces is
its name, with its folder's before it where two are called alike.
"""
from dvc_walks import Edit, Walk, append, both, edit, move, remove

WDIR = "`wdir` counts as a change"

CHAIN = Walk("a chain across files", {
    "dvc.yaml": """\
        stages:
          report:
            cmd: echo report >> $TRACE; echo "best is $(cat model/best.txt)" > report.txt
            deps: [model/best.txt]
            outs: [report.txt]
        """,
    "data/dvc.yaml": """\
        stages:
          clean:
            cmd: echo clean >> $TRACE; grep -v '^#' raw.txt | sort -n > clean.txt
            deps: [raw.txt]
            outs: [clean.txt]
        """,
    "features/dvc.yaml": """\
        stages:
          square:
            cmd: echo square >> $TRACE; awk '{print $1 * $1}' ../data/clean.txt > squares.txt
            deps: [../data/clean.txt]
            outs: [squares.txt]
        """,
    "model/dvc.yaml": """\
        stages:
          train:
            cmd: echo train >> $TRACE; awk '{print $1 * ${rate}}' ../features/squares.txt | tail -n 1 > best.txt
            deps: [../features/squares.txt]
            outs: [best.txt]
        """,
    "data/raw.txt": "3\n1\n2\n", "model/params.yaml": "rate: 2\n",
}, [
    Edit("the first run", None, "clean square train report"),
    Edit("nothing"),
    Edit("more data", append("data/raw.txt", "4\n"), "clean square train report"),
    Edit("a comment in the data: the wave stops in the first file", append("data/raw.txt", "# checked\n"), "clean"),
    Edit("one value less: it stops in the third", edit("data/raw.txt", "2\n", ""), "clean square train"),
    Edit("a parameter of a folder", edit("model/params.yaml", "2", "3"), "train report"),
    Edit("outputs deleted in three folders: restored",
         remove("data/clean.txt", "features/squares.txt", "model/best.txt")),
    Edit("back: the run cache has it", edit("model/params.yaml", "3", "2")),
    Edit("another command in the middle", edit("features/dvc.yaml", "$1 * $1", "$1 * $1 * $1"), "square train report"),
    Edit("a stage renamed: the run cache has it", edit("features/dvc.yaml", "square:", "cube:")),
    Edit("lock files deleted: the run cache has it all",
         remove("dvc.lock", "data/dvc.lock", "features/dvc.lock", "model/dvc.lock", "dvc.yaml.lock")),
    Edit("a folder moved, with its file and outputs",
         both(move("features", "derived"), edit("model/dvc.yaml", "../features", "../derived")), "train",
         mlpipe="square train", because=WDIR),
])

DIAMOND = Walk("a diamond across files", {
    "dvc.yaml": """\
        stages:
          join:
            cmd: echo join >> $TRACE; cat left/upper.txt right/reversed.txt > joined.txt
            deps: [left/upper.txt, right/reversed.txt]
            outs: [joined.txt]
        """,
    "source/dvc.yaml": """\
        stages:
          split:
            cmd: echo split >> $TRACE; grep a words.txt > with.txt; grep -v a words.txt > without.txt
            deps: [words.txt]
            outs: [with.txt, without.txt]
        """,
    "left/dvc.yaml": """\
        stages:
          change:
            cmd: echo left/change >> $TRACE; tr a-z A-Z < ../source/with.txt > upper.txt
            deps: [../source/with.txt]
            outs: [upper.txt]
        """,
    "right/dvc.yaml": """\
        stages:
          change:
            cmd: echo right/change >> $TRACE; rev ../source/without.txt > reversed.txt
            deps: [../source/without.txt]
            outs: [reversed.txt]
          other:
            cmd: echo other >> $TRACE; wc -l < ../source/words.txt > count.txt
            deps: [../source/words.txt]
            outs: [count.txt]
        """,
    "source/words.txt": "apple\nplum\n",
}, [
    Edit("the first run: not what nothing at the top needs", None, "split left/change right/change join"),
    Edit("what one side alone reads", append("source/words.txt", "pear\n"), "split left/change join"),
    Edit("all pipelines: also what nothing needs", None, "other", targets=["-P"]),
    Edit("nothing, of all", None, targets=["-P"]),
    Edit("what the other side reads, up to there", append("source/words.txt", "kiwi\n"), "split right/change other",
         targets=["right/dvc.yaml"]),
    Edit("the rest", None, "join"),
    Edit("a side that fails", both(edit("left/dvc.yaml", "tr a-z A-Z", "false && tr a-z A-Z"),
                                   edit("source/words.txt", "plum", "cherry")),
         "split left/change", targets=["left/dvc.yaml:change"], fails=True, says=["left/dvc.yaml:change"]),
    Edit("mended", edit("left/dvc.yaml", "false && tr a-z A-Z", "tr a-z N-ZA-M"), "left/change right/change join"),
    Edit("two files at once", edit("source/words.txt", "kiwi", "banana\nfig"), "split left/change right/change other",
         targets=["left/dvc.yaml", "right/dvc.yaml"]),
])

GROUPS = Walk("foreach and matrix in folders", {
    "dvc.yaml": """\
        vars: [cities.yaml]
        stages:
          compare:
            foreach: ${cities}
            do:
              cmd: echo compare@${item} >> $TRACE; diff weather/${item}.csv model/${item}-deep.txt > ${item}.diff; true
              deps: [ "weather/${item}.csv", "model/${item}-deep.txt" ]
              outs: [ "${item}.diff" ]
        """,
    "cities.yaml": "cities: [oslo, rome]\n",
    "weather/dvc.yaml": """\
        vars:
          - ../cities.yaml
          - unit: C
        stages:
          fetch:
            foreach: ${cities}
            do:
              cmd: echo fetch@${item} >> $TRACE; sed 's/$/${unit}/' ${item}.raw > ${item}.csv
              deps: [ "${item}.raw" ]
              outs: [ "${item}.csv" ]
        """,
    "weather/oslo.raw": "1\n", "weather/rome.raw": "20\n", "weather/bonn.raw": "8\n",
    "model/dvc.yaml": """\
        vars: [ "../cities.yaml:cities" ]
        stages:
          fit:
            matrix:
              city: ${cities}
              kind: ${kinds}
            cmd: echo fit@${key} >> $TRACE; sed 's/^/${item.kind} /' ../weather/${item.city}.csv > ${key}.txt
            deps: [ "../weather/${item.city}.csv" ]
            outs: [ "${key}.txt" ]
        """,
    "model/params.yaml": "kinds: [flat, deep]\n",
}, [
    Edit("the first run", None, "fetch@oslo fetch@rome fit@oslo-deep fit@rome-deep compare@oslo compare@rome"),
    Edit("the rest of a group", None, "fit@oslo-flat fit@rome-flat", targets=["model/dvc.yaml:fit"]),
    Edit("one of a folder", edit("weather/rome.raw", "20", "21"), "fetch@rome",
         targets=["weather/dvc.yaml:fetch@rome"]),
    Edit("a group of a folder", edit("weather/oslo.raw", "1", "2"), "fetch@oslo fit@oslo-flat fit@oslo-deep "
         "fit@rome-flat fit@rome-deep", targets=["model/dvc.yaml:fit"]),
    Edit("one more of what all files share", edit("cities.yaml", "rome]", "rome, bonn]"),
         "fetch@bonn fit@bonn-deep compare@oslo compare@rome compare@bonn"),
    Edit("a value of one file alone", edit("weather/dvc.yaml", "unit: C", "unit: °C"),
         "fetch@oslo fetch@rome fetch@bonn fit@oslo-deep fit@rome-deep fit@bonn-deep "
         "compare@oslo compare@rome compare@bonn"),
    Edit("one less of a folder's own", edit("model/params.yaml", "[flat, deep]", "[deep]"), targets=["-P"]),
])

WALKS = [CHAIN, DIAMOND, GROUPS]
