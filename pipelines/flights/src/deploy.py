"""Publishes the model as deploy/<release>, a folder that appears whole and never changes, and points
deploy/current at it. The release is named by the model's content, so that publishing twice is publishing once."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

model = Path("models/model.joblib")
metrics = json.loads(Path("metrics/eval.json").read_text())

digest = hashlib.sha256(model.read_bytes()).hexdigest()
root = Path("deploy")
root.mkdir(exist_ok=True)
release = root / digest[:12]

if release.exists():
    print(f"release {release.name} is there already")
else:
    # Written beside its place and renamed, so that nobody ever sees half a release.
    work = Path(tempfile.mkdtemp(prefix=".new-", dir=root))
    try:
        shutil.copyfile(model, work / "model.joblib")
        (work / "release.json").write_text(json.dumps({"model": digest, "evaluation": metrics}, indent=2) + "\n")
        for file in work.iterdir():
            file.chmod(0o444)
        work.chmod(0o755)
        work.rename(release)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    print(f"published release {release.name}, AUC {metrics['auc']:.3f}")

# A link cannot be overwritten in place: a new one takes its name.
link = root / ".current-new"
link.unlink(missing_ok=True)
link.symlink_to(release.name)
os.replace(link, root / "current")
