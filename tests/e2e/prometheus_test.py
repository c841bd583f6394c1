"""`--prometheus` and `--push`, read by the real Prometheus, node exporter and Pushgateway."""
import json
import os
import socket
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

from project import PATIENCE_S, Project, clean_environment, main, remove_tree, wait_until

PROGRAMS = os.environ.get("PROMETHEUS", "")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PIPELINE = r"""
    name: 'late "flights" \ 1'
    stages:
      train:
        cmd: echo > model
        outs: [model]
      evaluate:
        cmd: cp auc.json eval.json
        deps: [model, auc.json]
        metrics: [{eval.json: {cache: false}}]
        gates:
          - {metric: auc, min: 0.7}
          - {metric: auc, min: 0.99, severity: warn}
          - {metric: recall, min: 0.5, severity: warn}
      publish:
        cmd: echo published
        needs: [evaluate]
    """
NAME = r'late "flights" \ 1'


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


@unittest.skipUnless(os.path.exists(os.path.join(PROGRAMS, "prometheus")),
                     "Prometheus, which scripts/test unpacks, is not there")
class Prometheus(unittest.TestCase):
    def setUp(self):
        self.project = Project(self, git=True)
        self.project.pipeline(PIPELINE)
        self.measure(0.8)
        self.folder = tempfile.mkdtemp(prefix="mlpipe-prometheus-")
        self.addCleanup(remove_tree, self.folder)

    def measure(self, auc):
        self.project.write("auc.json", json.dumps({"auc": auc}))

    def serve(self, program, ready, *arguments):
        port = free_port()
        log = open(os.path.join(self.folder, program + ".log"), "wb")
        self.addCleanup(log.close)
        process = subprocess.Popen([os.path.join(PROGRAMS, program), f"--web.listen-address=127.0.0.1:{port}", *arguments],
                                   cwd=self.folder, env=clean_environment(), stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: process.poll() is not None or answers(address + ready), program + " answers")
        self.assertIsNone(process.poll())
        return address

    def gateway(self):
        return self.serve("prometheus-pushgateway", "/-/ready")

    def lint(self, text):
        done = subprocess.run([os.path.join(PROGRAMS, "promtool"), "check", "metrics"], input=text, text=True,
                              capture_output=True, timeout=PATIENCE_S)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def prometheus(self, *targets):
        jobs = [{"job_name": f"job{number}", "honor_labels": True, "scrape_interval": "1s",
                 "static_configs": [{"targets": [target.removeprefix("http://")]}]}
                for number, target in enumerate(targets)]
        with open(os.path.join(self.folder, "prometheus.yml"), "w", encoding="utf-8") as file:
            json.dump({"scrape_configs": jobs}, file)  # YAML holds JSON
        return self.serve("prometheus", "/-/ready", "--config.file=prometheus.yml", "--storage.tsdb.path=data")

    def ask(self, address, query):
        with urllib.request.urlopen(f"{address}/api/v1/query?" + urllib.parse.urlencode({"query": query}),
                                    timeout=PATIENCE_S) as answer:
            document = json.load(answer)
        self.assertEqual(document["status"], "success", query)
        return document["data"]["result"]

    def values(self, address, query):
        return {tuple(sorted((k, v) for k, v in one["metric"].items() if k not in ("__name__", "job", "instance"))):
                float(one["value"][1]) for one in self.ask(address, query)}

    def test_what_promtool_says_of_each_text(self):
        self.project.call("run", "--prometheus", "out/run.prom")
        self.lint(self.project.read("out/run.prom"))
        self.assertEqual(os.listdir(self.project.at("out")), ["run.prom"])
        self.project.call("gate", "--prometheus", "out/gate.prom")
        self.lint(self.project.read("out/gate.prom"))
        self.project.call("gate", "auc", "--min", "0.9", "--prometheus", "out/gate.prom", code=3)
        self.lint(self.project.read("out/gate.prom"))
        self.project.write("fail.yaml", "name: \U0001F600\nstages: {fail: {cmd: exit 3}}\n")
        self.project.call("run", "fail.yaml", "--prometheus", "out/fail.prom", code=1)
        self.lint(self.project.read("out/fail.prom"))
        self.assertIn("mlpipe_run_succeeded", self.project.read("out/fail.prom"))

    def tables(self):
        self.project.write("before.csv", "delay,port\n" + "".join(f"{row % 50},JFK\n" for row in range(2000)))
        self.project.write("after.csv", "delay,port\n" + "".join(f"{row % 50 + 40},JFK\n" for row in range(2000)))
        self.project.write("schema.yaml", "columns:\n  delay: {type: integer, max: 80}\n")

    def test_what_drift_and_checks_say(self):
        self.tables()
        self.project.call("drift", "before.csv", "after.csv", "--prometheus", "drift.prom", code=5)
        self.project.call("check", "after.csv", "--schema", "schema.yaml", "--prometheus", "check.prom", code=3)
        drift, check = self.project.read("drift.prom"), self.project.read("check.prom")
        self.lint(drift)
        self.lint(check)
        self.assertIn('mlpipe_drift_detected{reference="before.csv",current="after.csv"} 1\n', drift)
        self.assertIn('mlpipe_drift_column_drifted{reference="before.csv",current="after.csv",column="port"} 0\n', drift)
        self.assertIn('mlpipe_check_passed{data="after.csv"} 0\n', check)
        self.assertIn('mlpipe_check_failed_rows{data="after.csv",column="delay",rule="max"} 360\n', check)

    def test_a_prometheus_reads_the_file_and_the_gateway(self):
        gateway, textfiles = self.gateway(), os.path.join(self.folder, "textfiles")
        os.mkdir(textfiles)
        exporter = self.serve("prometheus-node-exporter", "/", "--collector.disable-defaults", "--collector.textfile",
                              "--collector.textfile.directory=" + textfiles)
        file = os.path.join(textfiles, "mlpipe.prom")
        run = self.project.run("--prometheus", file)
        self.measure(0.6)
        self.project.call("run", code=3)
        self.project.call("gate", "--push", gateway, code=3)
        address = self.prometheus(exporter, gateway)
        pipeline = ("pipeline", NAME)
        wait_until(lambda: self.values(address, "mlpipe_gates_judged_timestamp_seconds"), "Prometheus has scraped the gateway")
        wait_until(lambda: self.values(address, "mlpipe_run_succeeded"), "Prometheus has scraped the exporter")

        self.assertEqual(self.values(address, "mlpipe_run_succeeded"), {(pipeline,): 1})
        info = next(iter(self.values(address, "mlpipe_run_info")))
        self.assertIn(("run", run["id"]), info)
        self.assertIn(("commit", run["commit"]), info)
        counts = self.values(address, "mlpipe_run_stages")
        self.assertEqual(counts[(pipeline, ("status", "ran"))], 3)
        self.assertEqual(counts[(pipeline, ("status", "failed"))], 0)
        self.assertEqual(self.values(address, "mlpipe_metric"),
                         {(("metric", "eval.json:auc"), pipeline, ("stage", "evaluate")): 0.8})
        self.assertEqual(set(self.values(address, "mlpipe_stage_cache_hit").values()), {0})
        self.assertEqual(len(self.values(address, "mlpipe_stage_duration_seconds")), 3)
        took = sum(self.values(address, "mlpipe_run_duration_seconds").values())
        self.assertTrue(0 < took < PATIENCE_S)

        blocked = self.values(address, 'mlpipe_gate_blocks{job="mlpipe"}')
        self.assertEqual(sorted(blocked.values()), [0, 0, 1])
        limits = {dict(labels)["limit"]: value for labels, value in blocked.items()}
        self.assertEqual(limits["0.7"], 1)
        value = self.values(address, 'mlpipe_gate_value{job="mlpipe",metric="recall"}')
        self.assertTrue(all(number != number for number in value.values()) and len(value) == 1)

        # Another command of the group leaves what the first one pushed.
        self.project.call("run", "--push", gateway, code=3)
        with urllib.request.urlopen(gateway + "/metrics", timeout=PATIENCE_S) as page:
            text = page.read().decode()
        self.assertIn("mlpipe_gates_judged_timestamp_seconds{", text)
        self.assertIn("mlpipe_run_succeeded{", text)

    def test_every_panel_of_the_dashboard_has_something_to_show(self):
        gateway = self.gateway()
        self.project.call("run", "--push", gateway)
        self.tables()
        self.project.call("drift", "before.csv", "after.csv", "--min-rows", "10", "--push", gateway, code=5)
        self.project.call("check", "after.csv", "--schema", "schema.yaml", "--push", gateway, code=3)
        address = self.prometheus(gateway)
        wait_until(lambda: self.values(address, "mlpipe_check_passed"), "Prometheus has scraped the gateway")
        with open(os.path.join(ROOT, "docs/grafana.json"), encoding="utf-8") as file:
            dashboard = json.load(file)
        queries = [(panel["title"], target["expr"]) for panel in dashboard["panels"] for target in panel.get("targets", [])]
        self.assertGreater(len(queries), 8)
        for title, query in queries:
            with self.subTest(title):
                self.assertTrue(self.ask(address, query.replace("$pipeline", ".*")), query)
        variable = next(one for one in dashboard["templating"]["list"] if one["name"] == "pipeline")
        self.assertEqual(variable["query"], "label_values(mlpipe_run_info, pipeline)")

    def test_what_cannot_be_delivered(self):
        port = free_port()
        failed = self.project.call("run", "--push", f"http://127.0.0.1:{port}", code=1)
        self.assertIn(f"cannot push to 'http://127.0.0.1:{port}': curl: ", failed.err)
        self.assertEqual(self.project.run()["stages"]["train"]["status"], "skipped")
        self.measure(0.6)
        self.project.call("run", "--push", f"http://127.0.0.1:{port}", code=3)
        refused = self.project.call("run", "--push", self.gateway() + "/metrics/job", code=3)
        self.assertRegex(refused.err, "cannot push to .*: answered 4")
        self.project.write("file", "")
        self.assertIn("cannot write 'file/run.prom'", self.project.call("run", "--prometheus", "file/run.prom", code=3).err)
        self.assertIn("~/.netrc", self.project.call("run", "--push", "http://me:secret@host", code=2).err)
        self.project.call("run", "--push", "file:///etc/passwd", code=2)


if __name__ == "__main__":
    main()
