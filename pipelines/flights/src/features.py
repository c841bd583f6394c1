"""The columns that the model sees, and how they are read: shared by the stages after ingest."""

import pandas as pd

NUMERIC = ["minute_of_day", "weekday", "distance", "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust",
           "precip", "pressure", "visib", "plane_age", "seats"]
CATEGORICAL = ["carrier", "origin", "dest"]
FEATURES = NUMERIC + CATEGORICAL
TARGET = "late"


def read(path):
    """A prepared table; the model recognises categories by their type."""
    return pd.read_csv(path, dtype=dict.fromkeys(CATEGORICAL, "category"))
