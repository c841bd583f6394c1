"""mlpipe drift: two tables, a stored profile, labels that arrive, volume and age, and what a monitor stage makes of it."""
import datetime
import gzip
import json
import random
import unittest

from project import MLPIPE, Project, main


def table(seed, rows=2000, shift=0.0, late=0.3):
    draw = random.Random(seed)
    lines = ["id,distance,carrier,late"]
    for row in range(rows):
        carrier = draw.choices(("AA", "DL", "UA"), (5, 3, 2))[0]
        lines.append(f"{row},{draw.gauss(100 + shift * 20, 20):.3f},{carrier},{int(draw.random() < late)}")
    return "\n".join(lines) + "\n"


class DriftCase(unittest.TestCase):
    def setUp(self):
        self.project = Project(self)
        self.project.write("train.csv", table(1))
        self.project.write("same.csv", table(2))
        self.project.write("moved.csv", table(3, shift=1.0))

    def drift(self, *arguments, code=0):
        return self.project.call("drift", *arguments, "--json", "--exclude", "id", code=code).json()

    def column(self, document, name):
        return next(one for one in document["columns"] if one["name"] == name)

    def finding(self, document, kind, name):
        return next(one for one in document[kind] if one["name"] == name)


class Tables(DriftCase):
    def test_rows_that_moved_are_drift_and_others_are_not(self):
        same = self.drift("train.csv", "same.csv")
        self.assertFalse(same["drift"])
        self.assertEqual(same["rows"], {"reference": 2000, "current": 2000})
        self.assertEqual([one["name"] for one in same["columns"]], ["distance", "carrier", "late"])
        moved = self.drift("train.csv", "moved.csv", "--share", "0.3", code=5)
        self.assertTrue(moved["drift"])
        self.assertEqual(self.column(moved, "distance")["verdict"], "drift")
        self.assertEqual(self.column(moved, "carrier")["verdict"], "ok")
        self.project.call("drift", "train.csv", "moved.csv", "--share", "0.3", "--exit-zero")

    def test_tables_of_any_format_are_read(self):
        rows = [line.split(",") for line in self.project.lines("same.csv")]
        self.project.write("same.csv.gz", gzip.compress(self.project.read("same.csv").encode()))
        self.project.write("same.tsv", "\n".join("\t".join(row) for row in rows) + "\n")
        values = [dict(zip(rows[0], (int(row[0]), float(row[1]), row[2], int(row[3])))) for row in rows[1:]]
        self.project.write("same.jsonl", "".join(json.dumps(one) + "\n" for one in values))
        plain = self.drift("train.csv", "same.csv")
        for name in ("same.csv.gz", "same.tsv", "same.jsonl"):
            self.assertEqual(self.drift("train.csv", name), plain, name)

    def test_the_columns_that_are_compared_and_how_can_be_chosen(self):
        chosen = self.project.call("drift", "train.csv", "same.csv", "--json", "--columns", "late,distance", "--target",
                                   "late", "--method", "distance=wasserstein", "--threshold", "distance=0.4").json()
        self.assertEqual([one["name"] for one in chosen["columns"]], ["distance", "late"])
        self.assertEqual(self.column(chosen, "late")["role"], "target")
        self.assertEqual(self.column(chosen, "distance")["method"], "wasserstein")
        self.assertEqual(self.column(chosen, "distance")["threshold"], 0.4)

    def test_the_document_and_a_page_go_into_files_too(self):
        result = self.project.call("drift", "train.csv", "same.csv", "-o", "drift.json", "--html", "drift.html")
        self.assertIn("<svg", self.project.read("drift.html"))
        self.assertTrue(result.out.startswith("no drift"), result)
        self.assertEqual(json.loads(self.project.read("drift.json"))["rows"]["current"], 2000)
        self.assertIn("distance", result.out)

    def test_what_cannot_be_compared_is_said(self):
        self.project.write("empty.csv", "id,distance\n")
        self.project.write("other.csv", "a,b\n1,2\n")
        for arguments, words in (
                (["train.csv", "empty.csv"], "empty.csv has no rows"),
                (["train.csv", "other.csv"], "no column to compare that stands both in train.csv and in other.csv"),
                (["train.csv", "same.csv", "--columns", "distanse"], "did you mean 'distance'?"),
                (["train.csv", "same.csv", "--exclude", "distanse"], "did you mean 'distance'?"),
                (["train.csv", "same.csv", "--target", "lat"], "did you mean 'late'?"),
                (["train.csv", "same.csv", "--method", "kss"], "did you mean 'ks'?"),
                (["train.csv", "same.csv", "--threshold", "late=x"], "'x' is no number"),
                (["train.csv"], "mlpipe drift REFERENCE CURRENT"),
                (["train.csv", "same.txt"], "its name has to end in"),
                (["train.csv", "same.csv", "--max-drop", "0.1"], "need --baseline"),
                (["train.csv", "same.csv", "--min", "auc=0.7"], "--labels FILE"),
                (["train.csv", "same.csv", "--min-rows", "half"], "50%")):
            self.assertIn(words, self.project.call("drift", *arguments, code=2).err, arguments)


class Profiles(DriftCase):
    def test_a_profile_stands_for_its_table(self):
        self.project.call("drift", "train.csv", "--save-profile", "train.profile.json")
        profile = json.loads(self.project.read("train.profile.json"))
        self.assertEqual((profile["format"], profile["version"], profile["rows"]), ("mlpipe profile", 1, 2000))
        self.project.remove("train.csv")
        stored = self.drift("train.profile.json", "moved.csv", code=None)
        self.project.write("train.csv", table(1))
        self.assertEqual(stored, self.drift("train.csv", "moved.csv", code=None))
        self.project.call("drift", "train.csv", "--save-profile", "again.profile.json")
        self.assertEqual(self.project.read("again.profile.json"), self.project.read("train.profile.json"))

    def test_what_is_no_profile_is_told_with_its_place(self):
        self.project.write("broken.json", '{"format": "mlpipe profile",\n "version": 7}\n')
        result = self.project.call("drift", "broken.json", "same.csv", code=2)
        self.assertIn("broken.json:2:13: this profile has version 7", result.err)


class Performance(DriftCase):
    def setUp(self):
        super().setUp()
        draw = random.Random(4)
        log, labels = [], ["flight,late"]
        for row in range(400):
            late = int(draw.random() < 0.3)
            probability = min(max(draw.gauss(0.35 + 0.3 * late, 0.2), 0), 1)
            log.append(json.dumps({"id": f"f{row}", "time": "2026-11-23T13:15:02Z", "version": "flight-delay@1.2.0",
                                   "prediction": int(probability >= 0.5), "probability": probability,
                                   "features": {"distance": row}}) + "\n")
            if row % 2 == 0:
                labels.append(f"f{row},{late}")
        self.project.write("predictions.jsonl", "".join(log) + log[0])
        self.project.write("labels.csv", "\n".join(labels + ["other,1"]) + "\n")
        self.project.write("metrics/eval.json", '{"auc": 0.99, "test": {"accuracy": 0.6}}')
        self.arguments = ["train.csv", "same.csv", "--labels", "labels.csv", "--id", "flight", "--target", "late",
                          "--prediction-log", "predictions.jsonl"]

    def test_labels_find_their_predictions_in_the_log(self):
        result = self.drift(*self.arguments, "--min", "auc=0.6")
        auc = self.finding(result, "performance", "auc")
        self.assertEqual((auc["verdict"], auc["threshold"]), ("ok", 0.6))
        counts = {name: self.finding(result, "performance", name)["current"] for name in (
            "labelled_predictions", "predictions_without_label", "labels_without_prediction", "duplicate_predictions")}
        self.assertEqual(counts, {"labelled_predictions": 200, "predictions_without_label": 200,
                                  "labels_without_prediction": 1, "duplicate_predictions": 1})

    def test_a_drop_below_the_training_value_is_drift(self):
        baseline = ["--baseline", "metrics/eval.json:auc", "--baseline", "metrics/eval.json:test.accuracy"]
        result = self.drift(*self.arguments, *baseline, "--max-drop", "0.02", code=5)
        auc = self.finding(result, "performance", "auc")
        self.assertEqual((auc["verdict"], auc["reference"]), ("drift", 0.99))
        self.assertIn("below metrics/eval.json:auc", auc["reason"])
        self.assertIn(auc["reason"], result["reason"])
        self.assertEqual(self.finding(result, "performance", "accuracy")["verdict"], "ok")

    def test_predictions_may_stand_in_the_current_table(self):
        rows = self.project.lines("same.csv")
        self.project.write("same.csv", "\n".join([rows[0] + ",said"] + [row + "," + row[-1] for row in rows[1:]]) + "\n")
        self.project.write("labels.csv", "\n".join(row.rsplit(",", 3)[0] + "," + row[-1] for row in rows[1:]).join(
            ["id,late\n", "\n"]))
        result = self.project.call("drift", "train.csv", "same.csv", "--json", "--labels", "labels.csv", "--target", "late",
                                   "--prediction", "said", code=None)
        self.assertIn("no column 'said' stands in both tables", result.err)
        train = self.project.lines("train.csv")
        self.project.write("train.csv", "\n".join([train[0] + ",said"] + [row + "," + row[-1] for row in train[1:]]) + "\n")
        document = self.project.call("drift", "train.csv", "same.csv", "--json", "--labels", "labels.csv", "--target",
                                     "late", "--prediction", "said").json()
        self.assertEqual(self.finding(document, "performance", "accuracy")["current"], 1.0)
        self.assertEqual(self.column(document, "said")["role"], "prediction")

    def test_what_labels_need_is_said(self):
        for arguments, words in (
                (["--labels", "labels.csv"], "--labels needs --target"),
                (["--labels", "labels.csv", "--target", "late"], "--labels needs predictions"),
                (self.arguments[2:] + ["--min", "auk=0.5"], "did you mean 'auc'?"),
                (self.arguments[2:] + ["--min", "auc"], "METRIC=NUMBER"),
                (self.arguments[2:] + ["--baseline", "metrics/eval.json:auc"], "--baseline needs --max-drop"),
                (self.arguments[2:] + ["--baseline", "no.json:auc", "--max-drop", "0"], "no file 'no.json'"),
                (["id" if one == "flight" else one for one in self.arguments[2:]], "labels.csv has no column 'id'")):
            result = self.project.call("drift", "train.csv", "same.csv", *arguments, code=2)
            self.assertIn(words, result.err, arguments)


class Volume(DriftCase):
    def test_too_few_rows_are_drift(self):
        self.project.write("few.csv", table(2, rows=900))
        result = self.drift("train.csv", "few.csv", "--min-rows", "50%", code=5)
        rows = self.finding(result, "volume", "rows")
        self.assertEqual((rows["verdict"], rows["threshold"], rows["reason"]), ("drift", 1000, "900 rows < 1000"))
        self.drift("train.csv", "few.csv", "--min-rows", "900", "--max-rows", "900")

    def test_rows_that_are_too_old_are_drift(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        for name, age in (("fresh.csv", 1), ("old.csv", 100)):
            seen = (now - datetime.timedelta(hours=age)).isoformat()
            lines = self.project.lines("same.csv")
            self.project.write(name, "\n".join([lines[0] + ",seen"] + [line + "," + seen for line in lines[1:]]) + "\n")
        self.drift("train.csv", "fresh.csv", "--max-age", "2d")
        result = self.drift("train.csv", "old.csv", "--max-age", "2d", "--time", "seen", code=5)
        age = self.finding(result, "volume", "freshness_s")
        self.assertEqual((age["verdict"], age["threshold"]), ("drift", 172800))
        self.assertGreater(age["current"], 99 * 3600)


class Stage(DriftCase):
    def test_a_monitor_stage_measures_drift_and_its_gate_judges_it(self):
        self.project.pipeline(f"""\
            stages:
              monitor:
                cmd: "'{MLPIPE}' drift train.csv moved.csv --exclude id -o drift.json --exit-zero"
                deps: [train.csv, moved.csv]
                metrics: [drift.json: {{cache: false}}]
                gates: [{{metric: "drift.json:share", max: 0.3}}]
            """)
        self.assertEqual(self.project.run(code=3)["gates"][0]["verdict"], "fail")
        self.project.write("moved.csv", table(2))
        self.assertEqual(self.project.run()["gates"][0]["verdict"], "pass")


if __name__ == "__main__":
    main()
