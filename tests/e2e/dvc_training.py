"""A model that is trained, measured and drawn, in plain Python: a project that DVC and mlpipe both run."""
FILES = {
    "dvc.yaml": """\
        stages:
          prepare:
            cmd: echo prepare >> $TRACE; python3 src/prepare.py
            deps: [src/prepare.py, data/points.csv]
            params: [prepare]
            outs: [data/train.csv, data/test.csv]
          train:
            cmd: echo train >> $TRACE; python3 src/train.py
            deps: [src/train.py, data/train.csv]
            params: [train.rate, train.steps]
            outs: [models/model.json]
            plots:
              - plots/loss.csv: {x: step, y: loss, cache: false}
          evaluate:
            cmd: echo evaluate >> $TRACE; python3 src/evaluate.py
            deps: [src/evaluate.py, models/model.json, data/test.csv]
            metrics:
              - metrics/eval.json: {cache: false}
            plots: [plots/residuals.json]
            outs:
              - summary.txt: {cache: false}
        """,
    "params.yaml": "prepare:\n  share: 0.75\ntrain:\n  rate: 0.01\n  steps: 40\n",
    "data/points.csv": "x,y\n" + "".join(f"{x},{3 * x + 1 + x % 3}\n" for x in range(12)),
    "src/settings.py": """\
        def read(section):
            found, inside = {}, False
            for line in open("params.yaml"):
                if not line.startswith(" "):
                    inside = line.strip() == section + ":"
                elif inside:
                    key, value = line.split(":")
                    found[key.strip()] = float(value)
            return found
        """,
    "src/prepare.py": """\
        import settings
        head, *rows = open("data/points.csv").read().split()
        middle = int(len(rows) * settings.read("prepare")["share"])
        for name, part in (("train", rows[:middle]), ("test", rows[middle:])):
            open(f"data/{name}.csv", "w").write("\\n".join([head, *part]) + "\\n")
        """,
    "src/train.py": """\
        import json, os
        import settings
        rows = [tuple(map(float, line.split(","))) for line in open("data/train.csv").read().split()[1:]]
        wanted, a, b, losses = settings.read("train"), 0.0, 0.0, []
        for step in range(int(wanted["steps"])):
            errors = [a * x + b - y for x, y in rows]
            losses.append(sum(e * e for e in errors) / len(rows))
            a -= wanted["rate"] * sum(e * x for e, (x, _) in zip(errors, rows)) / len(rows)
            b -= wanted["rate"] * sum(errors) / len(rows)
        os.makedirs("models", exist_ok=True)
        os.makedirs("plots", exist_ok=True)
        json.dump({"a": a, "b": b}, open("models/model.json", "w"))
        with open("plots/loss.csv", "w") as file:
            file.write("step,loss\\n" + "".join(f"{step},{loss:.6f}\\n" for step, loss in enumerate(losses)))
        """,
    "src/evaluate.py": """\
        import json, os
        model = json.load(open("models/model.json"))
        rows = [tuple(map(float, line.split(","))) for line in open("data/test.csv").read().split()[1:]]
        residuals = [{"x": x, "residual": round(model["a"] * x + model["b"] - y, 6)} for x, y in rows]
        for folder in ("metrics", "plots"):
            os.makedirs(folder, exist_ok=True)
        mae = sum(abs(one["residual"]) for one in residuals) / len(residuals)
        json.dump({"mae": round(mae, 6), "rows": len(rows)}, open("metrics/eval.json", "w"))
        json.dump(residuals, open("plots/residuals.json", "w"))
        open("summary.txt", "w").write(f"off by {mae:.3f}\\n")
        """,
}
