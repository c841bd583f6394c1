"""The columns that the model sees, how they are made of raw flights, and how they are read."""

import pandas as pd

NUMERIC = ["minute_of_day", "weekday", "distance", "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust",
           "precip", "pressure", "visib", "plane_age", "seats"]
CATEGORICAL = ["carrier", "origin", "dest"]
FEATURES = NUMERIC + CATEGORICAL
TARGET = "late"


def make(raw, late_minutes):
    """Raw flights without what cannot be used, with features and target beside their own columns."""
    flights = raw.drop_duplicates()
    # Cancelled and diverted flights have no arrival delay.
    valid = flights["arr_delay"].notna() & flights["sched_dep_time"].between(0, 2359) & (flights["distance"] > 0)
    flights = flights[valid]
    departure = flights["sched_dep_time"]
    age = flights["year"] - flights["plane_year"]
    table = flights.assign(
        minute_of_day=departure // 100 * 60 + departure % 100,
        weekday=pd.to_datetime(flights[["year", "month", "day"]]).dt.dayofweek,
        plane_age=age.where(age >= 0),
        late=(flights["arr_delay"] >= late_minutes).astype(int),
    )
    print(f"{len(raw)} rows: {len(raw) - len(valid)} duplicate, {int((~valid).sum())} invalid, {len(table)} kept")
    return table


def read(path):
    """A prepared table; the model recognises categories by their type."""
    return pd.read_csv(path, dtype=dict.fromkeys(CATEGORICAL, "category"))
