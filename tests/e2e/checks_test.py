"""Data checks: by `mlpipe check`, and of stages in runs."""
import gzip
import json
import os
import sqlite3
import subprocess
import sys
import unittest

from project import Project, main

SCHEMA = """\
columns:
  id: {type: integer, unique: true, nulls: forbid}
  age: {type: integer, min: 0, max: 120, nulls: 0.5}
  mail: {}
personal_data: warn
"""

GOOD = "id,age,mail\n1,30,x\n2,41,y\n3,,z\n"
BAD = "id,age,mail\n1,30,anna@example.org\n2,141,y\n2,-1,z\n"

PIPELINE = """\
stages:
  prepare:
    cmd: cp raw.csv data.csv
    deps: [raw.csv]
    outs: [data.csv]
    checks:
      - {data: data.csv, schema: schema.yaml}
%s
  train:
    cmd: wc -l < data.csv > model
    deps: [data.csv]
    outs: [model]
"""


def rules(check):
    return {(one["column"], one["rule"]): one for one in check["rules"]}


class Checking(unittest.TestCase):
    def project_with(self, table):
        project = Project(self)
        project.write("schema.yaml", SCHEMA)
        project.write("t.csv", table)
        return project

    def test_failing_rows_are_counted_and_placed_without_their_values(self):
        project = self.project_with(BAD)
        check = project.call("check", "t.csv", "--schema", "schema.yaml", "--json", code=3).json()
        self.assertEqual((check["rows"], check["columns"], check["verdict"]), (3, 3, "fail"))
        found = rules(check)
        self.assertEqual(found["age", "max"]["lines"], [3])
        self.assertEqual(found["age", "min"]["lines"], [4])
        self.assertEqual(found["id", "unique"]["lines"], [4])
        self.assertEqual(found["mail", "personal_data"]["found"], {"email": 1})
        self.assertEqual(found["mail", "personal_data"]["verdict"], "warn")
        text = project.call("check", "t.csv", "--schema", "schema.yaml", code=3).text
        self.assertNotIn("141", text)
        shown = project.call("check", "t.csv", "--schema", "schema.yaml", "--show-values", code=3).text
        self.assertIn("141", shown)
        self.assertNotIn("anna", shown)
        project.call("check", "t.csv", "--schema", "schema.yaml", "--exit-zero")
        project.call("check", "t.csv", "--schema", "schema.yaml", "--severity", "warn", "-o", "check.json")
        self.assertEqual(json.loads(project.read("check.json"))["verdict"], "warn")

    def test_a_schema_that_is_wrong_is_told_as_a_whole(self):
        project = self.project_with(GOOD)
        project.write("schema.yaml", "columns: {id: {typ: integer}}\nrow: 3\n")
        told = project.call("check", "t.csv", "--schema", "schema.yaml", code=2).text
        self.assertIn("schema.yaml:1:16: unknown key 'typ' in column 'id' (did you mean 'type'?)", told)
        self.assertIn("schema.yaml:2:1: unknown key 'row'", told)
        project.call("check", "t.csv", code=2)

    def test_an_inferred_schema_is_fulfilled_by_its_table(self):
        project = self.project_with("".join(["id,kind,when,x\n"] + [f"{i},{'ab'[i % 2]},2026-01-0{1 + i % 9},{i * .37}\n"
                                                               for i in range(500)]))
        project.call("check", "t.csv", "--infer", "-o", "inferred.yaml")
        self.assertIn("values: [a, b]", project.read("inferred.yaml"))
        project.call("check", "t.csv", "--schema", "inferred.yaml")
        project.append("t.csv", "7,c,then,900\n")
        found = rules(project.call("check", "t.csv", "--schema", "inferred.yaml", "--json", code=3).json())
        failed = {key for key, one in found.items() if one["verdict"] == "fail"}
        self.assertEqual(failed, {("id", "unique"), ("kind", "values"), ("when", "type"), ("x", "max")})

    def test_leakage_and_personal_data_without_a_schema(self):
        project = self.project_with(GOOD)
        project.write("train.csv", "id,age,mail\n3,,z\n9,1,q\n")
        check = project.call("check", "t.csv", "--against", "train.csv", "--key", "id", "--json", code=3).json()
        self.assertEqual({key: one["lines"] for key, one in rules(check).items()},
                         {(None, "leakage.rows"): [4], (None, "leakage.keys"): [4]})
        project.call("check", "t.csv", "--personal-data")
        project.write("t.csv", BAD)
        text = project.call("check", "t.csv", "--personal-data", code=3).text
        self.assertIn("email in 1 cell", text)
        self.assertNotIn("anna", text)

    def test_tables_in_each_form(self):
        project = self.project_with(GOOD)
        with gzip.open(project.at("t.csv.gz"), "wt") as packed:
            packed.write(GOOD)
        project.write("t.jsonl", '{"id": 1, "age": 30}\n{"id": 2, "age": 200, "mail": "x"}\n')
        project.call("check", "t.csv.gz", "--schema", "schema.yaml")
        check = project.call("check", "t.jsonl", "--schema", "schema.yaml", "--json", code=3).json()
        self.assertEqual(rules(check)["age", "max"]["lines"], [2])

    def test_parquet_is_read_by_an_interpreter_that_has_pyarrow(self):
        project = self.project_with(GOOD)
        python = os.environ.get("PYARROW_PYTHON", "")
        if os.path.exists(python):
            write = ("import pyarrow, pyarrow.parquet as p;"
                     "p.write_table(pyarrow.table({'id': [1, 2], 'age': [5, 200], 'mail': ['x', None]}), 't.parquet')")
            subprocess.run([python, "-c", write], cwd=project.path, check=True)
            check = project.call("check", "t.parquet", "--schema", "schema.yaml", "--python", python, "--json",
                                 code=3).json()
            self.assertEqual(rules(check)["age", "max"]["failed"], 1)
        else:
            project.write("t.parquet", "PAR1")
        bare = project.write("bare", f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
        os.chmod(project.at("bare"), 0o755)
        told = project.call("check", "t.parquet", "--schema", "schema.yaml", "--python", project.at("bare"), code=1).text
        self.assertIn("has no pyarrow", told)
        self.assertIn("--python", told)


class ChecksOfStages(unittest.TestCase):
    def project_with(self, table, extra=""):
        project = Project(self, git=True)
        project.pipeline(PIPELINE % extra)
        project.write("schema.yaml", SCHEMA)
        project.write("raw.csv", table)
        project.commit("begin")
        return project

    def test_a_failed_check_blocks_what_follows_until_data_or_schema_are_mended(self):
        project = self.project_with(BAD)
        record = project.run(code=3)
        self.assertEqual({name: one["status"] for name, one in record["stages"].items()},
                         {"prepare": "ran", "train": "blocked"})
        (check,) = record["checks"]
        self.assertEqual((check["stage"], check["data"], check["verdict"]), ("prepare", "data.csv", "fail"))
        self.assertEqual({key for key, one in rules(check).items()},
                         {("id", "unique"), ("age", "min"), ("age", "max"), ("mail", "personal_data")})
        self.assertIn("check of prepare failed: ", record["stages"]["train"]["reason"])
        # Not part of the record: the stage is skipped, and judged again.
        record = project.run(code=3)
        self.assertEqual(record["stages"]["prepare"]["status"], "skipped")
        project.write("schema.yaml", "columns: {id: integer}\n")
        record = project.run()
        self.assertEqual({name: one["status"] for name, one in record["stages"].items()},
                         {"prepare": "skipped", "train": "ran"})
        self.assertEqual(record["checks"][0]["verdict"], "pass")
        self.assertEqual(record["checks"][0]["rules"], [])

    def test_where_a_check_is_shown(self):
        project = self.project_with(BAD)
        told = project.call("run", "--junit", "junit.xml", code=3).text
        self.assertIn("check of prepare failed", told)
        self.assertIn("checks: 1 failed", told)
        self.assertIn('name="prepare: data.csv"', project.read("junit.xml"))
        shown = project.call("show").text
        self.assertIn("data.csv", shown)
        self.assertIn("unique", shown)
        page = project.call("report", "--md").text
        self.assertIn("Checks", page)
        self.assertIn("The check of data.csv failed", page)
        with sqlite3.connect(project.at(".mlpipe/lineage.db")) as database:
            rows = database.execute("SELECT stage, data, rows, failed, verdict FROM checks").fetchall()
        self.assertEqual(rows, [("prepare", "data.csv", 3, 4, "fail")])
        annotated = project.call("run", code=3, env={"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": project.path}).text
        self.assertIn("::error file=pipeline.yaml,line=7", annotated)
        for text in (told, shown, page, annotated):
            self.assertNotIn("anna", text)

    def test_warnings_and_schemas_in_the_pipeline_file(self):
        project = self.project_with(GOOD, "      - {data: data.csv, severity: warn, schema: {rows: {min: 100}}}\n")
        record = project.run()
        self.assertEqual([one["verdict"] for one in record["checks"]], ["pass", "warn"])

    def test_what_cannot_be_judged_blocks(self):
        project = self.project_with(GOOD)
        project.remove("schema.yaml")
        (check,) = project.run(code=3)["checks"]
        self.assertEqual(check["verdict"], "undecided")
        project.write("schema.yaml", "columns: {id: {typ: integer}}\n")
        (check,) = project.run(code=3)["checks"]
        self.assertIn("schema.yaml:1:16: unknown key 'typ'", check["reason"])

    def test_data_that_is_in_the_store_alone_is_judged_there(self):
        project = self.project_with(GOOD)
        project.run()
        project.remove("data.csv")
        record = project.run("--allow-missing")
        self.assertEqual([one["verdict"] for one in record["checks"]], ["pass"])

    def test_a_check_asks_for_what_its_stage_reads_or_makes(self):
        project = self.project_with(GOOD, "      - {data: other.csv, schema: schema.yaml}\n")
        told = project.call("run", code=2).text
        self.assertIn("'other.csv' of a check is neither a dependency nor an output of stage 'prepare'", told)


if __name__ == "__main__":
    main()
