"""Resolves a dvc.yaml by DVC's own resolver: the folder is the argument. Run by bench/templating."""

import os
import sys

from dvc.parsing import DataResolver
from dvc.repo import Repo
from dvc.utils.strictyaml import load

os.chdir(sys.argv[1])
with Repo(".") as repo:
    data, _ = load("dvc.yaml", round_trip=False)
    print(len(DataResolver(repo, repo.root_dir, data).resolve()["stages"]))
