"""Layouts that public projects have, with templates and several files, for dvc_behaviour_test.py."""
from dvc_walks import Edit, Walk, append, both, edit, remove, write


# One stage for each data set that a map of parameters describes: only what is about that one runs.
DATASETS = Walk("foreach over maps: data sets", {
    "dvc.yaml": """\
        vars:
          - out: built
        stages:
          generate:
            foreach: ${datasets}
            do:
              cmd: echo generate@${key} >> $TRACE; python3 generate.py ${item.rows} ${item.step} > ${out}/${key}.csv
              wdir: .
              deps: [generate.py]
              outs:
                - ${out}/${key}.csv
          count:
            foreach: ${datasets}
            do:
              cmd: echo count@${key} >> $TRACE; wc -l < ${out}/${key}.csv > ${out}/${key}.count
              deps: [ "${out}/${key}.csv" ]
              outs: [ "${out}/${key}.count" ]
          all:
            cmd: echo all >> $TRACE; cat built/small.count built/large.count > all.txt
            deps: [built/small.count, built/large.count]
            outs: [all.txt]
        """,
    "params.yaml": "datasets:\n  small: {rows: 3, step: 1}\n  large: {rows: 9, step: 0.5}\n",
    "built/.gitkeep": "",
    "generate.py": """\
        import sys
        rows, step = int(sys.argv[1]), float(sys.argv[2])
        print("x")
        for row in range(rows):
            print(row * step)
        """,
}, [
    Edit("the first run", None, "generate@small generate@large count@small count@large all"),
    Edit("one of them changes", edit("params.yaml", "step: 0.5", "step: 0.25"), "generate@large count@large"),
    Edit("one more", append("params.yaml", "  huge: {rows: 12, step: 2}\n"), "generate@huge count@huge"),
    Edit("back", edit("params.yaml", "step: 0.25", "step: 0.5")),
    Edit("one target", both(edit("params.yaml", "rows: 3", "rows: 4"), edit("params.yaml", "rows: 12", "rows: 13")),
         "generate@small", targets=["generate@small"]),
    Edit("the others", None, "count@small generate@huge count@huge all"),
])

# Models times splits, both from parameters; the keys of a model lie in a map beside them.
MATRIX = Walk("matrix from parameters", {
    "dvc.yaml": """\
        vars: [conf/models.yaml]
        stages:
          predict:
            matrix:
              model: ${models}
              split: ${splits}
            cmd: >-
              echo predict@${key} >> $TRACE;
              awk -v by=${settings.scale} '{print $1 * by, "${item.model}"}' data/${item.split}.txt
              > out/${item.model}-${item.split}.txt
            deps: [ "data/${item.split}.txt" ]
            outs: [ "out/${item.model}-${item.split}.txt" ]
          join:
            cmd: echo join >> $TRACE; cat out/linear-train.txt out/linear-test.txt > joined.txt
            deps: [out/linear-train.txt, out/linear-test.txt]
            params: [conf/models.yaml: [settings.note]]
            outs: [joined.txt]
        """,
    "params.yaml": "models: [linear, deep]\nsplits: [train, test]\n",
    "conf/models.yaml": "settings: {scale: 2, note: none}\n",
    "data/train.txt": "1\n2\n", "data/test.txt": "3\n", "out/.gitkeep": "",
}, [
    Edit("the first run", None,
         "predict@linear-train predict@linear-test predict@deep-train predict@deep-test join"),
    Edit("one split", write("data/test.txt", "4\n"), "predict@linear-test predict@deep-test join"),
    Edit("a model less, another one", edit("params.yaml", "deep", "wide"), "predict@wide-train predict@wide-test"),
    Edit("a value in all of their commands", edit("conf/models.yaml", "scale: 2", "scale: 3"),
         "predict@linear-train predict@linear-test predict@wide-train predict@wide-test join"),
    Edit("a pattern of stages", write("data/test.txt", "5\n"), "predict@wide-test", targets=["predict@wide-test"]),
])

# Each item of a dimension is a map; the whole of one is given to the command as its options.
MAPS = Walk("matrix of maps", {
    "dvc.yaml": """\
        stages:
          train:
            matrix:
              model:
                - {name: small, options: {depth: 2, fast: true}}
                - {name: large, options: {depth: 8, layers: [4, 4]}}
              seed: [1, 2]
            cmd: >-
              echo train@${item.model.name}-${item.seed} >> $TRACE;
              python3 train.py ${item.model.options} --seed ${item.seed} > ${item.model.name}-${item.seed}.txt
            deps: [train.py]
            outs: [ "${item.model.name}-${item.seed}.txt" ]
            meta: {owner: "${item.model.name}"}
        """,
    "train.py": "import sys\nprint(sys.argv[1:])\n",
}, [
    Edit("the first run", None, "train@small-1 train@small-2 train@large-1 train@large-2"),
    Edit("nothing"),
    Edit("one map", edit("dvc.yaml", "depth: 2", "depth: 3"), "train@small-1 train@small-2"),
    Edit("one more seed", edit("dvc.yaml", "[1, 2]", "[1, 2, 3]"), "train@small-3 train@large-3"),
    Edit("the order of seeds",
         edit("dvc.yaml", "seed: [1, 2, 3]", "seed: [3, 2, 1]")),
])

# A folder for each part, each with its own dvc.yaml, lock file and parameters.
FOLDERS = Walk("several files in folders", {
    "dvc.yaml": """\
        stages:
          report:
            cmd: echo report >> $TRACE; cat model/model.txt data/clean.txt > report.txt
            deps: [model/model.txt, data/clean.txt]
            outs: [report.txt]
        """,
    "data/dvc.yaml": """\
        stages:
          clean:
            cmd: echo clean >> $TRACE; sort raw.txt > clean.txt
            deps: [raw.txt]
            outs: [clean.txt]
        """,
    "model/dvc.yaml": """\
        stages:
          train:
            cmd: echo train >> $TRACE; head -n 1 ../data/clean.txt > model.txt
            deps: [../data/clean.txt]
            params: [rate]
            outs: [model.txt]
          other:
            cmd: echo other >> $TRACE; echo other > other.txt
            outs: [other.txt]
        """,
    "data/raw.txt": "b\na\n", "model/params.yaml": "rate: 1\n",
}, [
    Edit("the first run: only what the file at the top needs of the others", None, "clean train report"),
    Edit("nothing"),
    Edit("the file of a folder", edit("model/params.yaml", "1", "2"), "train other", targets=["model/dvc.yaml"]),
    Edit("a stage of it", write("data/raw.txt", "c\nb\n"), "clean train", targets=["model/dvc.yaml:train"]),
    Edit("the rest", None, "report"),
])

# What stages have in common is said once, by anchors and merge keys.
ANCHORS = Walk("anchors", {
    "dvc.yaml": """\
        stages:
          first: &count
            cmd: echo first >> $TRACE; wc -w < a.txt > first.txt
            deps: &sources [a.txt, b.txt]
            outs: [first.txt]
          second:
            <<: *count
            cmd: echo second >> $TRACE; cat a.txt b.txt > second.txt
            outs: [second.txt]
          third:
            cmd: echo third >> $TRACE; cat b.txt a.txt > third.txt
            deps: *sources
            outs: [third.txt]
        """,
    "a.txt": "a\n", "b.txt": "b\n",
}, [
    Edit("the first run", None, "first second third"),
    Edit("what they share", write("b.txt", "c\n"), "first second third"),
    Edit("back: the run cache has it", both(write("b.txt", "b\n"), remove("third.txt"))),
    Edit("the list that they share", edit("dvc.yaml", "[a.txt, b.txt]", "[b.txt, a.txt]"), ""),
])

# What all models have stands once in the parameters, and each says what it has otherwise.
DEFAULTS = Walk("anchors in parameters", {
    "dvc.yaml": """\
        stages:
          train:
            foreach: ${models}
            do:
              cmd: echo train@${key} >> $TRACE; python3 train.py ${item} > models/${key}.txt
              deps: [train.py]
              params: [ "models.${key}" ]
              outs: [ "models/${key}.txt" ]
        """,
    "params.yaml": """\
        defaults: &defaults
          rate: 0.1
          optimizer: &optimizer {name: adam, beta: 0.9}
        models:
          small: {<<: *defaults, layers: 2}
          large:
            <<: *defaults
            layers: 8
            rate: 0.01
          other:
            layers: 4
            optimizer: {<<: *optimizer, name: sgd}
        """,
    "train.py": "import sys\nprint(sys.argv[1:])\n", "models/.gitkeep": "",
}, [
    Edit("the first run", None, "train@small train@large train@other"),
    Edit("one that another has otherwise", edit("params.yaml", "rate: 0.1", "rate: 0.2"), "train@small"),
    Edit("one that all have", edit("params.yaml", "beta: 0.9", "beta: 0.8"), "train@small train@large train@other"),
    Edit("the same without anchor and merge",
         edit("params.yaml", "{<<: *optimizer, name: sgd}", "{name: sgd, beta: 0.8}")),
])

WALKS = [DATASETS, MATRIX, MAPS, FOLDERS, ANCHORS, DEFAULTS]
